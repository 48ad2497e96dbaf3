"""Reading redemptions and notices; what somebody may see is narrowed by the scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, not_, or_, select

from hub.kernel.db import db
from hub.kernel.scope import everything
from hub.redemption.errors import RedemptionUnknown
from hub.redemption.models import Invoice, Redemption
from hub.redemption.notice_errors import NoticeUnknown
from hub.redemption.notice_models import NoticeLine, NoticeState, Objection, PublicNotice
from schemas.terms import RedemptionState

S = RedemptionState
PER_PAGE = 10
TABS: dict[str, tuple[RedemptionState, ...]] = {
    "draft": (S.DRAFT,),
    "waiting": (S.AWAITING_HOLDER,),
    "correcting": (S.REFUSED_BY_HOLDER, S.RETURNED),
    "review": (S.SUBMITTED, S.IN_REVIEW, S.AWAITING_PAPER, S.HELD),
    "notice": (S.ON_NOTICE, S.OBJECTED),
    "paying": (S.PAYABLE, S.BATCHED, S.INSTRUCTED, S.DISPUTED),
    "paid": (S.PAID,),
    "ended": (S.REJECTED, S.WITHDRAWN),
}


@dataclass(frozen=True)
class RedemptionPage:
    """One page of a list, with the number behind each tab."""

    redemptions: Sequence[Redemption]
    tabs: dict[str, int]
    total: int
    page: int
    pages: int


def get_redemption(no: str) -> Redemption:
    """The redemption with this number.

    Raises:
        RedemptionUnknown: there is none, or it is not visible here.
    """
    found = db.session.execute(select(Redemption).where(Redemption.no == no)).scalar_one_or_none()
    if found is None:
        raise RedemptionUnknown()
    return found


def redemption_of_invoice(number: str) -> Redemption | None:
    """The latest redemption with an invoice of this number that one may see, or None."""
    plain = "".join(number.split()).upper()
    found = (
        select(Redemption)
        .join(Invoice, Invoice.redemption_id == Redemption.id)
        .where(Invoice.number == plain, Redemption.submitted_at.is_not(None))
        .order_by(Redemption.submitted_at.desc())
        .limit(1)
    )
    return db.session.execute(found).scalar_one_or_none()


def find_redemption(no: str) -> Redemption | None:
    """The redemption with this number, whoever owns it, or None."""
    with everything():
        return db.session.execute(select(Redemption).where(Redemption.no == no)).scalar_one_or_none()


def redemption_by_id(redemption_id: UUID) -> Redemption:
    """The redemption with this id, for callers who hold an object that names it; whoever owns it."""
    with everything():
        return db.session.execute(select(Redemption).where(Redemption.id == redemption_id)).scalar_one()


def list_redemptions(
    *,
    holder_id: UUID | None = None,
    institution_id: UUID | None = None,
    areas: Sequence[str] | None = None,
    tab: str = "",
    words: str = "",
    page: int = 1,
    per_page: int = PER_PAGE,
) -> RedemptionPage:
    """Redemptions of a buyer, an institution or of areas, the newest first, by tab and number."""
    found = select(Redemption)
    if holder_id is not None:
        # A draft of the other side is nothing the buyer could act on.
        theirs = and_(Redemption.institution_id.is_not(None), Redemption.state == S.DRAFT)
        found = found.where(Redemption.holder_id == holder_id, not_(theirs))
    if institution_id is not None:
        found = found.where(Redemption.institution_id == institution_id)
    if areas is not None:
        found = found.where(Redemption.area.in_(areas), Redemption.submitted_at.is_not(None))
    if words.strip():
        found = found.where(Redemption.no == words.strip())
    tabs = _count_tabs(found)
    if tab in TABS:
        found = found.where(Redemption.state.in_(TABS[tab]))
    total = tabs[tab] if tab in tabs else sum(tabs.values())
    pages = max(1, -(-total // per_page))
    page = min(max(1, page), pages)
    newest = found.order_by(Redemption.drafted_at.desc(), Redemption.no.desc())
    rows = db.session.execute(newest.limit(per_page).offset((page - 1) * per_page)).scalars().all()
    return RedemptionPage(rows, tabs, total, page, pages)


def _count_tabs(found: Select[Any]) -> dict[str, int]:
    by_state = found.with_only_columns(Redemption.state, func.count()).group_by(Redemption.state)
    counted: dict[RedemptionState, int] = {state: count for state, count in db.session.execute(by_state)}
    return {tab: sum(counted.get(state, 0) for state in states) for tab, states in TABS.items()}


def list_ready_for_notice(areas: Sequence[str]) -> Sequence[Redemption]:
    """Assessed redemptions that wait to be published, by area and number."""
    found = select(Redemption).where(
        Redemption.area.in_(areas),
        Redemption.state == S.IN_REVIEW,
        Redemption.assessed_at.is_not(None),
        Redemption.stage.is_(None),
    )
    return db.session.execute(found.order_by(Redemption.area, Redemption.programme, Redemption.no)).scalars().all()


def list_held(areas: Sequence[str]) -> Sequence[Redemption]:
    """What checks hold in these areas, the longest waiting first."""
    found = select(Redemption).where(Redemption.area.in_(areas), Redemption.state == S.HELD)
    return db.session.execute(found.order_by(Redemption.submitted_at, Redemption.no)).scalars().all()


def redemptions_on(notice_id: UUID) -> Sequence[Redemption]:
    """The redemptions on a notice, by number; whoever owns them."""
    with everything():
        found = (
            select(Redemption)
            .join(NoticeLine, NoticeLine.redemption_id == Redemption.id)
            .where(NoticeLine.notice_id == notice_id)
        )
        return db.session.execute(found.order_by(Redemption.no)).scalars().all()


def get_notice(no: str) -> PublicNotice:
    """The notice with this number; notices are public.

    Raises:
        NoticeUnknown: there is none.
    """
    found = db.session.execute(select(PublicNotice).where(PublicNotice.no == no)).scalar_one_or_none()
    if found is None:
        raise NoticeUnknown()
    return found


def notice_by_id(notice_id: UUID) -> PublicNotice:
    """The notice with this id."""
    return db.session.execute(select(PublicNotice).where(PublicNotice.id == notice_id)).scalar_one()


def list_notices(*, areas: Sequence[str] | None = None, limit: int = 50) -> Sequence[PublicNotice]:
    """Notices, the open ones first, then the newest."""
    found = select(PublicNotice)
    if areas is not None:
        found = found.where(PublicNotice.area.in_(areas))
    found = found.order_by((PublicNotice.state == NoticeState.OPEN).desc(), PublicNotice.published_at.desc())
    return db.session.execute(found.limit(limit)).scalars().all()


def list_objections(*, redemption_id: UUID | None = None, notice_id: UUID | None = None) -> Sequence[Objection]:
    """Objections to a redemption or on a notice, in the order of filing; callers reached it by rows of their own."""
    wanted = [Objection.redemption_id == redemption_id] if redemption_id else []
    wanted += [Objection.notice_id == notice_id] if notice_id else []
    with everything():
        found = select(Objection).where(or_(*wanted)) if wanted else select(Objection)
        return db.session.execute(found.order_by(Objection.filed_at)).scalars().all()
