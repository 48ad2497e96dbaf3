"""What figures are called and how they are counted, in the reader's language."""

from hub.federation import UnknownArea, directory
from hub.web.language import lang, t


def measure_word(measure: str) -> str:
    """What a measure is called."""
    words = {
        "issued": t("发放", "Issued"),
        "used": t("用券", "Used"),
        "redeemed": t("兑付", "Redeemed"),
        "paid": t("拨付", "Paid"),
    }
    return words[measure]


def measure_note(measure: str) -> str:
    """How a measure is counted."""
    notes = {
        "issued": t("发放的额度，扣除退回；笔数为发放次数", "granted less returned; number: grants"),
        "used": t("下单占用的额度，扣除释放与到期；笔数为订单数", "reserved by orders less released; orders"),
        "redeemed": t("核定兑付额，扣除撤销与追回；笔数为订单数", "awarded less cancelled or reversed; orders"),
        "paid": t("银行确认已付额，扣除退汇；笔数为支付明细", "paid by the bank less what came back; lines"),
    }
    return notes[measure]


def area_word(code: str) -> str:
    """An area by its code; a code that no file knows any more stands for itself."""
    try:
        return directory.area_name(code, lang())
    except UnknownArea:
        return code


def place_word(code: str) -> str:
    """An institution's region; empty where it lies in none that has joined."""
    return area_word(code) if code else t("其他地区", "Elsewhere")


def programme_word(code: str) -> str:
    """A programme by its code."""
    known = {one.code: one.names.text(lang()) for one in directory.list_programmes()}
    return known.get(code, code)


def withheld_word() -> str:
    """What stands in the place of a figure that is not shown."""
    return t("不公布", "withheld")
