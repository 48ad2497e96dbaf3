"""Start the parts of the demo in order, play the main job once, and stay until told to end."""

import os
import shutil
import socket
import time
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from hub.demo.processes import ChildEnded, Interrupted, Processes, raise_on_signals
from hub.settings import ROOT, Settings, load_settings

MAIN_JOB = ROOT / "tests" / "stories" / "main-job.toml"
# A log or a narrow window shall not break passwords in two.
console = Console(width=max(150, Console().width))


def run(*, play_only: bool) -> int:
    """Set up, play, and stay; returns 0, or 1 when a figure or a process was not as it should be."""
    os.environ["HUB_ENV"] = "demo"
    settings = load_settings("demo")
    played = settings.var / "played"
    processes = Processes(settings.var / "logs")
    raise_on_signals()
    try:
        first = not played.exists()
        _refuse_taken_ports(settings)
        _prepare_database(settings, anew=first)
        _start(settings, processes)
        if first and not _play_main_job(settings):
            return 1
        played.write_text(datetime.now().astimezone().isoformat())
        _print_addresses()
        return 0 if play_only else _stay(processes)
    except Interrupted:
        return 0
    except ChildEnded as ended:
        console.print(f"[red]{ended}[/red]")
        return 1
    finally:
        console.print("Ending …")
        processes.stop()


def forget() -> None:
    """Remove everything the demo has stored."""
    folder = load_settings("demo").var
    shutil.rmtree(folder, ignore_errors=True)
    console.print(f"Forgotten: {folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder}")


def _refuse_taken_ports(settings: Settings) -> None:
    from hub.testing.simulators import simulators

    for address in (settings.web.base_url, *simulators().values()):
        place = urlsplit(address)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((place.hostname, place.port))
            except OSError as error:
                raise ChildEnded(f"Somebody already listens on {address}: is another demo running?") from error


def _prepare_database(settings: Settings, *, anew: bool) -> None:
    """Start the server and the tables; ``anew``: a demo that was broken off half-way is forgotten."""
    from hub.app import create_app
    from hub.kernel.database import drop_database
    from hub.kernel.db import unit_of_work
    from hub.kernel.migrate import upgrade
    from hub.sample import load_sample
    from hub.stories import load_story

    console.print("PostgreSQL: starting the embedded server and bringing the tables up to date …")
    if anew:
        drop_database(settings)
    upgrade(settings)
    app = create_app(settings)
    with app.app_context():
        console.print("Sample data: regions, policies, people, catalogue …")
        load_sample()
        if anew:
            # Before the scheduler's first tick: a schedule has no past before it was introduced.
            from hub.kernel.clock import set_business_time

            with unit_of_work():
                set_business_time(load_story(MAIN_JOB).clock)


def _start(settings: Settings, processes: Processes) -> None:
    from hub.testing.simulators import simulators

    environment = {"HUB_ENV": "demo"}
    for dialect, address in simulators().items():
        port = address.rsplit(":", 1)[1]
        processes.start(f"simulator-{dialect}", ["-m", "adapters.simulate", dialect, "--port", port], environment)
        processes.wait_until_ready(f"simulator-{dialect}", f"{address}/_sim/seen")
        console.print(f"Simulated platform {dialect}: {address}")
    for name in ("worker", "scheduler"):
        processes.start(name, ["-m", "hub.cli", name], environment)
    processes.start("hub", ["-m", "hub.cli", "serve"], environment)
    processes.wait_until_ready("hub", f"{settings.web.base_url}/readyz")
    console.print(f"Hub: {settings.web.base_url}")


def _play_main_job(settings: Settings) -> bool:
    from hub.stories.command import run_files

    console.print("Playing the main job over HTTP; each figure stands beside the expected one.")
    began = time.monotonic()
    failed = run_files((Path(MAIN_JOB),), base_url=settings.web.base_url, via="page")
    console.print(f"Played in {time.monotonic() - began:.0f} s.")
    return failed == 0


def _print_addresses() -> None:
    from hub.demo.addresses import people, places

    for title, columns, rows in (places(), people()):
        table = Table(title=title, show_lines=False)
        for column in columns:
            table.add_column(column)
        for row in rows:
            table.add_row(*row)
        console.print(table)
    console.print("Ctrl-C ends everything; `make demo` starts again from what is there; `make demo-reset` forgets.")


def _stay(processes: Processes) -> int:
    while True:
        ended = processes.watch()
        if ended == "worker":
            # A worker that lost its database ends itself; like systemd, start it again.
            processes.start("worker", ["-m", "hub.cli", "worker"], {"HUB_ENV": "demo"})
        elif ended is not None:
            raise ChildEnded(f"{ended} has ended; see {processes.logs / (ended + '.log')}.")
        time.sleep(0.5)
