"""The auditor sees the newest seal and takes the record away; the operator sees how sealing is; others see neither."""

import io
import zipfile
from collections.abc import Iterator

import pytest
from flask import Flask

from hub import audit
from hub.kernel import scope
from tests.audit.makers import seal_all, write_events
from tests.web.sample import browser_of, sample_hub


@pytest.fixture(scope="module")
def hub_app() -> Iterator[Flask]:
    """A hub with the sample data, not sealed yet."""
    with sample_hub() as app:
        yield app


def test_the_auditor_reads_the_newest_seal_and_exports_the_record(hub_app):
    auditor, operator = browser_of(hub_app, "hub_audit"), browser_of(hub_app, "hub_admin")
    assert "尚未封存过" in auditor.open("/auditor/seals").words
    write_events(hub_app, 2)
    seal_all(hub_app)
    page = auditor.open("/auditor/seals")
    with hub_app.app_context(), scope.everything():
        newest = audit.seal_status().newest
        assert newest is not None
        assert newest.sha256 in page.words
    assert page.tree.xpath("//*[@data-object='sealing']/@data-state") == ["SEALED"]
    assert operator.open("/operator/").tree.xpath("//*[@data-object='sealing']/@data-state") == ["SEALED"]
    since, until = (page.tree.xpath(f"//form[@data-action='audit.export']//input[@name='{n}']/@value")[0]
                    for n in ("since", "until"))  # fmt: skip
    answer = auditor.client.get(f"/auditor/export.zip?since={since}&until={until}", buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert {"rows.jsonl", "seals.jsonl", "manifest.json", "verify.py"} <= set(archive.namelist())
    with hub_app.app_context(), scope.everything():
        assert audit.list_events(event="data.exported")


def test_wrong_days_are_refused_beside_the_form(hub_app):
    auditor = browser_of(hub_app, "hub_audit")
    for query, status in (("since=2024-02-02&until=2024-01-01", 422), ("since=2001-01-01&until=2001-01-02", 422)):
        answer = auditor.client.get(f"/auditor/export.zip?{query}")
        assert answer.status_code == status
        assert "导出" in answer.text


def test_nobody_else_takes_the_record(hub_app):
    for account in ("hub_admin", "mas_admin", "e10"):
        answer = browser_of(hub_app, account).client.get("/auditor/export.zip?since=2024-01-01&until=2024-01-01")
        assert answer.status_code == 403
