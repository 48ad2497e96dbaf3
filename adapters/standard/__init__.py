"""The dialect offered to every new region: our own JSON over HTTP, or files and a clerk where there is no platform."""

from adapters.contract import AdapterSpec, Capability, Support
from adapters.standard.client import open_adapter
from adapters.standard.settings import Settings

BY_FILES = {
    Capability.POLICY: Support.PARTIAL,
    Capability.STATEMENTS: Support.PARTIAL,
    Capability.BANK: Support.PARTIAL,
}


def narrow(settings: Settings) -> dict[Capability, Support]:
    """Without a platform only what people can carry is left; a login needs a provider."""
    at_provider = Support.PARTIAL if settings.issuer else Support.UNSUPPORTED
    login = {Capability.LOGIN: at_provider, Capability.LOGOUT: at_provider}
    if settings.channel == "files":
        return {**{capability: BY_FILES.get(capability, Support.UNSUPPORTED) for capability in Capability}, **login}
    return login


SPEC = AdapterSpec(
    dialect="standard",
    version="1",
    Settings=Settings,
    open=open_adapter,
    narrow=narrow,
    support={
        Capability.LOGIN: Support.PARTIAL,
        Capability.LOGOUT: Support.PARTIAL,
        Capability.DIRECTORY: Support.FULL,
        Capability.CATALOG: Support.NOT_YET,
        Capability.POLICY: Support.PARTIAL,
        Capability.QUOTA: Support.FULL,
        Capability.ORDERS: Support.FULL,
        Capability.REDEMPTIONS: Support.FULL,
        Capability.STATEMENTS: Support.FULL,
        Capability.BANK: Support.FULL,
        Capability.INBOUND: Support.FULL,
    },
)
