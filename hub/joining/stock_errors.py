"""What taking over a file refuses."""

from hub.kernel.errors import Invalid, NotFound, Refused


class StockUnknown(NotFound):
    """No such import, or another area's."""

    code = "stock.unknown"
    zh = "没有找到该导入，或它不属于您的区域。"
    en = "There is no such import, or it belongs to another area."


class UnknownKind(Invalid):
    """None of the kinds of stock."""

    code = "stock.kind"
    zh = "请选择要导入的内容。"
    en = "Choose what the file holds."


class OwnImport(Refused):
    """Whoever tries a file does not apply it, by no other account either."""

    code = "stock.own"
    zh = "该文件由您（或您的另一账号）试导入，须由另一人确认。"
    en = "You tried this file, perhaps by another account of yours: somebody else must apply it."


class NothingGood(Refused):
    """No row can be taken over."""

    code = "stock.nothing"
    zh = "没有可以导入的行，请按说明修改后重新上传。"
    en = "No row can be taken over: mend the file and upload it again."


class NotUndoable(Refused):
    """Units stay."""

    code = "stock.units_stay"
    zh = "单位登记后不能撤销；如有错误，请办理单位变更或注销。"
    en = "Units stay once they are registered; mistakes are mended by a change or by ending the unit."
