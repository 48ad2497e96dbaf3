"""marshmallow fields for the terms; each refuses in a sentence, in Chinese and English."""

from decimal import Decimal
from typing import Any

from marshmallow import fields
from stdnum.cn import uscc as gb32100
from stdnum.exceptions import ValidationError as NotAUscc

from schemas.terms import fen_of_yuan, yuan


class MoneyYuan(fields.Field[int]):
    """Yuan as typed by people and spoken in dialects, "3000.00"; fen inside. Never Decimal, never float."""

    default_error_messages = {
        "not_yuan": "请填写金额，单位元，最多两位小数，例如 3000.00。"
        " / Enter an amount in yuan with at most two decimals, such as 3000.00.",
        "too_small": "金额必须大于 0。 / The amount must be more than zero.",
    }

    def __init__(self, *, positive: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.positive = positive

    def _serialize(self, value: int | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else yuan(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if not isinstance(value, str):
            raise self.make_error("not_yuan")
        try:
            amount_fen = fen_of_yuan(value)
        except ValueError as error:
            raise self.make_error("not_yuan") from error
        if self.positive and amount_fen == 0:
            raise self.make_error("too_small")
        return amount_fen


class WholeNumber(fields.Integer):
    """A whole number in plain digits; "１２３", "1_000" and "1.9" are questions, not numbers."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        typed = value.strip() if isinstance(value, str) else value
        if isinstance(typed, float) or (isinstance(typed, str) and not (typed.isascii() and typed.isdigit())):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(typed, attr, data, **kwargs)


class MoneyFen(fields.Field[int]):
    """Whole fen on the API (``amount_fen``): a JSON integer, or an integral Decimal such as 5.0 (feasibility.md §6)."""

    default_error_messages = {
        "not_fen": "金额须为整数，单位分。 / The amount must be a whole number of fen.",
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or value != int(value):
            raise self.make_error("not_fen")
        if not 0 <= value < 10**15:
            raise self.make_error("not_fen")
        return int(value)


class UsccField(fields.Field[str]):
    """统一社会信用代码 with its GB 32100 check character; stored compact and upper case (G-46).

    ``checked=False`` where a code is looked up or judged elsewhere: an office may have admitted one that fails.
    """

    default_error_messages = {
        "not_code": "统一社会信用代码应为18位数字或大写字母。"
        " / The unified social credit code has 18 digits and capital letters.",
        "not_uscc": "统一社会信用代码有误：应为18位，最后一位是校验位，请对照营业执照核对。"
        " / The unified social credit code is wrong: 18 characters, the last a check character;"
        " compare it with the licence.",
    }

    def __init__(self, *, checked: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.checked = checked

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str) or not value.isascii():
            raise self.make_error("not_uscc")
        if not self.checked:
            return self._by_its_shape(value)
        try:
            return str(gb32100.validate(value.upper()))
        except NotAUscc as error:
            raise self.make_error("not_uscc") from error

    def _by_its_shape(self, value: str) -> str:
        compact = "".join(value.split()).replace("-", "").upper()
        if len(compact) != 18 or not compact.isalnum():
            raise self.make_error("not_code")
        return compact
