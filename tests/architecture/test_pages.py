"""Every page: a guard, a place in the checked-in list, hooks that stories rely on, nothing a strict policy forbids."""

import os
import re
import tomllib
from collections.abc import Iterator

from flask import Flask

from hub.web.labels import STATES, waiting_for
from tests.architecture.sources import ROOT, name, none_of, python_files, templates

ROUTES = ROOT / "tests" / "architecture" / "routes.txt"


def test_every_view_names_who_may_open_it(app: Flask):
    none_of(e for e, view in app.view_functions.items() if e != "static" and not hasattr(view, "guard"))


def test_every_address_is_in_the_list(app: Flask):
    """Run with HUB_WRITE_ROUTES=1 to write the list anew, and look at the difference before committing it."""
    found = sorted(routes(app))
    if os.environ.get("HUB_WRITE_ROUTES"):
        ROUTES.write_text("\n".join(found) + "\n")
    listed = ROUTES.read_text().splitlines()
    none_of([f"new: {r}" for r in set(found) - set(listed)] + [f"gone: {r}" for r in set(listed) - set(found)])


def routes(app: Flask) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        guard = getattr(app.view_functions[rule.endpoint], "guard", "-")
        who = guard if isinstance(guard, str) else " ".join(sorted(role.value for role in guard))
        yield f"{rule.rule} [{methods}] {who}"


def test_templates_hold_no_script_and_no_style():
    forbidden = re.compile(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=[\"']|<style|javascript:", re.I)
    none_of(
        f"{name(path)}:{number}: {line.strip()[:80]}"
        for path in templates()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if forbidden.search(line)
    )


def test_templates_say_everything_in_both_languages():
    """Chinese text stands only where its English stands beside it."""
    chinese = re.compile("[\u4e00-\u9fff]")
    said = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
    offenders = []
    for path in templates():
        bare = said.sub(lambda found: "\n" * found.group().count("\n"), path.read_text())
        lines = enumerate(bare.splitlines(), 1)
        offenders += [f"{name(path)}:{n}: {line.strip()[:60]}" for n, line in lines if chinese.search(line)]
    none_of(offender for offender in offenders if not offender.startswith("hub/web/templates/base.html"))


def region_words() -> list[str]:
    words = set()
    for path in sorted((ROOT / "regions").rglob("*.toml")):
        if path.name in ("region.toml", "area.toml"):
            table = tomllib.loads(path.read_text())
            words |= {table.get("code", path.parent.name), *table.get("names", {}).values()}
    return sorted(word for word in words if word)


def test_no_region_is_named_in_the_hub():
    words = re.compile("|".join(rf"\b{w}\b" if w.isascii() else re.escape(w) for w in region_words()))
    files = [path for path in python_files("hub") + templates() if "/hub/sample/" not in path.as_posix()]
    none_of(
        f"{name(path)}:{number}: {found.group()} in: {line.strip()[:90]}"
        for path in files
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (found := words.search(line.replace("Asia/Shanghai", "")))
    )


# Nothing is waited for here; every other state names somebody.
ENDED = {
    "application": {"GRANTED", "REJECTED", "WITHDRAWN"},
    "order": {"COMPLETED", "CANCELLED", "REJECTED_BY_AREA", "LAPSED", "TERMINATED"},
    "redemption": {"PAID", "REJECTED", "WITHDRAWN"},
    "batch": {"CLOSED", "DISCARDED"},
    "payout": {"ACCEPTED", "PAID", "REJECTED", "RETURNED"},
    "exchange": {"ACKED", "REFUSED"},
    "request": {"APPROVED", "REJECTED", "WITHDRAWN"},
}


def test_every_open_state_says_who_is_waited_for_in_both_languages():
    told = {(kind, state) for kind in ENDED for state in STATES[kind] if waiting_for(kind, state, language="zh")}
    open_states = {(kind, state) for kind, ended in ENDED.items() for state in STATES[kind] if state not in ended}
    none_of(f"{kind}.{state} names nobody" for kind, state in open_states - told)
    none_of(f"{kind}.{state} has ended" for kind, state in told - open_states)
    none_of(f"{kind}.{state}" for kind, state in told if not waiting_for(kind, state, language="en"))
