"""The policies in force on a date, open to everybody, each value with its origin and the sentence it comes from."""

from datetime import date

from flask import request
from flask.typing import ResponseReturnValue

from hub import policy
from hub.federation import directory
from hub.kernel.clock import business_today
from hub.web.guards import public
from hub.web.language import lang
from hub.web.page import render
from hub.web.public import bp


@bp.get("/policies")
@public
def policies() -> ResponseReturnValue:
    """All policies in force on a date, in one table."""
    on, wrong = date_asked()
    rows = [
        {
            "policy": one,
            "programme": programme_name(one.programme),
            "area": directory.area_name(one.area, lang()),
            "rate": policy.rate_words(one.draft),
            "quota": policy.quota_words(one.draft),
            "modes": policy.mode_words(one.draft, lang()),
        }
        for one in policy.list_policies(on)
    ]
    return render("public/policies/list.html", rows=rows, on=on, wrong=wrong), 422 if wrong else 200


@bp.get("/policies/<programme>/<area>")
@public
def policy_page(programme: str, area: str) -> ResponseReturnValue:
    """One policy as it is in force on a date, whole."""
    on, wrong = date_asked()
    one = policy.policy_in_force(programme, area, on)
    return render(
        "public/policies/show.html",
        policy=one,
        programme=programme_name(programme),
        area=directory.area_name(area, lang()),
        sections=policy.describe(one.draft, lang()),
        versions=policy.list_versions(one.policy_id),
        on=on,
        wrong=wrong,
    )


def date_asked() -> tuple[date, bool]:
    """The date of the address, today where it has none; and whether what stands there is no date."""
    asked = request.args.get("on", "")
    try:
        return (date.fromisoformat(asked), False) if asked else (business_today(), False)
    except ValueError:
        return business_today(), True


def programme_name(code: str) -> str:
    """A programme's name in the person's language."""
    names = directory.get_programme(code).names
    return names.zh if lang() == "zh" else names.en
