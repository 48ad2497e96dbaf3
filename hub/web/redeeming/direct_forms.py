"""The forms of a direct redemption: choosing voucher, institution and type, and an invoice of these."""

from collections.abc import Callable, Mapping

from hub import identity, redemption
from hub.redemption import Redemption
from hub.vouchers import Instrument
from hub.web.forms import Form
from hub.web.language import t
from schemas.direct import AddDirectInvoice, DraftDirect

Url = Callable[..., str]


def direct_form(held: list[Instrument], values: Mapping[str, str], words: str = "") -> Form:
    """快速兑付: one voucher, one institution, one type of service."""
    chosen = {**({"voucher": held[0].no} if len(held) == 1 else {}), **values}
    return Form(
        DraftDirect(),
        action="redemption.draft_direct",
        submit=t("开始申请", "Begin"),
        values=chosen,
        options={"voucher": [(one.no, one.no) for one in held], **_unchosen(_choices(words))},
    )


def direct_invoice_form(found: Redemption, url: Url) -> Form:
    """新增发票: institution and type are those of the application unless somebody chooses others."""
    assert found.seller_id is not None
    own = identity.get_organization(found.seller_id)
    return Form(
        AddDirectInvoice(),
        action="redemption.add_invoice",
        url=url("add_invoice"),
        submit=t("添加发票", "Add the invoice"),
        style="outline-primary",
        values={"institution": own.uscc, "category": found.category_code},
        options=_choices("", own=(own.uscc, own.name)),
    )


def _unchosen(choices: dict[str, list[tuple[str, str]]]) -> dict[str, list[tuple[str, str]]]:
    """Nothing is chosen before the person chooses: the first of a list would be handed in unread."""
    return {name: [("", t("请选择", "Choose")), *found] for name, found in choices.items()}


def _choices(words: str, own: tuple[str, str] | None = None) -> dict[str, list[tuple[str, str]]]:
    sellers = [(one.uscc, one.name) for one in redemption.list_sellers(words)]
    if own is not None and own not in sellers:
        sellers.insert(0, own)
    return {"institution": sellers, "category": redemption.list_types()}
