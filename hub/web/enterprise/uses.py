"""使用创新券: the enterprise's bookings and uses, the registration form, its documents, handing in and voiding."""

from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub import catalog, identity, vouchers
from hub.kernel.clock import business_today
from hub.kernel.errors import NotFound
from hub.kernel.files import FileRule
from hub.orders import Order, get_order, uses
from hub.orders.uses import UseForm, UseRow, UseView, VoucherUse
from hub.web.commands import perform
from hub.web.enterprise import bp
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.language import t
from hub.web.page import render
from hub.web.redeeming.forms import SlotForm
from hub.web.redeeming.limits import limits
from hub.web.security import takes_upload
from hub.web.using.pages import UsePages, install
from schemas.application import AttachFile
from schemas.terms import HOLDER_ROLES, UseState, VoucherMode, yuan_grouped
from schemas.use import RegisterUse, SubmitUse, VoidUse

ROLES = tuple(sorted(HOLDER_ROLES))


def _holder_id() -> UUID:
    holder_id = current_actor().organization_id
    assert holder_id is not None
    return holder_id


def _rows(state: UseState | None, words: str) -> list[UseRow]:
    return uses.list_uses(holder_id=_holder_id(), state=state, words=words)


def _forms(view: UseView) -> dict[str, Any]:
    """What the enterprise can do in the state of the use."""
    no = view.no
    if view.state is UseState.DRAFT:
        slots = uses.use_slots(view.use, view.order)
        forms: dict[str, Any] = {"slots": slots}
        forms |= {f"slot-{slot.code}": _slot_form(no, slot) for slot in slots}
        submit, drop = t("提交申请", "Hand in"), t("放弃草稿", "Discard the draft")
        forms["submit"] = Form(SubmitUse(), action="use.submit", url=url_for(".submit_use", no=no), submit=submit)
        forms["discard"] = Form(action="use.discard", url=url_for(".discard_use", no=no), submit=drop, style="link")
        return forms
    if uses.ways_of(view.order):
        # Offered while confirmed too, with the words why it will not be taken: the way is then the office's.
        return {"void": _void_form(no)}
    return {}


PAGES = UsePages(bp, ROLES, _rows, _forms)
install(PAGES)


@bp.get("/uses/new")
@allow(*ROLES)
@needs_assurance("substantial")
def new_use() -> ResponseReturnValue:
    """The registration form of a booking or, offline, of a service; without either, the choice of one (ZJ1-19)."""
    if not (request.args.get("booking") or request.args.get("service")):
        return _choice()
    return _new_page(_form(action=_draft_action()))


@bp.post("/uses/new")
@allow(*ROLES)
@needs_assurance("substantial")
def draft_use() -> ResponseReturnValue:
    """Keep the draft."""
    form = _form(action=_draft_action())
    return perform(
        lambda: uses.draft_use(
            instrument_no=form.data["voucher"],
            form=_written(form),
            booking_no=request.args.get("booking") or None,
            service_no=request.args.get("service") or None,
            by=current_actor(),
        ),
        then=lambda use: url_for(".show_use", no=_no_of(use)),
        back=lambda _: _new_page(form),
        form=form,
    )


@bp.get("/uses/<no>/edit")
@allow(*ROLES)
@needs_assurance("substantial")
def edit_use(no: str) -> ResponseReturnValue:
    """The form of a draft, with what it says."""
    use, order = uses.get_use(no)
    return _edit_page(no, _form(_values(use, order)))


@bp.post("/uses/<no>/edit")
@allow(*ROLES)
@needs_assurance("substantial")
def describe_use(no: str) -> ResponseReturnValue:
    """Change what a draft says."""
    form = _form(action="use.describe")

    def describe() -> None:
        use, order = uses.get_use(no)
        uses.describe_use(use=use, order=order, form=_written(form), by=current_actor())

    return perform(describe, then=lambda _: url_for(".show_use", no=no), back=lambda _: _edit_page(no, form), form=form)


@bp.post("/uses/<no>/files")
@allow(*ROLES)
@needs_assurance("substantial")
@takes_upload
def attach_use_file(no: str) -> ResponseReturnValue:
    """One file into one slot."""
    form = SlotForm(AttachFile(), action="use.attach", url=url_for(".attach_use_file", no=no))
    form.slot = f"slot-{request.form.get('slot', '')}"

    def attach(order: Order) -> None:
        file, use = form.data["file"], uses.get_use(no)[0]
        uses.attach_file(
            use=use, order=order, slot=form.data["slot"], stream=file.stream, name=file.filename, by=current_actor()
        )

    return PAGES.act(no, form, attach)


@bp.post("/uses/<no>/files/<uuid:file_id>/remove")
@allow(*ROLES)
@needs_assurance("substantial")
def remove_use_file(no: str, file_id: UUID) -> ResponseReturnValue:
    """Take a file out again."""

    def remove(order: Order) -> None:
        uses.remove_file(use=uses.get_use(no)[0], order=order, file_id=file_id, by=current_actor())

    return PAGES.act(no, None, remove)


@bp.post("/uses/<no>/submit")
@allow(*ROLES)
@needs_assurance("substantial")
def submit_use(no: str) -> ResponseReturnValue:
    """Hand the form in."""
    form = Form(SubmitUse(), action="use.submit", url=url_for(".submit_use", no=no), submit=t("提交申请", "Hand in"))

    def submit(order: Order) -> None:
        uses.submit_use(use=uses.get_use(no)[0], order=order, promised=form.data["promise"], by=current_actor())

    return PAGES.act(no, form, submit)


