"""What a client may register: addresses that every reader takes apart alike, public keys, scopes that fit together."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from hub.identity.provider.client_addresses import Surroundings, address_fault, egress_fault
from hub.identity.provider.client_keys import jwks_fault
from hub.identity.provider.client_rules import ClientDraft, fault_of, is_client_id, needs_par, sector_of
from hub.identity.provider.client_secrets import new_client_secret
from hub.identity.provider.scopes import PORTAL_SCOPES, SERVICE_SCOPES, WRITE_SCOPES, grant_types_of

HERE = Surroundings(production=True)
DRAFT = ClientDraft(name_zh="甲", name_en="A", redirect_uris=("https://a.example/cb",), scopes=("openid",))

TAKEN = [
    "https://portal.example/cb",
    "https://portal.example",
    "https://portal.example:8443/cb?region=x&y=%20",
    "https://xn--fiqs8s.example/cb",
    "https://203.0.113.7/cb",
]
REFUSED = [
    "",
    "portal.example/cb",
    "//portal.example/cb",
    "http://portal.example/cb",
    "ftp://portal.example/cb",
    "javascript:alert(1)",
    "com.example.app:/cb",
    "https://",
    "https:///cb",
    "https://portal.example/cb#part",
    "https://portal.example/cb#",
    "https://somebody@portal.example/cb",
    "https://somebody:word@portal.example/cb",
    "https://portal.example@evil.example/cb",
    "https://*.portal.example/cb",
    "https://portal.example/*",
    "https://portal.example\\@evil.example/cb",
    "https://portal.example/\\evil",
    "https://portal.example/a b",
    "https://portal.example/cb\n",
    "https://portal.example/cb\x00",
    " https://portal.example/cb",
    "https://portal.example/../cb",
    "https://portal.example/a/..",
    "https://portal.example/./cb",
    "https://portal.example/%2e%2e/cb",
    "https://portal.example/..;/cb",
    "https://Portal.example/cb",
    "HTTPS://portal.example/cb",
    "https://门户.example/cb",
    "https://portal.example:0/cb",
    "https://portal.example:99999/cb",
    "https://portal.example:x/cb",
    "https://.example/cb",
    "https://a..example/cb",
    "https://portal.example./cb",
    "https://[::1/cb",
    "https://portal.example/" + "a" * 500,
    "https://localhost/cb",
    "https://127.0.0.1/cb",
    "https://[::1]/cb",
    "http://127.0.0.1:8080/cb",
]


@pytest.mark.parametrize("url", TAKEN)
def test_a_plain_https_address_is_taken(url: str):
    assert address_fault(url, production=True) is None


@pytest.mark.parametrize("url", REFUSED)
def test_an_address_that_readers_may_take_apart_differently_is_refused(url: str):
    fault = address_fault(url, production=True)
    assert fault is not None and all(fault)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9000/cb", "http://localhost:9000/cb", "http://[::1]:9000/cb"])
def test_outside_production_loopback_may_be_plain_http(url: str):
    assert address_fault(url, production=False) is None
    assert address_fault(url, production=True) is not None


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=40))
def test_no_text_behind_a_host_lets_another_host_in(tail: str):
    """Whatever is taken begins with exactly the host that a browser goes to."""
    url = "https://portal.example" + tail
    if address_fault(url, production=True) is None:
        assert "@" not in url and "\\" not in url and urlsplit(url).netloc == url.split("/")[2].split("?")[0]


@pytest.mark.parametrize(
    ("url", "networks", "called"),
    [
        ("https://8.8.8.8/out", (), True),
        ("https://10.1.2.3/out", (), False),
        ("https://10.1.2.3/out", ("10.1.0.0/16",), True),
        ("https://10.2.2.3/out", ("10.1.0.0/16",), False),
        ("https://169.254.169.254/out", (), False),
        ("https://[fd00::1]/out", (), False),
        ("https://[fd00::1]/out", ("fd00::/8",), True),
        ("https://224.0.0.1/out", (), False),
        ("https://portal.example/out", (), True),
    ],
)
def test_the_hub_calls_public_addresses_and_listed_networks_only(url: str, networks: tuple[str, ...], called: bool):
    assert (egress_fault(url, Surroundings(production=True, networks=networks)) is None) is called


def public(key: Any, **more: str) -> dict[str, Any]:
    return {**key.as_dict(private=False), **more}


EC = public(ECKey.generate_key("P-256"), kid="1")


@pytest.mark.parametrize(
    ("jwks", "taken"),
    [
        ({"keys": [EC]}, True),
        ({"keys": [EC, public(OKPKey.generate_key("Ed25519"), kid="2")]}, True),
        ({"keys": [public(RSAKey.generate_key(2048))]}, True),
        (None, False),
        ({}, False),
        ({"keys": []}, False),
        ({"keys": "all"}, False),
        ({"keys": ["one"]}, False),
        ({"keys": [EC] * 11}, False),
        ({"keys": [EC, EC]}, False),
        ({"keys": [EC, public(ECKey.generate_key("P-256"))]}, False),
        ({"keys": [ECKey.generate_key("P-256").as_dict(private=True)]}, False),
        ({"keys": [OctKey.generate_key(256).as_dict()]}, False),
        ({"keys": [{"kty": "oct"}]}, False),
        ({"keys": [public(RSAKey.generate_key(1024))]}, False),
        ({"keys": [{**EC, "use": "enc"}]}, False),
        ({"keys": [{**EC, "crv": "secp256k1"}]}, False),
        ({"keys": [{**EC, "x": "!!"}]}, False),
        ({"keys": [{"kty": "none"}]}, False),
    ],
)
def test_keys_are_public_asymmetric_long_enough_and_told_apart(jwks: Any, taken: bool):
    assert (jwks_fault(jwks) is None) is taken


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"scopes": ()}, "scopes"),
        ({"scopes": ("openid", "root")}, "scopes"),
        ({"scopes": ("org",)}, "scopes"),
        ({"redirect_uris": ()}, "redirect_uris"),
        ({"redirect_uris": ("https://a.example/cb",) * 2}, "redirect_uris"),
        ({"redirect_uris": tuple(f"https://a.example/{n}" for n in range(11))}, "redirect_uris"),
        ({"post_logout_redirect_uris": ("http://a.example/",)}, "post_logout_redirect_uris"),
        ({"backchannel_logout_uri": "https://10.0.0.1/out"}, "backchannel_logout_uri"),
        ({"backchannel_logout_uri": "https://localhost/out"}, "backchannel_logout_uri"),
        ({"auth_method": "tls_client_auth"}, "auth_method"),
        ({"auth_method": "private_key_jwt"}, "jwks"),
        ({"jwks": {"keys": [EC]}}, "jwks"),
        ({"auth_method": "none"}, None),
        ({"auth_method": "none", "scopes": ("openid", "offline_access")}, "scopes"),
        ({"auth_method": "none", "scopes": ("openid", "order.write")}, "scopes"),
        ({"scopes": ("openid", "webhook.manage")}, "auth_method"),
        (
            {"auth_method": "private_key_jwt", "jwks": {"keys": [EC]}, "scopes": ("bank.write",), "redirect_uris": ()},
            "region",
        ),
        (
            {"auth_method": "private_key_jwt", "jwks": {"keys": [EC]}, "scopes": ("bank.write",), "region": "x",
             "redirect_uris": ()},
            None,
        ),
        (
            {"auth_method": "private_key_jwt", "jwks": {"keys": [EC]}, "scopes": ("bank.write",), "region": "x"},
            "scopes",
        ),
    ],
)  # fmt: skip
def test_a_registration_names_the_field_that_is_wrong(changes: dict[str, Any], field: str | None):
    fault = fault_of(replace(DRAFT, **changes), HERE)
    assert (fault.field if fault else None) == field
    assert fault is None or (fault.zh and fault.en)


def test_whoever_may_write_must_push():
    for scope in (*PORTAL_SCOPES, *SERVICE_SCOPES):
        assert needs_par(["openid", scope], asked=False) is (scope in WRITE_SCOPES)
    assert needs_par(["openid"], asked=True)


@pytest.mark.parametrize(
    ("scopes", "uris", "types"),
    [
        (["openid"], ["x"], ["authorization_code"]),
        (["openid", "offline_access"], ["x"], ["authorization_code", "refresh_token"]),
        (["webhook.manage"], [], ["client_credentials"]),
        (["openid", "webhook.manage"], ["x"], ["authorization_code", "client_credentials"]),
    ],
)
def test_grant_types_follow_from_what_a_client_may_do(scopes: list[str], uris: list[str], types: list[str]):
    assert grant_types_of(scopes, uris) == types


def test_the_sector_is_the_host_unless_one_is_given():
    assert sector_of(DRAFT, "cid") == "a.example"
    assert sector_of(replace(DRAFT, redirect_uris=()), "cid") == "cid"
    assert sector_of(replace(DRAFT, sector="portals.example"), "cid") == "portals.example"


def test_secrets_are_letters_and_digits_of_more_than_256_bits():
    made = {new_client_secret() for _ in range(200)}
    assert len(made) == 200 and all(secret.isascii() and secret.isalnum() and len(secret) == 44 for secret in made)
    assert 62**44 > 2**256


@pytest.mark.parametrize("text", ["", "ab", "1ab", "Abc", "a-b", "a b", "a" * 41, "ａｂｃ", "abc\n"])
def test_a_client_id_is_small_letters_and_digits(text: str):
    assert not is_client_id(text) and is_client_id("abc1")
