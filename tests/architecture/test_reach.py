"""What each role reaches, as a list to look at; and that operation, security and audit stay three pairs of hands."""

import os

import pytest
from flask import Flask

from schemas.terms import Role
from tests.architecture.sources import ROOT, none_of

REACH = ROOT / "tests" / "architecture" / "reach.txt"


def reach(app: Flask) -> dict[Role, list[str]]:
    """For every role the pages and forms that its guard opens; what everybody may open is left out."""
    found: dict[Role, list[str]] = {role: [] for role in Role}
    for rule in app.url_map.iter_rules():
        guard = getattr(app.view_functions[rule.endpoint], "guard", "-")
        if isinstance(guard, str):
            continue
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        for role in guard:
            found[role].append(f"{methods} {rule.rule}")
    return {role: sorted(paths, key=lambda path: path.split(" ")[::-1]) for role, paths in found.items()}


def test_what_each_role_reaches_is_in_the_list(app: Flask):
    """Run with HUB_WRITE_ROUTES=1 to write the list anew, and look at the difference before committing it."""
    lines = [line for role, paths in reach(app).items() for line in (f"[{role.value}]", *paths, "")]
    if os.environ.get("HUB_WRITE_ROUTES"):
        REACH.write_text("\n".join(lines))
    listed = REACH.read_text().split("\n")
    none_of([f"{n}: {line}" for n, line in enumerate(lines) if line not in listed])
    assert lines == listed


# 三权分立: one role, and the beginnings of addresses that it must never reach.
BUSINESS = ("/area", "/finance", "/enterprise", "/institution", "/expert")
RUNNING = ("/operator/regions", "/operator/exchanges", "/operator/jobs", "/operator/clients")
APART = {
    Role.HUB_OPERATOR: ("/auditor", "/operator/accounts", *BUSINESS),
    Role.SECURITY_ADMIN: ("/auditor", *RUNNING, *BUSINESS),
    Role.AREA_ADMIN: ("/auditor", "/operator", "/finance", "/enterprise", "/institution"),
    Role.EXPERT: ("/auditor", "/operator", "/finance", "/area", "/enterprise", "/institution"),
    Role.CLIENT_OWNER: ("/auditor", "/operator", *BUSINESS),
}


@pytest.mark.parametrize("role", APART, ids=lambda role: role.value)
def test_a_role_never_reaches_what_belongs_to_others(app: Flask, role: Role):
    none_of(path for path in reach(app)[role] if path.split(" ")[1].startswith(APART[role]))


def test_an_auditor_changes_nothing(app: Flask):
    """Showing personal data for a purpose is the one form an auditor sends: it changes nothing but the record."""
    none_of(path for path in reach(app)[Role.AUDITOR] if not path.startswith("GET ") and not path.endswith("/reveal"))


def test_no_member_of_a_unit_reaches_a_page_of_staff(app: Flask):
    staff = ("/area", "/operator", "/auditor", "/finance", "/expert", "/agency")
    units = (Role.HOLDER_ADMIN, Role.HOLDER_AGENT, Role.INSTITUTION_ADMIN, Role.INSTITUTION_STAFF)
    none_of(path for role in units for path in reach(app)[role] if path.split(" ")[1].startswith(staff))
