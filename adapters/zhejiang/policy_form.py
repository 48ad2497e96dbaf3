"""The registration form of a use (使用登记表): what is filled in, uploaded and promised (ZJ1-23…25)."""

from collections.abc import Iterator

from adapters.policy_parts import slot
from adapters.reading import NativeRefused, Reader
from schemas.policy import Material, TextField

FORM_SLOTS = {
    "合同": ("contract", "合同", "Contract"),
    "发票": ("invoice", "发票", "Invoice"),
    "服务结果凭证": ("result_proof", "服务结果凭证", "Proof of the result"),
}
# The amount of the contract is the price of the order; the others are texts of the form.
FORM_TEXTS = {
    "服务类别": ("category", 60),
    "合同名称": ("contract_name", 200),
    "合同签订时间": ("contract_signed_on", 10),
}
AMOUNT = "合同金额"


def form_texts(form: Reader) -> Iterator[TextField]:
    """The fields that the form asks for, besides the amount of the contract."""
    read = form.table("填写")
    form.word("承诺", {"勾选承诺条款": None})
    names = read.texts("项目")
    if AMOUNT not in names:
        raise NativeRefused(f"使用登记/填写: {AMOUNT} is not asked for")
    basis = read.basis()
    for name in names:
        if name == AMOUNT:
            continue
        if name not in FORM_TEXTS:
            raise NativeRefused(f"使用登记/填写: {name!r} is not known")
        code, max_chars = FORM_TEXTS[name]
        yield TextField(code, "order", name, True, max_chars, basis)


def form_slots(form: Reader) -> Iterator[Material]:
    """The documents of the form; one that is not required may follow before the redemption."""
    read = form.table("上传")
    for name in read.names():
        if name not in FORM_SLOTS:
            raise NativeRefused(f"使用登记/上传: {name!r} is not known")
        code, zh, en = FORM_SLOTS[name]
        yield slot(read.table(name), code, "order", zh, en)
