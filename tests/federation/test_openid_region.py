"""A region whose only platform is an ordinary OpenID provider joins by a folder: people log in, no code is written."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, request
from stdnum.cn import uscc as gb32100

from adapters.contract import Capability
from adapters.secrets import sample_secret
from adapters.simulate import running
from adapters.simulation.bench import Bench
from adapters.simulation.identity_provider import IdentityProvider
from adapters.simulation.people import Enterprise
from hub.app import create_app
from hub.federation import directory, gateway
from hub.federation.regions_check import check
from hub.identity import find_organization_by_uscc, list_grants, people_of
from hub.kernel import scope
from hub.kernel.db import db
from hub.settings import ROOT, load_settings
from schemas.terms import Role
from tests.conftest import application_url, clone_database, drop_database
from tests.federation.platforms import forget
from tests.identity.coming_in import come_in, leave

BODY = "91130102MA9QY301" + "7"
USCC = BODY + gb32100.calc_check_digit(BODY)
UNIT = Enterprise(
    "E301", "滹沱河示例材料有限公司", USCC, "hb-301", "e301", "Region-e301-2024", "冀测试", "199-0000-0301", {}
)
REGION = """code = "hebei"
division = "13"
adapter = "standard"
origin = "sample"
stage = "settling"
names = {{ zh = "河北", en = "Hebei" }}
login = {{ assurance = "low", reason = "示例：统一身份认证" }}

[settings]
channel = "files"
issuer = "{issuer}"
client_id = "hub"
client_secret = "env:HEBEI_CLIENT_SECRET"
uscc_claim = "unit.credit_code"
org_name_claim = "unit.title"
person_claim = "name"
phone_claim = "phone_number"
"""
AREA = """code = "changan"
division = "130102"
kind = "district"
number_code = "CAQ"
origin = "sample"
names = { zh = "长安", en = "Chang'an" }
programmes = { hb-city = {} }
settlement = { day = 15, time = "02:00", origin = "sample" }
"""
PROGRAMME = """code = "hb-city"
origin = "sample"
names = { zh = "河北示例创新券", en = "Sample vouchers of Hebei" }
payer = "area"
order_number = "HB"
voucher_number = "area"
"""


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """An ordinary OpenID provider with claims of its own; gives its address."""
    app = Flask("ordinary-provider")
    bench = Bench(app, key_of=lambda: "", said=lambda: request.get_data(), on_reset=lambda: None)
    IdentityProvider(
        app, bench, client_id="hub", client_secret=sample_secret("HEBEI_CLIENT_SECRET"), title="统一身份认证", acr="1",
        claims_of=lambda unit: {
            "name": unit.person, "phone_number": unit.phone, "unit": {"credit_code": unit.uscc, "title": unit.name}
        },
        people=lambda: {UNIT.username: UNIT},
    )  # fmt: skip
    with running(app) as address:
        yield f"{address}/oidc"


@pytest.fixture(scope="module")
def hub(issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A hub that reads the shipped regions and one folder more."""
    folder = tmp_path_factory.mktemp("hub") / "regions"
    shutil.copytree(ROOT / "regions", folder)
    write(folder / "hebei" / "region.toml", REGION.format(issuer=issuer))
    write(folder / "hebei" / "areas" / "changan" / "area.toml", AREA)
    write(folder / "hebei" / "programmes" / "hb-city.toml", PROGRAMME)
    write(folder / "hebei" / "cases.toml", "")
    name = clone_database()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUB_HUB_REGIONS_FOLDER", str(folder))
        app = create_app(load_settings("testing"), database_url=application_url(name))
    app.config["WTF_CSRF_ENABLED"] = False
    forget()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    drop_database(name)


def write(file: Path, text: str) -> None:
    """A file in a folder that may not exist yet."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_the_folder_is_complete(hub: Flask) -> None:
    with hub.app_context():
        assert check("hebei") == []
        assert directory.find_region_of_division("130102") == directory.get_region("hebei")
        assert gateway.offers("hebei", Capability.LOGIN) and gateway.by_files("hebei")
        assert not gateway.offers("hebei", Capability.ORDERS)


def test_somebody_logs_in_there_and_acts_for_the_right_unit(hub: Flask) -> None:
    client = hub.test_client()
    assert "河北" in client.get("/login").text
    answer = come_in(client, "hebei", "e301", target="/account/organization")
    assert (answer.status_code, answer.location) == (303, "/account/organization")
    page = client.get("/account/organization")
    assert page.status_code == 200 and USCC in page.text and UNIT.name in page.text
    with hub.app_context(), scope.everything():
        unit = find_organization_by_uscc(USCC)
        assert unit is not None and (unit.area, unit.identity_region) == ("changan", "hebei")
        (person,) = people_of(unit.id)
        assert (person.display_name, [grant.role for grant in list_grants(person.id)]) == (
            "冀测试",
            [Role.HOLDER_ADMIN],
        )


def test_signing_out_leads_by_the_providers_own_logout(hub: Flask, issuer: str) -> None:
    client = hub.test_client()
    come_in(client, "hebei", "e301")
    page = client.post("/logout")
    assert page.status_code == 200 and f"{issuer}/logout" in page.text


def test_the_browser_is_sent_to_the_provider_and_nowhere_else(hub: Flask, issuer: str) -> None:
    assert leave(hub.test_client(), "hebei").startswith(f"{issuer}/authorize?")
