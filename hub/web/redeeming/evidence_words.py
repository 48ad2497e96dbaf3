"""What a finding of the integrity checks rests on, in words: the names of its figures and of what two units share."""

from collections.abc import Mapping

from hub.web.language import t

WORDS = {
    "file": ("文件", "file"),
    "seller": ("卖方", "seller"),
    "shared": ("相同项", "shared"),
    "representative": ("法定代表人", "legal representative"),
    "representative_name": ("法定代表人姓名", "legal representative's name"),
    "phone": ("联系电话", "contact phone"),
    "email": ("电子邮箱", "e-mail"),
    "on_record": ("登记的代码", "code on record"),
    "account": ("付款账户尾号", "paying account ends in"),
    "bank_account": ("银行账号", "bank account"),
    "address": ("注册地址", "registered address"),
    "invoice": ("发票号码", "invoice"),
    "suspended": ("暂停日期", "suspended from"),
    "ordered": ("下单日期", "ordered on"),
    "on": ("日期", "date"),
    "units": ("单位数", "units"),
    "limit": ("阈值", "limit"),
    "seller_yuan": ("该机构金额（元）", "seller's amount (yuan)"),
    "area_yuan": ("区域金额（元）", "area's amount (yuan)"),
    "buyer_yuan": ("来自本企业（元）", "from this buyer (yuan)"),
    "income_yuan": ("券收入（元）", "voucher income (yuan)"),
    "orders": ("订单", "orders"),
    "limit_yuan": ("限额（元）", "limit (yuan)"),
    "changed": ("变更日期", "changed on"),
    "days": ("天数", "days"),
    "open": ("未办结", "open"),
    "difference_yuan": ("差额（元）", "difference (yuan)"),
    "amount_yuan": ("金额（元）", "amount (yuan)"),
}


def named_evidence(evidence: Mapping[str, str]) -> list[tuple[str, str]]:
    """The figures of a finding with their names."""
    return [
        (evidence_word(name), evidence_word(value) if name == "shared" else value) for name, value in evidence.items()
    ]


def evidence_word(name: str) -> str:
    """The name of a figure in the person's language; an unknown one as it is."""
    zh, en = WORDS.get(name, (name, name))
    return t(zh, en)
