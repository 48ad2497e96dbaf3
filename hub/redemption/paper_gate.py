"""The paper gate of a chain: the experts wait until the district has the printed, stamped set in hand (TJ-29, G-28)."""

from sqlalchemy import select

from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import Invalid
from hub.kernel.states import MoveNotAllowed, move
from hub.policy import Decision
from hub.redemption import telling
from hub.redemption.models import Redemption
from hub.redemption.ownership import belonging
from hub.redemption.paper_models import PaperReceived
from schemas.terms import RedemptionState, Role

STEP = "paper_submission"
S = RedemptionState


class PaperOfOtherContent(Invalid):
    """The form that came in was printed from something else than what is under review."""

    code = "redemption.paper_other_content"
    zh = "核验码与本次提交的内容不符：收到的表格可能是修改前打印的，请与申请表 PDF 核对，或请企业重新导出、盖章后再交。"
    en = "The check code is not this submission's: compare with the form, or have it exported and stamped anew."


def is_due(redemption: Redemption, decision: Decision, position: int) -> bool:
    """Whether the chain asks for the paper right before this review, and it has not come in this round."""
    return STEP in steps_before(decision, position) and find_received(redemption) is None


def steps_before(decision: Decision, position: int) -> list[str]:
    """The steps that no person reviews, between the review before ``position`` and that at ``position``."""
    found: list[str] = []
    reviewed = 0
    for step in decision.chain:
        if step.stage is not None:
            if reviewed == position:
                return found
            reviewed, found = reviewed + 1, []
        else:
            found.append(step.step)
    return []


def open_gate(redemption: Redemption) -> None:
    """Wait for the paper; the starter is told to print, sign, stamp and deliver it."""
    move(redemption, S.AWAITING_PAPER, by=THE_HUB, stage=None)
    telling.tell_starter("redemption.awaiting_paper", redemption)
    telling.tell_staff("redemption.awaiting_paper", redemption, paper_role(redemption), earlier="1")


def paper_role(redemption: Redemption) -> Role:
    """Who takes the paper in, by the policy's chain."""
    from hub.redemption.chain import decision_of

    steps = [step.role for step in decision_of(redemption).chain if step.step == STEP and step.role]
    return steps[0] if steps else Role.REVIEWER_INITIAL


def find_received(redemption: Redemption) -> PaperReceived | None:
    """The set that came in for this round, or None."""
    wanted = select(PaperReceived).where(
        PaperReceived.redemption_id == redemption.id, PaperReceived.round == redemption.round
    )
    return db.session.execute(wanted).scalar_one_or_none()


def note_received(redemption: Redemption, *, typed: str, content_sha256: str, code: str, by: Actor) -> PaperReceived:
    """Confirm that the set is in hand; the typed check code must be that of the submitted content.

    Raises:
        PaperOfOtherContent: it is another one.
    """
    by.require(paper_role(redemption), Role.ASSESSOR, area=redemption.area)
    if redemption.state is not S.AWAITING_PAPER:
        raise MoveNotAllowed(state=redemption.state)
    if _plain(typed) not in (_plain(code), content_sha256):
        raise PaperOfOtherContent(field="code")
    received = PaperReceived(
        **belonging(redemption),
        round=redemption.round,
        content_sha256=content_sha256,
        received_by=by.account_id,
        received_by_name=by.name,
        received_at=business_now(),
    )
    db.session.add(received)
    db.session.flush()
    move(redemption, S.IN_REVIEW, by=by, reason=f"收到纸质材料，核验码 {code}")
    telling.record("redemption.paper_received", redemption, by=by, after={"content_sha256": content_sha256})
    telling.tell_starter("redemption.paper_received", redemption)
    return received


def _plain(code: str) -> str:
    return "".join(character for character in code.lower() if character.isalnum())
