"""What the hub knows of a holder, as facts that a policy may ask about; what it does not know is left out."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from hub.identity.bank import payout_account
from hub.identity.models import Organization, Qualification
from hub.identity.organizations import get_organization
from hub.kernel.db import db
from hub.kernel.scope import everything
from schemas.terms import QualificationKind

PROFILE = (
    ("registered_address", "注册地址", "registered address"),
    ("legal_representative", "法定代表人", "legal representative"),
    ("contact_name", "联系人", "contact"),
    ("contact_phone", "联系电话", "contact phone"),
    ("revenue_fen", "上年度营业收入", "revenue of last year"),
)


def holder_facts(organization_id: UUID, on: date) -> dict[str, Any]:
    """The ``holder.*`` facts of a unit on a date. Callers reached the unit through rows of their own."""
    holder = get_organization(organization_id)
    facts: dict[str, Any] = {
        "holder.kind": holder.kind,
        "holder.division": holder.division,
        "holder.city": holder.division[:4] + "00",
        "holder.area": holder.area,
        "holder.region": holder.region,
        "holder.revenue_fen": holder.revenue_fen,
        "holder.profile_complete": not missing_profile(holder),
        "holder.real_name": holder.area is not None and holder.real_name_area == holder.area,
    }
    facts.update(_qualification_facts(list_qualifications(organization_id, on), on))
    return {name: value for name, value in facts.items() if value is not None}


_QUALIFICATIONS = (
    select(Qualification)
    .where(Qualification.organization_id == bindparam("organization_id"), Qualification.valid_from <= bindparam("on"))
    .order_by(Qualification.valid_from.desc(), Qualification.id.desc())
)


def list_qualifications(organization_id: UUID, on: date) -> list[Qualification]:
    """Qualifications that began on or before a date, newest first; some may have ended."""
    with everything():
        return list(db.session.scalars(_QUALIFICATIONS, {"organization_id": organization_id, "on": on}))


def missing_profile(organization: Organization) -> list[tuple[str, str]]:
    """What the unit's profile still lacks before it may apply (CSJ-15), in Chinese and English."""
    missing = [(zh, en) for column, zh, en in PROFILE if getattr(organization, column) in (None, "")]
    if payout_account(organization.id) is None:
        missing.append(("收款银行账户", "bank account"))
    return missing


def _qualification_facts(found: list[Qualification], on: date) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for qualification in found:
        lasting = qualification.valid_until is None or on <= qualification.valid_until
        if qualification.kind is QualificationKind.TECH_SME:
            # The number of an earlier year is reported too: the policy says which year it wants.
            facts.setdefault("holder.tech_sme_year", qualification.year)
        elif qualification.kind is QualificationKind.HNTE and lasting:
            facts.setdefault("holder.hnte_issued_on", qualification.issued_on)
        elif qualification.kind is QualificationKind.INCUBATEE and lasting:
            facts["holder.incubatee"] = True
        elif qualification.kind is QualificationKind.TALENT_LED and lasting:
            facts["holder.talent_led"] = True
    return facts
