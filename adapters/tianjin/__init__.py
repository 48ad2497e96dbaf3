"""Tianjin's dialect: CAS 3.0, XML, the directory of 京津冀 laboratories as CSV."""

from adapters.contract import AdapterSpec, Capability, Support
from adapters.tianjin.client import open_adapter
from adapters.tianjin.settings import Settings

SPEC = AdapterSpec(
    dialect="tianjin",
    version="1",
    Settings=Settings,
    open=open_adapter,
    support={
        Capability.LOGIN: Support.FULL,
        Capability.LOGOUT: Support.FULL,
        Capability.DIRECTORY: Support.FULL,
        Capability.CATALOG: Support.PARTIAL,
        Capability.POLICY: Support.FULL,
        Capability.QUOTA: Support.UNSUPPORTED,
        Capability.ORDERS: Support.FULL,
        Capability.REDEMPTIONS: Support.FULL,
        Capability.STATEMENTS: Support.FULL,
        Capability.BANK: Support.FULL,
        Capability.INBOUND: Support.FULL,
    },
)
