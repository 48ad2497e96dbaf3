"""Whatever ends the demo, none of its children stays behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PARENT = """
import sys, time
from pathlib import Path
from hub.demo.processes import Interrupted, Processes, raise_on_signals

processes = Processes(Path(sys.argv[1]))
raise_on_signals()
try:
    for name in ("first", "second"):
        processes.start(name, ["-c", "import time; time.sleep(600)"], {})
    print(*(child.pid for child in processes.children.values()), flush=True)
    time.sleep(600)
except Interrupted:
    pass
finally:
    processes.stop()
"""


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_child_outlives_the_demo(tmp_path: Path, how: signal.Signals) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    children = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(children) == 2
    assert all(_runs(pid) for pid in children)
    os.kill(parent.pid, how)
    parent.wait(20)
    deadline = time.monotonic() + 10
    while any(_runs(pid) for pid in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in children if _runs(pid)] == []
