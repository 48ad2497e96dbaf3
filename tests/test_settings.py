"""Settings: one sentence for each fault, and what production refuses."""

import os
import subprocess
import sys

import pytest

from hub.settings import ENVIRONMENTS, ROOT, SettingsRefused, load_settings

SECRETS = {
    f"HUB_SECRETS_{name}": f"a-secret-of-one's-own-for-{name}".ljust(48, "x")
    for name in ("SESSION_KEY", "DATA_KEY", "INDEX_KEY", "SIGNING_SEED")
}
PRODUCTION = {
    **SECRETS,
    "DATABASE_URL": "postgresql://hub_app@database.example/hub",
    "HUB_WEB_BASE_URL": "https://hub.example",
    "HUB_WEB_TRUSTED_HOSTS": "hub.example",
    "HUB_WEB_PROXIES": "1",
}


def _faults(environment: str, variables: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsRefused) as refused:
        load_settings(environment, variables)
    return refused.value.faults


@pytest.mark.parametrize("environment", [name for name in ENVIRONMENTS if name != "production"])
def test_every_configuration_but_production_starts_as_it_is(environment: str) -> None:
    assert load_settings(environment, {}).hub.environment == environment


def test_production_starts_when_everything_it_needs_is_given() -> None:
    assert load_settings("production", PRODUCTION).production


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"HUB_SECRETS_DATA_KEY": None}, "secrets.data_key is the default"),
        ({"HUB_SECRETS_SIGNING_SEED": f"{'x' * 48} development-only-signing-seed-0123456789"}, "is the default"),
        ({"HUB_SECRETS_DATA_KEY": "a sentence of several words is several keys"}, "shorter than 32 bytes"),
        ({"HUB_SECRETS_SESSION_KEY": "short"}, "shorter than 32 bytes"),
        ({"DATABASE_URL": None}, "embedded database"),
        ({"HUB_WEB_BASE_URL": "http://hub.example"}, "https://"),
        ({"HUB_WEB_PROXIES": None}, "web.proxies is 0"),
        ({"HUB_WEB_PROXIES": "0"}, "web.proxies"),
        ({"HUB_TESTING_SURFACE": "true"}, "testing.surface is on"),
        ({"HUB_TESTING_CLOCK_OFFSET": "true"}, "testing.clock_offset is on"),
        ({"HUB_TESTING_FAILPOINTS": "true"}, "testing.failpoints is on"),
        ({"HUB_TESTING_CHEAP_PASSWORDS": "true"}, "testing.cheap_passwords is on"),
        ({"HUB_JOBS_CONCURRENCY": "many"}, "jobs.concurrency must be of type int"),
    ],
)
def test_production_refuses_in_one_sentence_what_is_not_fit_for_it(change: dict[str, str | None], says: str) -> None:
    variables = {name: value for name, value in {**PRODUCTION, **change}.items() if value is not None}
    faults = _faults("production", variables)
    assert [fault for fault in faults if says in fault], faults
    assert len(faults) == 1


def test_an_unknown_environment_is_refused() -> None:
    assert _faults("staging", {}) == ["HUB_ENV is 'staging': it must be one of development, testing, demo, production."]


def test_the_command_ends_with_78_and_a_sentence_a_fault() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hub.cli", "ledger", "verify"],
        env={**os.environ, "HUB_ENV": "production", "DATABASE_URL": "postgresql://x@localhost/x"},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 78
    assert len(done.stderr.strip().splitlines()) == 6
    assert "Traceback" not in done.stderr
