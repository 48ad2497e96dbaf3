"""The five things that an area brings: how a row is known, checked, taken over, and taken back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import current_app
from marshmallow import Schema

from hub import vouchers
from hub.catalog.shops import open_shop
from hub.federation import directory
from hub.federation.places import Area
from hub.identity import Organization, create_organization, find_organization_by_uscc, invitations
from hub.integrity import taking_over as papers
from hub.kernel.actor import Actor
from hub.kernel.clock import business_today
from hub.kernel.errors import HubError
from hub.orders import taking_over as orders
from hub.vouchers import opening
from schemas.stock import MODES, ROLES, BalanceRow, OrderRow, PaperRow, PersonRow, UnitRow
from schemas.terms import Role, VoucherMode

Data = Mapping[str, Any]
Faults = dict[str, str]


@dataclass(frozen=True)
class StockKind:
    """One kind. ``faults`` looks before anything is done; ``take`` does it and gives the id of what it made."""

    code: str
    zh: str
    en: str
    schema: type[Schema]
    key: Callable[[Data], str]
    faults: Callable[[Data, Area], Faults]
    take: Callable[[Data, Area, UUID, Actor], UUID | None]
    undo: Callable[[Data, UUID, UUID | None, Actor, str], None] | None


def _said(error: HubError) -> str:
    return f"{error.text('zh')} / {error.text('en')}"


def _unit_faults(data: Data, area: Area) -> Faults:
    found = directory.find_area_of_division(data["division"])
    if found is None or found.code != area.code:
        return {"division": "不在本区域。 / It does not lie in this area."}
    known = find_organization_by_uscc(data["uscc"])
    if known is not None and known.area != area.code:
        return {"uscc": "该单位已在其他区域登记。 / The unit is registered in another area."}
    return {}


def _take_unit(data: Data, _: Area, __: UUID, by: Actor) -> UUID:
    sells, buys = "机构" in data["side"], "企业" in data["side"]
    unit = find_organization_by_uscc(data["uscc"])
    if unit is None:
        unit = create_organization(
            uscc=data["uscc"], name=data["name"], division=data["division"], by=by, is_holder=buys,
            is_institution=sells,
        )  # fmt: skip
    else:
        unit.is_holder, unit.is_institution = unit.is_holder or buys, unit.is_institution or sells
    if sells:
        open_shop(unit)
    return unit.id


def _unit_of(data: Data, area: Area, field: str = "uscc") -> tuple[Organization | None, Faults]:
    unit = find_organization_by_uscc(data[field])
    if unit is None:
        return None, {field: "该单位尚未登记，请先导入单位。 / The unit is not here: import units first."}
    if unit.area != area.code:
        return None, {field: "该单位不属于本区域。 / The unit does not belong to this area."}
    return unit, {}


def _person_faults(data: Data, area: Area) -> Faults:
    unit, faults = _unit_of(data, area)
    if unit is not None and Role(ROLES[data["role"]]) not in invitations.roles_of_unit(unit):
        return {"role": "该单位没有此角色。 / The unit gives no such role."}
    return faults


def _take_person(data: Data, _: Area, __: UUID, by: Actor) -> UUID:
    unit = find_organization_by_uscc(data["uscc"])
    assert unit is not None
    made = invitations.invite(
        unit=unit, name=data["name"], phone=data["phone"], role=Role(ROLES[data["role"]]),
        base_url=current_app.config["HUB"].web.base_url, by=by,
    )  # fmt: skip
    return made.id


def _undo_person(data: Data, _: UUID, made_id: UUID | None, by: Actor, __: str) -> None:
    unit = find_organization_by_uscc(data["uscc"])
    assert unit is not None and made_id is not None
    invitations.revoke_invitation(unit=unit, invitation_id=made_id, by=by)


def _balance_faults(data: Data, area: Area) -> Faults:
    unit, faults = _unit_of(data, area)
    if unit is not None and not unit.is_holder:
        faults["uscc"] = "该单位不是企业。 / The unit is no enterprise."
    if data["programme"] not in area.programmes:
        faults["programme"] = "本区域不在该计划中。 / The area does not stand under this programme."
    if data["year"] != business_today().year:
        faults["year"] = "只能导入本年度的余额。 / Only balances of this year are taken over."
    if data["used"] > data["granted"]:
        faults["used"] = "已使用金额大于发放金额。 / More was used than granted."
    if opening.number_taken(data["voucher_no"]):
        faults["voucher_no"] = _said(opening.VoucherNumberTaken(no=data["voucher_no"]))
    if opening.grants_already(area.code):
        faults["voucher_no"] = _said(opening.AreaGrantsAlready())
    return faults


def _take_balance(data: Data, area: Area, row_id: UUID, by: Actor) -> UUID:
    unit = find_organization_by_uscc(data["uscc"])
    assert unit is not None
    return opening.take_over_voucher(
        no=data["voucher_no"], programme=data["programme"], area=area.code, holder_id=unit.id,
        mode=VoucherMode(MODES[data["mode"]]), year=data["year"], granted_fen=data["granted"], used_fen=data["used"],
        by=by, ref=str(row_id),
    ).id  # fmt: skip


def _undo_balance(data: Data, row_id: UUID, made_id: UUID | None, by: Actor, reason: str) -> None:
    assert made_id is not None
    opening.undo_voucher(
        voucher_id=made_id, granted_fen=data["granted"], used_fen=data["used"], by=by, ref=str(row_id), reason=reason
    )


def _voucher_of(data: Data, area: Area) -> vouchers.Instrument | None:
    try:
        voucher = vouchers.get_instrument(data["voucher_no"])
    except HubError:
        return None
    return voucher if voucher.area == area.code else None


def _order_faults(data: Data, area: Area) -> Faults:
    faults: Faults = {}
    if _voucher_of(data, area) is None:
        faults["voucher_no"] = "本区域没有此券，请先导入余额。 / The area has no such voucher: import balances first."
    seller = find_organization_by_uscc(data["seller"])
    if seller is None or not seller.is_institution:
        faults["seller"] = "该服务机构尚未登记。 / This institution is not here."
    if data["held"] > data["contract"]:
        faults["held"] = "占用额度大于合同金额。 / More is held than the contract is worth."
    if data["placed_on"] > business_today():
        faults["placed_on"] = "日期在未来。 / The date lies in the future."
    if orders.order_taken(data["order_no"]):
        faults["order_no"] = _said(orders.OrderNumberTaken(no=data["order_no"]))
    return faults


def _take_order(data: Data, area: Area, row_id: UUID, by: Actor) -> UUID:
    voucher, seller = _voucher_of(data, area), find_organization_by_uscc(data["seller"])
    assert voucher is not None and seller is not None
    return orders.take_over_order(
        no=data["order_no"], voucher=voucher, institution_id=seller.id, service_name=data["service_name"],
        contract_fen=data["contract"], held_fen=data["held"], placed_on=data["placed_on"], by=by, ref=str(row_id),
    ).id  # fmt: skip


def _undo_order(_: Data, __: UUID, made_id: UUID | None, by: Actor, reason: str) -> None:
    assert made_id is not None
    orders.undo_order(order_id=made_id, by=by, reason=reason)


def _paper_faults(data: Data, area: Area) -> Faults:
    faults: Faults = {}
    if data["programme"] not in area.programmes:
        faults["programme"] = "本区域不在该计划中。 / The area does not stand under this programme."
    if data["used_on"] > business_today():
        faults["used_on"] = "日期在未来。 / The date lies in the future."
    if data["kind"] == "合同":
        for side in ("buyer", "seller"):
            if not data[side]:
                faults[side] = "合同须填双方代码。 / A contract needs the codes of both parties."
        return faults
    try:
        used = papers.used_before(data["code"] or None, data["number"])
    except HubError as wrong:
        return faults | {wrong.field or "number": _said(wrong)}
    return faults | ({"number": _said(used)} if used is not None else {})


def _take_paper(data: Data, area: Area, row_id: UUID, _: Actor) -> None:
    where = {"region": area.region, "area": area.code, "on": data["used_on"]}
    if data["kind"] == "发票":
        papers.take_over_invoice(row_id=row_id, code=data["code"] or None, number=data["number"], **where)
    else:
        papers.take_over_contract(
            row_id=row_id, buyer=data["buyer"], seller=data["seller"], number=data["number"],
            programme=data["programme"], **where,
        )  # fmt: skip


def _undo_paper(_: Data, row_id: UUID, __: UUID | None, ___: Actor, ____: str) -> None:
    papers.give_back_papers(row_id)


KINDS: dict[str, StockKind] = {
    kind.code: kind
    for kind in (
        StockKind("units", "单位（企业和机构）", "units", UnitRow, lambda d: d["uscc"], _unit_faults, _take_unit, None),
        StockKind("people", "人员", "people", PersonRow, lambda d: f"{d['uscc']}/{d['phone'].replace('-', '')}",
                  _person_faults, _take_person, _undo_person),
        StockKind("balances", "期初余额", "opening balances", BalanceRow, lambda d: d["voucher_no"], _balance_faults,
                  _take_balance, _undo_balance),
        StockKind("orders", "在途订单", "open orders", OrderRow, lambda d: d["order_no"], _order_faults, _take_order,
                  _undo_order),
        StockKind("papers", "往年票据（发票和合同）", "used invoices and contracts", PaperRow,
                  lambda d: f"{d['kind']}/{d['code']}/{d['number']}/{d['buyer']}/{d['seller']}", _paper_faults,
                  _take_paper, _undo_paper),
    )
}  # fmt: skip
