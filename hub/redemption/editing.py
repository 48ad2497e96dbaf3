"""Writing one application together: whoever saves names the edition they read; every save is kept."""

from collections.abc import Mapping

from hub.kernel.actor import Actor
from hub.kernel.clock import SHANGHAI
from hub.redemption import editing_errors, paper_errors
from hub.redemption.contracts import contract_slot
from hub.redemption.editions import list_editions, note_edition
from hub.redemption.models import Redemption
from hub.redemption.papers import require_editable
from hub.redemption.questions import answer_now
from hub.redemption.whole import whole
from schemas.terms import yuan_grouped


@whole
def describe_redemption(
    *,
    redemption: Redemption,
    contract_fen: int | None,
    texts: Mapping[str, str],
    by: Actor,
    edition: int | None = None,
) -> Redemption:
    """Change what is written on the application: contract amount and texts, each within the policy's limit.

    Raises:
        EditedMeanwhile: ``edition`` is not the latest any more.
    """
    require_editable(redemption, by)
    require_edition(redemption, edition)
    for slot in answer_now(redemption).texts:
        text = texts.get(slot.code, "")
        if len(text) > slot.max_chars:
            raise paper_errors.TextTooLong(label=slot.label_zh, limit=slot.max_chars, count=len(text), field=slot.code)
    if contract_slot(answer_now(redemption)) is None:  # else it is the sum of the contracts entered
        redemption.contract_fen = contract_fen
    redemption.texts = {**redemption.texts, **texts}
    note_edition(redemption, by=by)
    return redemption


def require_edition(redemption: Redemption, edition: int | None) -> None:
    """Refuse a save over something that its writer has not seen; None: a program that writes alone."""
    if edition is None or edition == redemption.edition:
        return
    latest = next(iter(list_editions(redemption)), None)
    raise editing_errors.EditedMeanwhile(
        who=latest.saved_by_name if latest else "—",
        at=f"{latest.saved_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}" if latest else "—",
        field="edition",
    )


def require_confirmed(amount_fen: int, confirmed_fen: int | None) -> None:
    """Refuse to hand in another amount than the person confirmed: a policy, a balance or a colleague changed it."""
    if confirmed_fen is not None and confirmed_fen != amount_fen:
        raise editing_errors.FiguresChanged(
            shown=yuan_grouped(confirmed_fen), now=yuan_grouped(amount_fen), field="amount"
        )


@whole
def restore_edition(*, redemption: Redemption, edition: int, by: Actor) -> Redemption:
    """Write an earlier edition's contract amount and texts again, as a new edition.

    Raises:
        EditionUnknown: there is no such edition.
    """
    require_editable(redemption, by)
    wanted = next((one for one in list_editions(redemption) if one.edition == edition), None)
    if wanted is None:
        raise editing_errors.EditionUnknown(field="edition")
    redemption.contract_fen, redemption.texts = wanted.contract_fen, dict(wanted.texts)
    note_edition(redemption, by=by)
    return redemption
