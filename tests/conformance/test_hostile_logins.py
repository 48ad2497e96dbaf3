"""Every hostile behaviour of an identity provider (identity.md B3) is refused, and nobody is logged in."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from adapters.conformance import Subject, subject
from adapters.contract import AdapterError, BadAnswer, Callback, Inbound, RegionRefused
from adapters.discovery import discover
from adapters.protocols.kept import DOCUMENTS
from adapters.simulation.identity_provider import HOSTILE_ANSWERS, HOSTILE_CLAIMS
from tests.federation.platforms import log_in, login_request

PEOPLE = {
    "shanghai": ("e04", "Region-e04-2024"),
    "jiangsu": ("e06", "Region-e06-2024"),
    "standard": ("e10", "Region-e10-2024"),
}
SPEAK_OIDC = ("shanghai", "standard")


@pytest.fixture(scope="module", params=sorted(PEOPLE))
def opened(request: pytest.FixtureRequest) -> Iterator[Subject]:
    """One dialect at its simulator."""
    with subject(discover()[request.param]) as found:
        yield found


@pytest.fixture(scope="module", params=SPEAK_OIDC)
def opened_provider(request: pytest.FixtureRequest) -> Iterator[Subject]:
    """One dialect that speaks OpenID Connect."""
    with subject(discover()[request.param]) as found:
        yield found


@pytest.fixture
def region(opened: Subject) -> Subject:
    """A dialect, clean."""
    return clean(opened)


@pytest.fixture
def provider(opened_provider: Subject) -> Subject:
    """A dialect that speaks OpenID Connect, clean."""
    return clean(opened_provider)


def clean(found: Subject) -> Subject:
    """With nothing kept of it."""
    found.reset()
    DOCUMENTS.forget()
    DOCUMENTS.throttle_seconds = 0.0
    return found


def callback(region: Subject) -> tuple[Callback, dict[str, str]]:
    """A login at the platform, up to the way back."""
    return log_in(region.adapter.begin_login(login_request()), *PEOPLE[region.spec.dialect])


def test_an_honest_login_says_which_enterprise_and_who_acts(region: Subject) -> None:
    assertion = region.adapter.finish_login(*callback(region))
    known = region.platform.people[PEOPLE[region.spec.dialect][0]]
    assert (assertion.subject, assertion.uscc, assertion.org_name) == (known.subject, known.uscc, known.name)
    assert assertion.person and assertion.person.phone == known.phone
    assert known.phone not in repr(assertion)


@pytest.mark.parametrize("fault", sorted([*HOSTILE_CLAIMS, *HOSTILE_ANSWERS]))
def test_a_hostile_provider_logs_nobody_in(provider: Subject, fault: str) -> None:
    provider.fault(fault)
    with pytest.raises(BadAnswer) as refused:
        provider.adapter.finish_login(*callback(provider))
    assert not refused.value.retryable


def test_the_code_and_the_secret_never_go_to_a_host_that_only_discovery_names(provider: Subject) -> None:
    provider.fault("endpoints-elsewhere")
    with pytest.raises(BadAnswer, match="pinned hosts"):
        provider.adapter.begin_login(login_request())
    assert [call["path"] for call in provider.seen()] == ["/oidc/.well-known/openid-configuration"]


def test_the_answer_to_another_login_is_refused(region: Subject) -> None:
    region.fault("state")
    with pytest.raises(BadAnswer, match="another login"):
        region.adapter.finish_login(*callback(region))


def test_a_code_counts_once_and_only_with_the_verifier_of_this_browser(region: Subject) -> None:
    back, remember = callback(region)
    with pytest.raises(RegionRefused):
        region.adapter.finish_login(back, {**remember, "code_verifier": "w" * 64})
    back, remember = callback(region)
    region.adapter.finish_login(back, remember)
    with pytest.raises(RegionRefused):
        region.adapter.finish_login(back, remember)


def test_a_refusal_at_the_provider_is_a_refusal_and_no_outage(region: Subject) -> None:
    back, remember = callback(region)
    params = {**back.params, "error": "access_denied"}
    del params["code"]
    with pytest.raises(RegionRefused) as refused:
        region.adapter.finish_login(Callback(params), remember)
    assert refused.value.reason_code == "access_denied"


def test_a_userinfo_answer_without_a_subject_is_refused(region: Subject) -> None:
    region.fault("no-userinfo-sub")
    with pytest.raises(BadAnswer):
        region.adapter.finish_login(*callback(region))


def test_a_key_that_was_rotated_under_the_same_name_is_fetched_anew(provider: Subject) -> None:
    provider.adapter.finish_login(*callback(provider))
    provider.platform.idp.rotate()
    assert provider.adapter.finish_login(*callback(provider)).subject


def test_keys_are_not_fetched_in_a_burst(provider: Subject) -> None:
    provider.adapter.finish_login(*callback(provider))
    DOCUMENTS.throttle_seconds = 60.0
    provider.fault("kid")
    for _ in range(3):
        with pytest.raises(BadAnswer):
            provider.adapter.finish_login(*callback(provider))
    assert sum(call["path"] == "/oidc/jwks" for call in provider.seen()) == 1


def test_an_outage_of_metadata_is_bridged_by_the_last_good_copy(
    provider: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.adapter.begin_login(login_request())
    monkeypatch.setattr("adapters.protocols.kept.FRESH_SECONDS", 0.0)
    provider.fault("500", path="/oidc/.well-known")
    assert provider.adapter.begin_login(login_request()).url
    DOCUMENTS.forget()
    with pytest.raises(AdapterError):
        provider.adapter.begin_login(login_request())


@pytest.mark.parametrize(
    "changes",
    [{"events": {}}, {"aud": "somebody-else"}, {"nonce": "n"}, {"sub": "", "sid": ""}, {"jti": None}, {"iat": 1}],
    ids=str,
)
def test_a_forged_logout_message_ends_no_session(provider: Subject, changes: dict[str, object]) -> None:
    with provider.platform.app.test_request_context(base_url=provider.address):
        honest = provider.platform.idp.logout_token("sh-ent-0004")
        forged = provider.platform.idp.logout_token("sh-ent-0004", **changes)
    ended = provider.adapter.read_logout(Inbound("logout", {}, f"logout_token={honest}".encode()))
    assert ended and ended.subject == "sh-ent-0004"
    with pytest.raises(BadAnswer):
        provider.adapter.read_logout(Inbound("logout", {}, f"logout_token={forged}".encode()))


def test_the_moment_of_login_is_aware(region: Subject) -> None:
    moment = region.adapter.finish_login(*callback(region)).auth_time
    assert moment is None or (datetime.now(UTC) - moment).total_seconds() < 60
