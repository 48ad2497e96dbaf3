"""Real-name registration 实名注册 at the office of the county (ZJ1-07…11, ZJ1-10, ZJ2-08).

What is entered is the unit's profile, saved as often as one likes; submitting it asks the county's office, and its
approval qualifies for claiming there. A unit that moves asks the office of its new place.
"""

from hub.identity.agreements import DOCUMENTS
from hub.identity.evidence import NewFile, store_evidence
from hub.identity.facts import missing_profile
from hub.identity.identity_requests import office_of, on_approval, open_request
from hub.identity.models import IdentityRequest, Organization, RequestKind
from hub.identity.organizations import get_organization
from hub.kernel.actor import Actor
from hub.kernel.db import db
from hub.kernel.errors import Invalid, Refused


class ProfileNotSaved(Refused):
    """Something of the profile is empty: saving comes before submitting (ZJ1-11)."""

    code = "real_name.profile_incomplete"
    zh = "请先完善并保存企业基本信息，再提交实名认证；尚缺：{missing}。"
    en = "Complete and save the profile first; it lacks: {missing_en}."


class NotAgreed(Invalid):
    """The terms of service were not agreed to (ZJ1-08)."""

    code = "real_name.not_agreed"
    zh = "请阅读并勾选同意服务条款。"
    en = "Read the terms of service and agree to them."


class ApprovedAlready(Refused):
    """The office of the unit's place has approved it before."""

    code = "real_name.approved_already"
    zh = "贵单位已通过所在县（市、区）的实名认证，无需重复提交。"
    en = "The office of your place has approved this already."


def is_real_name_approved(unit: Organization) -> bool:
    """Whether the office of the place where the unit is registered now has approved it."""
    return unit.area is not None and unit.real_name_area == unit.area


def ask_for_real_name(*, unit: Organization, evidence: NewFile, agreed: bool, by: Actor) -> IdentityRequest:
    """Submit the saved profile with the licence, or a person's identity card, to the county's office.

    Raises:
        ProfileNotSaved, NotAgreed, ApprovedAlready: it cannot be submitted.
        RequestOpen: it was submitted and is not decided.
        FileRefused: the file is no image or PDF, or too large.
    """
    if is_real_name_approved(unit):
        raise ApprovedAlready()
    missing = missing_profile(unit)
    if missing:
        raise ProfileNotSaved(missing="、".join(zh for zh, _ in missing), missing_en=", ".join(en for _, en in missing))
    if not agreed:
        raise NotAgreed(field="agreed")
    stored = store_evidence(evidence, unit=unit, by=by)
    asked = {
        "uscc": unit.uscc,
        "name": unit.name,
        "division": unit.division,
        "agreed": dict(DOCUMENTS)["service_terms"],
    }
    people = {"legal_representative": unit.legal_representative or "", "contact_phone": unit.contact_phone or ""}
    return open_request(
        kind=RequestKind.REAL_NAME,
        area=office_of(unit),
        asked={**asked, **people},
        evidence=[stored.id],
        organization_id=unit.id,
        by=by,
    )


def _carry_out(request: IdentityRequest, by: Actor) -> None:  # noqa: ARG001 - the engine says who decided
    assert request.organization_id is not None
    get_organization(request.organization_id).real_name_area = request.area
    db.session.flush()


on_approval(RequestKind.REAL_NAME, _carry_out)
