"""Every rule reads figures that exist, every alarm has its runbook, and the figures count what happens."""

import json
import re
from dataclasses import replace

import pytest
import yaml
from flask import Flask
from prometheus_client import REGISTRY
from prometheus_client.metrics import MetricWrapperBase

from hub.kernel import meters
from hub.kernel.db import unit_of_work
from hub.kernel.jobs import enqueue, run_until_idle
from hub.messages.sms import deliver
from hub.operation.metrics import names
from tests.architecture.sources import ROOT, none_of

FOLDER = ROOT / "docs" / "operations"
RULES = [rule for group in yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"] for rule in group["rules"]]
TOKEN = "t" * 40
FIGURE = re.compile(r"\bhub_[a-z_]+")


def known_names() -> set[str]:
    own = {
        family.name
        for meter in vars(meters).values()
        if isinstance(meter, MetricWrapperBase)
        for family in meter.collect()
    }
    suffixed = {f"{name}{suffix}" for name in own for suffix in ("_bucket", "_count", "_sum")}
    return own | suffixed | names()


def test_every_figure_of_a_rule_and_of_the_dashboard_exists():
    read = {rule["alert"]: rule["expr"] for rule in RULES}
    dashboard = json.loads((FOLDER / "dashboard.json").read_text())
    read |= {panel["title"]: target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])}
    none_of(f"{where}: {name}" for where, expr in read.items() for name in set(FIGURE.findall(expr)) - known_names())


def test_every_alarm_has_its_runbook():
    headings = re.findall(r"^### (.+)$", (ROOT / "docs" / "operations.md").read_text(), re.MULTILINE)
    none_of(f"{rule['alert']} has no runbook" for rule in RULES if rule["alert"] not in headings)
    none_of(
        f"{heading} is no alarm"
        for heading in headings
        if heading.startswith("Hub") and heading not in {r["alert"] for r in RULES}
    )
    for rule in RULES:
        assert rule["annotations"]["runbook"] == f"docs/operations.md#{rule['alert'].lower()}"
        assert rule["labels"]["severity"] in ("page", "ticket") and rule["annotations"]["summary"]


@pytest.fixture
def measured_app(committing_app: Flask) -> Flask:
    """An application whose figures may be read with the token."""
    settings = committing_app.config["HUB"]
    committing_app.config["HUB"] = replace(settings, metrics=replace(settings.metrics, token=TOKEN))
    return committing_app


def figures_of(app: Flask) -> str:
    answer = app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_requests_and_jobs_are_counted_and_everything_in_the_database_is_asked(measured_app):
    measured_app.test_client().get("/regions-of-nowhere")
    with measured_app.app_context(), unit_of_work():
        enqueue(deliver, sms_id="0198c000-0000-7000-8000-000000000000")
    before = REGISTRY.get_sample_value("hub_job_seconds_count", {"job": "sms.deliver", "outcome": "done"}) or 0
    waiting = figures_of(measured_app)
    assert 'hub_jobs_due{job="sms.deliver"} 1.0' in waiting and "hub_database_up 1.0" in waiting
    run_until_idle(measured_app)
    said = figures_of(measured_app)
    assert f'hub_job_seconds_count{{job="sms.deliver",outcome="done"}} {before + 1}' in said
    assert 'hub_request_seconds_count{method="-",route="-",status="404"}' in said
    assert "regions-of-nowhere" not in said
    # Those that have labels and nothing to tell name themselves all the same.
    none_of(name for name in names() if f"# TYPE {name} " not in said)


@pytest.mark.parametrize(("sent", "status"), [(None, 401), ("Bearer no", 401), (f"Bearer {TOKEN}", 200)])
def test_figures_are_for_who_has_the_token(measured_app, sent, status):
    headers = {"Authorization": sent} if sent else {}
    assert measured_app.test_client().get("/metrics", headers=headers).status_code == status


def test_without_a_token_in_the_settings_there_is_no_such_address(committing_app):
    assert committing_app.test_client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
