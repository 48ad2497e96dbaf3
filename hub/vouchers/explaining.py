"""What an enterprise is entitled to, in sentences: for each programme open to it the policy's answer and sources."""

from datetime import date

from hub.federation import directory
from hub.identity import Organization
from hub.kernel.clock import business_today
from hub.kernel.errors import HubError
from hub.policy import preview
from hub.vouchers.questions import application_question
from schemas.terms import Mastership


def explain_entitlements(holder: Organization, *, on: date | None = None, language: str = "zh") -> list[str]:
    """One heading for each (programme, area) that serves the enterprise's place, with the decision's sentences."""
    on = on or business_today()
    chinese = language.startswith("zh")
    found = []
    for programme, area in directory.programmes_for(holder.division):
        found.append(f"# {programme.names.text(language)} · {area.names.text(language)}")
        if directory.mastership(programme.code, area.code, "application", on) is Mastership.REGION:
            found.append("在地区平台申领。" if chinese else "Applied for at the region's platform.")
            continue
        question = application_question(programme=programme.code, area=area.code, holder_id=holder.id, on=on)
        try:
            found += preview(question).sentences(language)
        except HubError as error:
            found.append(error.text(language))
    if not found:
        found.append("该单位所在地没有已接入的计划。" if chinese else "No programme is open to the place of this unit.")
    return found
