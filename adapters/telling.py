"""What is told to a platform, each as one call to an address of the dialect's own."""

from collections.abc import Mapping
from typing import Any, ClassVar

from adapters.contract import OrderNotice, Outcome, PaymentInstruction, RedemptionNotice, Statement


class Tells:
    """The four verbs that tell; ``PATHS`` holds the dialect's address for each, ``_tell`` how it says things."""

    PATHS: ClassVar[Mapping[str, str]]

    def _tell(self, path: str, request: Any) -> Outcome:
        raise NotImplementedError(path, request)

    def send_order(self, notice: OrderNotice) -> Outcome:
        return self._tell(self.PATHS["order"], notice)

    def send_redemption(self, notice: RedemptionNotice) -> Outcome:
        return self._tell(self.PATHS["redemption"], notice)

    def send_statement(self, statement: Statement) -> Outcome:
        return self._tell(self.PATHS["statement"], statement)

    def send_payment(self, instruction: PaymentInstruction) -> Outcome:
        return self._tell(self.PATHS["payment"], instruction)
