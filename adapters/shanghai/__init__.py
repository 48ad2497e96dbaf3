"""Shanghai's dialect: OpenID Connect, JSON with yuan as text, signed webhooks; vouchers are mastered there."""

from adapters.contract import AdapterSpec, Capability, Support
from adapters.shanghai.client import open_adapter
from adapters.shanghai.settings import Settings

SPEC = AdapterSpec(
    dialect="shanghai",
    version="1",
    Settings=Settings,
    open=open_adapter,
    support={
        Capability.LOGIN: Support.FULL,
        Capability.LOGOUT: Support.FULL,
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