@bp.post("/uses/<no>/discard")
@allow(*ROLES)
@needs_assurance("substantial")
def discard_use(no: str) -> ResponseReturnValue:
    """Give a draft up."""
    return PAGES.act(no, None, lambda order: uses.discard_use(use=uses.get_use(no)[0], order=order, by=current_actor()))


@bp.post("/uses/<no>/void")
@allow(*ROLES)
@needs_assurance("substantial")
def void_use(no: str) -> ResponseReturnValue:
    """Void, while the carrier has not confirmed."""
    form = _void_form(no)
    return PAGES.act(no, form, lambda order: uses.void_use(order=order, reason=form.data["reason"], by=current_actor()))


def _void_form(no: str) -> Form:
    submit = t("确认作废", "Void it")
    return Form(VoidUse(), action="use.void", url=url_for(".void_use", no=no), submit=submit, style="outline-danger")


def _slot_form(no: str, slot: Any) -> SlotForm:
    schema, rule = AttachFile(), FileRule(kinds=slot.types, max_bytes=slot.max_bytes, size_op=slot.size_op)
    field = schema.load_fields["file"]
    field.metadata = {**field.metadata, "hint": limits(rule)}
    url = url_for(".attach_use_file", no=no)
    form = SlotForm(schema, action="use.attach", url=url, values={"slot": slot.code}, submit=t("上传", "Upload"))
    form.slot = f"slot-{slot.code}"
    return form


def _form(values: dict[str, Any] | None = None, action: str = "use.draft") -> Form:
    quotas, today = uses.usable_quotas(_holder_id()), business_today()
    options = [(one.no, _quota_words(one)) for one in quotas]
    modes = list(dict.fromkeys(m for one in quotas for m in vouchers.modes_issued(one.programme, one.area, today)))
    shown = {**({"voucher": quotas[0].no} if quotas else {}), **(values or {})}
    if len(modes) == 1:
        # The area issues one kind only, so nobody chooses (ZJ2-18).
        shown["mode"] = modes[0]
    schema = RegisterUse(exclude=("mode",) if len(modes) < 2 else ())
    submit = t("保存，下一步上传材料", "Save and go on to the documents")
    return Form(schema, action="use.describe" if values else action, values=shown,
                options={"voucher": options, "mode": [(str(mode), _mode_words(mode)) for mode in modes]},
                submit=submit)  # fmt: skip


def _draft_action() -> str:
    return "use.draft" if request.args.get("booking") else "use.draft_offline"


def _mode_words(mode: VoucherMode) -> dict[str, str]:
    if mode is VoucherMode.HOLDER_REDEEMS:
        return {"zh": "企业兑付（全款支付）", "en": "the enterprise (pays in full)"}
    return {"zh": "载体兑付（创新券抵扣）", "en": "the institution (the voucher is set off)"}


def _quota_words(quota: vouchers.Instrument) -> str:
    (held,) = vouchers.held_vouchers([quota], business_today())
    left = yuan_grouped(held.balances.available_fen)
    return t(f"{quota.no}（可用 {left} 元）", f"{quota.no} ({left} yuan held)")


def _written(form: Form) -> UseForm:
    data = form.data
    return UseForm(
        category=data["category"],
        contract_name=data["contract_name"],
        contract_no=data["contract_no"],
        signed_on=data["signed_on"],
        contract_fen=data["contract_amount"],
        amount_fen=data["amount"],
        mode=data.get("mode"),
        invoice_number=data["invoice_number"],
        invoice_fen=data["invoice_amount"],
    )


def _values(use: VoucherUse, order: Order) -> dict[str, Any]:
    assert order.instrument_id is not None
    return {
        "voucher": vouchers.instrument_by_id(order.instrument_id).no,
        "mode": order.mode,
        "category": use.category,
        "contract_name": use.contract_name,
        "contract_no": use.contract_no,
        "contract_amount": order.contract_fen,
        "signed_on": use.contract_signed_on,
        "amount": use.asked_fen,
        "invoice_number": use.invoice_number,
        "invoice_amount": use.invoice_fen,
    }


def _no_of(use: VoucherUse) -> str:
    found = next((row for row in uses.list_uses(holder_id=use.holder_id) if row.use.id == use.id), None)
    assert found is not None
    return found.no


def _choice() -> str:
    return render(
        "uses/choose.html", bookings=uses.list_bookings(_holder_id()), quotas=uses.usable_quotas(_holder_id())
    )


def _new_page(form: Form) -> str:
    booking = get_order(request.args["booking"]) if request.args.get("booking") else None
    service = catalog.get_service(booking.service_no if booking else request.args.get("service", ""))
    institution = identity.get_organization(service.institution_id)
    quotas = uses.usable_quotas(_holder_id())
    return render(
        "uses/new.html",
        form=form,
        booking=booking,
        service=service,
        institution=institution,
        quotas=quotas,
        edited=None,
    )


def _edit_page(no: str, form: Form) -> str:
    use, order = uses.get_use(no)
    if uses.use_state(order.state) is not UseState.DRAFT:
        raise NotFound()
    service, institution = catalog.get_service(order.service_no), identity.get_organization(order.institution_id)
    booking = get_order(use.booking_no) if use.booking_no else None
    shown = {"booking": booking, "service": service, "institution": institution, "quotas": [True], "edited": no}
    return render("uses/new.html", form=form, **shown)
