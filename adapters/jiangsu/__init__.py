"""Jiangsu's dialect: OAuth 2.0 with userinfo, JSON with Chinese keys, a monthly CSV in GB18030."""

from adapters.contract import AdapterSpec, Capability, Support
from adapters.jiangsu.client import open_adapter
from adapters.jiangsu.settings import Settings

SPEC = AdapterSpec(
    dialect="jiangsu",
    version="1",
    Settings=Settings,
    open=open_adapter,
    support={
        Capability.LOGIN: Support.FULL,
        Capability.LOGOUT: Support.UNSUPPORTED,
        Capability.DIRECTORY: Support.FULL,
        Capability.CATALOG: Support.NOT_YET,
        Capability.POLICY: Support.PARTIAL,
        Capability.QUOTA: Support.UNSUPPORTED,
        Capability.ORDERS: Support.FULL,
        Capability.REDEMPTIONS: Support.FULL,
        Capability.STATEMENTS: Support.FULL,
        Capability.BANK: Support.FULL,
        Capability.INBOUND: Support.FULL,
    },
)
