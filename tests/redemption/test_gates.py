"""What keeps a redemption from being submitted names the field to fill, whatever else is wrong."""

from types import SimpleNamespace

import pytest

from hub.redemption.gates import _policy_faults


@pytest.mark.parametrize("outcome", ["deny", "needs_info"])
def test_a_missing_contract_amount_is_asked_for_even_where_something_else_is_refused(outcome: str) -> None:
    lack = SimpleNamespace(rule="redemption.base", missing=("redemption.contract_fen",), message_zh="", message_en="")
    (fault,) = _policy_faults(SimpleNamespace(failed=(), unknown=(lack,), outcome=outcome))  # type: ignore[arg-type]
    assert (fault.code, fault.field) == ("redemption.contract_amount_missing", "contract_amount")
    assert "合同金额" in fault.text("zh")
