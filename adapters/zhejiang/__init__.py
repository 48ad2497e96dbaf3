"""Zhejiang's dialect: login by a one-time ticket, sealed forms, JSON inside JSON; county vouchers are kept there."""

from adapters.contract import AdapterSpec, Capability, Support
from adapters.zhejiang.client import open_adapter
from adapters.zhejiang.settings import Settings

SPEC = AdapterSpec(
    dialect="zhejiang",
    version="1",
    Settings=Settings,
    open=open_adapter,
    support={
        Capability.LOGIN: Support.FULL,
        Capability.LOGOUT: Support.FULL,
        Capability.DIRECTORY: Support.FULL,
        Capability.CATALOG: Support.FULL,
        Capability.POLICY: Support.FULL,
        Capability.QUOTA: Support.FULL,
        Capability.ORDERS: Support.FULL,
        Capability.REDEMPTIONS: Support.FULL,
        Capability.STATEMENTS: Support.FULL,
        Capability.BANK: Support.FULL,
        Capability.INBOUND: Support.FULL,
    },
)
