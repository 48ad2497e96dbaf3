"""Every operation of the document with generated requests, right and wrong: never a 500, never an undocumented answer.

``HUB_FUZZ_EXAMPLES`` sets how many requests are made for each operation, each of them from three callers: two here, a
few hundred in ``make fuzz``.
"""

import os
from typing import Any

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.conftest import client_token, token_of

EXAMPLES = int(os.environ.get("HUB_FUZZ_EXAMPLES", "2"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
CLIENT = ("webhook.manage", "settlement.read", "settlement.ack", "bank.write", "region.report")
QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large, HealthCheck.large_base_example]


def test_no_operation_fails_or_answers_what_is_not_written_down(api_app: Flask):
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", api_app)
    tokens = [token_of(api_app, "e10"), client_token(api_app, *CLIENT, region="shanghai")]
    callers = [{}, *({"Authorization": f"Bearer {token}"} for token in tokens)]
    wanted = os.environ.get("HUB_FUZZ_ONLY", "")
    operations = [found.ok() for found in document.get_all_operations()]
    faults = [fault for one in operations if wanted in one.label and (fault := _try(one, callers))]
    assert not faults, "\n\n".join(faults)


def _try(operation: Any, callers: list[dict[str, str]]) -> str | None:
    @seed(20260101)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=QUIET)
    @given(case=operation.as_strategy())
    def run(case: Any) -> None:
        case.headers.pop("Authorization", None)
        for headers in callers:
            case.call_and_validate(headers=headers, checks=CHECKS)

    try:
        run()
    except Exception as fault:
        return f"{operation.label}: {'; '.join(_reasons(fault))}"[:2500]
    return None


def _reasons(fault: BaseException) -> list[str]:
    """What is inside a group of faults, and behind one that did not happen again."""
    inner = getattr(fault, "exceptions", ())
    found = [reason for one in inner for reason in _reasons(one)]
    return found or [f"{type(fault).__name__}: {fault}"]
