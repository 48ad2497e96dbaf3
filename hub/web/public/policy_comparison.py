"""Comparing policies, open to everybody: two versions of one, or the regions side by side on a date (P05)."""

from collections.abc import Iterable
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from hub import policy
from hub.federation import directory
from hub.kernel.errors import NotFound
from hub.policy import PolicyInForce, amendments
from hub.web.guards import public
from hub.web.language import lang
from hub.web.page import render
from hub.web.public import bp
from hub.web.public.policies import date_asked, programme_name

# A table of more columns than this is read by nobody.
SIDE_BY_SIDE = 6


@bp.get("/policies/compare")
@public
def compare_policies() -> ResponseReturnValue:
    """Two versions by their ids, or the policies that were ticked."""
    if request.args.get("left") and request.args.get("right"):
        return _versions(_version("left"), _version("right"))
    return _side_by_side()


def _versions(before: PolicyInForce, after: PolicyInForce) -> ResponseReturnValue:
    return render(
        "public/policies/versions.html",
        before=before,
        after=after,
        differences=amendments.differences(before.draft, after.draft, lang()),
    )


def _side_by_side() -> ResponseReturnValue:
    on, wrong = date_asked()
    there = policy.list_policies(on)
    asked = request.args.getlist("policy")
    chosen = [one for one in there if one.policy_id in asked][:SIDE_BY_SIDE] if asked else []
    return render(
        "public/policies/compare.html",
        on=on,
        wrong=wrong,
        there=[(one, _name(one), one in chosen) for one in there],
        chosen=[(one, _name(one)) for one in chosen],
        clauses=list(_clauses(chosen)),
        too_many=len(asked) > SIDE_BY_SIDE,
    )


def _clauses(chosen: list[PolicyInForce]) -> Iterable[tuple[str, list[tuple[str, list[list[str]]]]]]:
    """Section by section the clauses that any of them has, with each one's words; a dash where it says nothing."""
    digests = [{s.heading: s.lines for s in policy.describe(one.draft, lang())} for one in chosen]
    headings = list(dict.fromkeys(heading for digest in digests for heading in digest))
    for heading in headings:
        said = [_by_label(digest.get(heading, ())) for digest in digests]
        labels = list(dict.fromkeys(label for one in said for label in one))
        yield heading, [(label, [one.get(label, ["—"]) for one in said]) for label in labels]


def _by_label(lines: Iterable[policy.Line]) -> dict[str, list[str]]:
    """What is said under each label: conditions and steps of one phase stand together, in their order."""
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(line.label, []).append(line.value)
    return found


def _version(name: str) -> PolicyInForce:
    try:
        found = policy.get_version(UUID(request.args[name]))
    except ValueError:
        raise NotFound() from None
    # What begins in the future is public from its approval on; a draft is none of these.
    return found


def _name(one: PolicyInForce) -> str:
    return f"{directory.area_name(one.area, lang())} · {programme_name(one.programme)}"
