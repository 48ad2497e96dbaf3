"""The area's public notices: publish assessed redemptions, see how they run, decide objections."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import redemption
from hub.kernel.errors import NotFound
from hub.kernel.scope import everything
from hub.redemption import Objection, ObjectionState, PublicNotice
from hub.web.area import bp
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from hub.web.redeeming.notice_view import area_word, notice_view
from schemas.redemption import DecideObjection, PublishNotice
from schemas.terms import Role, yuan_grouped

READERS = (Role.NOTICE_OFFICER, Role.OBJECTION_DECIDER, Role.ASSESSOR, Role.PROVINCE_CENTER, Role.AREA_ADMIN)
DECIDERS = (Role.OBJECTION_DECIDER, Role.ASSESSOR, Role.PROVINCE_CENTER)


@bp.get("/notices")
@allow(*READERS)
def list_notices() -> ResponseReturnValue:
    """Notices of the officer's areas, and how much waits to be published."""
    areas = sorted(current_actor().areas(*READERS))
    return render(
        "area/notices/list.html",
        notices=redemption.list_notices(areas=areas),
        ready=redemption.list_ready_for_notice(areas),
        area_word=area_word,
    )


@bp.get("/notices/new")
@allow(Role.NOTICE_OFFICER)
def new_notice() -> ResponseReturnValue:
    """Choose what to publish."""
    return render("area/notices/new.html", form=_publish_form())


@bp.post("/notices/new")
@allow(Role.NOTICE_OFFICER)
def publish_notice() -> ResponseReturnValue:
    """Publish."""
    form = _publish_form()
    return perform(
        lambda: redemption.publish_notice(
            redemptions=[redemption.get_redemption(no) for no in dict.fromkeys(form.data["redemptions"])],
            by=current_actor(),
        ),
        then=lambda notice: url_for(".show_notice", no=notice.no),
        back=lambda _: render("area/notices/new.html", form=form),
        form=form,
    )


@bp.get("/notices/<no>")
@allow(*READERS)
def show_notice(no: str) -> ResponseReturnValue:
    """One notice with its objections."""
    return _page(no)


@bp.post("/notices/<no>/objections")
@allow(*DECIDERS)
def decide_objection(no: str) -> ResponseReturnValue:
    """Decide an objection."""
    form = Form(DecideObjection(), action="objection.decide")
    return perform(
        lambda: redemption.decide_objection(
            objection=_objection(redemption.get_notice(no), form),
            notice=redemption.get_notice(no),
            upheld=form.data["upheld"] == "yes",
            answer=form.data["answer"],
            by=current_actor(),
        ),
        then=lambda _: url_for(".show_notice", no=no),
        back=lambda _: _page(no, form),
        form=form,
    )


def _publish_form() -> Form:
    ready = redemption.list_ready_for_notice(sorted(current_actor().areas(Role.NOTICE_OFFICER)))
    choices = [(one.no, f"{one.no}　{yuan_grouped(one.assessed_fen or 0)} {t('元', 'CNY')}") for one in ready]
    return Form(
        PublishNotice(), action="notice.publish", options={"redemptions": choices}, submit=t("发布公示", "Publish")
    )


def _objection(notice: PublicNotice, form: Form) -> Objection:
    for objection in redemption.list_objections(notice_id=notice.id):
        if objection.id == form.data["objection"]:
            return objection
    raise redemption.RedemptionUnknown()


def _page(no: str, sent: Form | None = None) -> str:
    notice = redemption.get_notice(no)
    if not current_actor().has(*READERS, area=notice.area):
        # The notice is public, the words of those who object to it are not.
        raise NotFound()
    with everything():
        view = notice_view(notice)
    open_ones = [one for one in view.objections if one.state is ObjectionState.OPEN]
    may = current_actor().has(*DECIDERS, area=notice.area)
    forms = {one.id: _decide_form(notice, one) for one in open_ones} if may else {}
    if sent is not None and sent.data.get("objection") in forms:
        forms[sent.data["objection"]] = sent
    return render("area/notices/show.html", view=view, forms=forms)


def _decide_form(notice: PublicNotice, objection: Objection) -> Form:
    return Form(
        DecideObjection(),
        action="objection.decide",
        url=url_for(".decide_objection", no=notice.no),
        values={"objection": objection.id},
        submit=t("作出处理", "Decide"),
    )
