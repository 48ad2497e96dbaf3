"""The document: valid, committed, complete, and true under thousands of invented requests."""

import json
from uuid import uuid4

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import validate
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hub.api import document
from tests.api.conftest import token_of
from tests.architecture.sources import ROOT

COMMITTED = ROOT / "docs" / "api" / "openapi.json"


def test_the_document_is_valid_and_every_operation_has_a_name_and_a_scope_or_none(api_app: Flask):
    with api_app.app_context():
        spec = document(api_app)
    validate(spec)
    operations = [o for item in spec["paths"].values() for m, o in item.items() if m in ("get", "post", "put")]
    assert len({o["operationId"] for o in operations}) == len(operations)
    assert all("security" in o and o.get("summary") for o in operations)
    # A preview stores nothing, so it needs no key.
    unkeyed = {
        o["operationId"]
        for item in spec["paths"].values()
        for m, o in item.items()
        if m == "post" and not any(p["name"] == "Idempotency-Key" for p in o.get("parameters", []))
    }
    assert unkeyed == {"previewDecision", "previewOrder"}


def test_the_committed_document_is_the_one_the_code_makes(api_app: Flask):
    """Run `make openapi` when it differs, and look at the difference before committing it."""
    with api_app.app_context():
        assert json.loads(COMMITTED.read_text()) == json.loads(json.dumps(document(api_app)))


def test_the_page_about_the_api_names_every_operation(api_app: Flask):
    page = api_app.test_client().get("/api/v1/docs").get_data(as_text=True)
    with api_app.app_context():
        spec = document(api_app)
    for item in spec["paths"].values():
        for method, told in item.items():
            if method in ("get", "post", "put"):
                assert f'id="{told["operationId"]}"' in page


@pytest.fixture(scope="session")
def schema(api_app: Flask):
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", api_app)


@pytest.fixture(scope="session")
def token(api_app: Flask) -> str:
    return token_of(api_app, "e10")


OPERATIONS = sorted(
    told["operationId"]
    for item in json.loads(COMMITTED.read_text())["paths"].values()
    for told in item.values()
    if isinstance(told, dict)
)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.mark.parametrize("name", OPERATIONS)
def test_no_invented_request_breaks_the_promise(schema, token: str, name: str):
    """Whatever is sent within the document: no fault of ours, and answers as documented."""

    @settings(max_examples=10, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=schema.find_operation_by_id(name).as_strategy())
    def invent(case: schemathesis.Case) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        if case.method == "POST":
            headers["Idempotency-Key"] = str(uuid4())
        case.validate_response(case.call(headers=headers), checks=CHECKS)

    invent()
