"""Several applications, quotas or uses dealt with at once, with saved filters and a result for each."""

from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub import orders
from hub.orders import desk
from hub.web.area import bp
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from schemas.desk import DealWith, SaveFilter
from schemas.fields import MoneyYuan
from schemas.order import Nothing
from schemas.terms import Role

OFFICERS = (Role.ASSESSOR, Role.REVIEWER_INITIAL, Role.PROVINCE_CENTER)
LISTS = {
    "applications": ("申领批量审核", "Applications at once"),
    "quotas": ("额度批量确认", "Quotas at once"),
    "uses": ("用券批量终止", "Terminations at once"),
}
WORDS = {
    "approve": ("通过", "approve"),
    "return": ("退回补正", "send back"),
    "confirm": ("确认额度", "confirm"),
    "refuse": ("不予确认", "refuse"),
    "terminate": ("终止", "terminate"),
}


@bp.get("/desk/<work>")
@allow(*OFFICERS)
def show_desk(work: str) -> ResponseReturnValue:
    """What waits in a list, narrowed by what stands in the address."""
    return _page(work, _form(work))


@bp.post("/desk/<work>")
@allow(*OFFICERS)
def deal_with(work: str) -> ResponseReturnValue:
    """Do it to what was ticked."""
    form = _form(work)
    return perform(
        lambda: desk.deal_with(
            work=work,
            action=form.data["action"],
            nos=form.data["nos"],
            reason=form.data["reason"],
            by=current_actor(),
        ),
        then=lambda batch: url_for(".show_batch", batch_id=batch.id),
        back=lambda _: _page(work, form),
        form=form,
    )


@bp.get("/desk/results/<uuid:batch_id>")
@allow(*OFFICERS)
def show_batch(batch_id: UUID) -> ResponseReturnValue:
    """What became of each."""
    batch = desk.get_batch(batch_id, current_actor())
    paths = {"applications": "/area/applications/", "quotas": "/area/orders/", "uses": "/area/uses/"}
    return render(
        "area/desk/result.html", batch=batch, path=paths[batch.work], title=LISTS[batch.work], done=WORDS[batch.action]
    )


@bp.post("/desk/<work>/filters")
@allow(*OFFICERS)
def save_filter(work: str) -> ResponseReturnValue:
    """Keep the filter under a name."""
    form = Form(SaveFilter(), action="desk.save_filter")
    return perform(
        lambda: desk.save_filter(work=work, by=current_actor(), **form.data),
        then=lambda kept: _address(kept),
        back=lambda _: _page(work, _form(work)),
        form=form,
    )


@bp.post("/desk/filters/<uuid:filter_id>/drop")
@allow(*OFFICERS)
def drop_filter(filter_id: UUID) -> ResponseReturnValue:
    """Forget a filter."""
    work = request.form.get("work", "applications")
    return perform(
        lambda: desk.drop_filter(filter_id=filter_id, by=current_actor()),
        then=lambda _: url_for(".show_desk", work=work if work in LISTS else "applications"),
        back=lambda _: _page(work, _form(work)),
    )


def _address(kept: orders.SavedFilter) -> str:
    amount = MoneyYuan().serialize("at_most_fen", {"at_most_fen": kept.at_most_fen})
    return url_for(".show_desk", work=kept.work, words=kept.words or None, at_most=amount)


def _asked() -> tuple[str, int | None]:
    typed = request.args.get("at_most", "").strip()
    try:
        return request.args.get("words", ""), MoneyYuan().deserialize(typed) if typed else None
    except ValueError:
        return request.args.get("words", ""), None


def _form(work: str) -> Form:
    actions: list[Any] = [(name, {"zh": WORDS[name][0], "en": WORDS[name][1]}) for name in desk.ACTIONS.get(work, {})]
    return Form(DealWith(), action="desk.deal_with", url=url_for(".deal_with", work=work),
                options={"action": actions}, submit=t("办理所选", "Deal with the ticked ones"))  # fmt: skip


def _page(work: str, form: Form) -> str:
    if work not in LISTS:
        raise desk.DeskUnknown()
    words, at_most_fen = _asked()
    save = Form(
        SaveFilter(),
        action="desk.save_filter",
        url=url_for(".save_filter", work=work),
        style="outline-primary",
        values={"words": words, "at_most_fen": at_most_fen},
        submit=t("保存筛选", "Save the filter"),
    )
    return render(
        "area/desk/list.html",
        work=work,
        lists=LISTS,
        rows=desk.list_waiting(work, areas=current_actor().areas(*OFFICERS), words=words, at_most_fen=at_most_fen),
        most=desk.AT_ONCE,
        form=form,
        save=save,
        words=words,
        at_most=request.args.get("at_most", ""),
        filters=[(one, _address(one)) for one in desk.list_filters(work, current_actor())],
        drop=Form(Nothing(), action="desk.drop_filter", submit="×", style="link"),
    )
