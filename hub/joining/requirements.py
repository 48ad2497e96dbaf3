"""What each rung asks of a region, and whether it is met now: read from the tables, never from the network."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from adapters.discovery import known_dialects, settings_of
from hub.federation import Exchange, RegionFileWrong, directory, founding, gateway, ladder, overview, regions_check
from hub.federation.places import Area, Region
from hub.identity import list_holders_of_role
from hub.joining.conformance import FRESH, TEST_STATEMENT, last_conformance
from hub.joining.models import RegionDeclaration
from hub.joining.stock import kinds_missing
from hub.joining.stock_kinds import KINDS
from hub.kernel.clock import business_now, business_today
from hub.kernel.db import db
from hub.kernel.scope import everything
from hub.policy import calendar, list_policies, values_to_confirm
from hub.settlement import find_budget
from schemas.terms import ExchangeState, Role

CALENDAR_DAYS = 30
Found = tuple[bool, str, str]
OK: Found = (True, "", "")


@dataclass(frozen=True)
class Requirement:
    """One condition of a rung. ``note`` says what is seen, or who declared it and why; both languages."""

    code: str
    stage: str
    zh: str
    en: str
    met: bool
    note: tuple[str, str]
    may_declare: bool = False


@dataclass(frozen=True)
class _Asked:
    code: str
    stage: str
    zh: str
    en: str
    look: Callable[[Region], Found]
    may_declare: bool = False


def list_requirements(region_code: str) -> list[Requirement]:
    """All conditions of all rungs, in the order of the ladder."""
    region = directory.get_region(region_code)
    declared = {
        one.condition: one
        for one in db.session.scalars(select(RegionDeclaration).where(RegionDeclaration.region == region_code))
    }
    with everything():
        return [_judge(asked, region, declared.get(asked.code)) for asked in ASKED]


def _judge(asked: _Asked, region: Region, declared: RegionDeclaration | None) -> Requirement:
    met, zh, en = asked.look(region)
    if not met and asked.may_declare and declared is not None:
        said = f"{declared.by} {declared.at:%Y-%m-%d}"
        met, zh, en = True, f"{said}：{declared.reason}", f"{said}: {declared.reason}"
    return Requirement(asked.code, asked.stage, asked.zh, asked.en, met, (zh, en), asked.may_declare and not met)


def _areas(region: Region) -> list[Area]:
    return [area for area in directory.list_areas() if area.region == region.code]


def _missing(names: Iterable[str]) -> Found:
    found = list(dict.fromkeys(names))
    return (not found, "、".join(found), ", ".join(found))


def _folder(region: Region) -> Found:
    try:
        marks = founding.marks_left(region.folder, region.code)
    except (OSError, RegionFileWrong) as error:
        return (False, str(error), str(error))
    count = len(marks) + len(regions_check.files_missing(region))
    return (not count, f"还有 {count} 处待填写" if count else "", f"{count} places to fill in" if count else "")


def _settings(region: Region) -> Found:
    return _missing(regions_check.secrets_missing(region, production=gateway.in_production()))


def _reached(region: Region) -> Found:
    if gateway.by_files(region.code) and region.login is None:
        return (True, "无平台，文件由人员传递", "no platform: people carry files")
    view = overview.view_region(region.code)
    if view.last_ok_at is not None and view.since is None:
        return (True, f"{view.last_ok_at:%Y-%m-%d %H:%M}", f"{view.last_ok_at:%Y-%m-%d %H:%M}")
    return (False, "平台尚未应答", "the platform has not answered yet")


def _keys(region: Region) -> Found:
    settings = settings_of(known_dialects()[region.adapter], dict(region.settings))
    if gateway.by_files(region.code):
        return (True, "无平台，不交换密钥", "no platform: no keys are exchanged")
    if not hasattr(settings, "jwks_path"):
        return (True, "以约定密钥签名", "signed with the shared secret")
    base = str(region.settings.get("base_url", ""))
    known = overview.list_documents(base)
    return (bool(known), "、".join(known) or "尚未取得平台公钥", ", ".join(known) or "its keys were not fetched yet")


def _conformance(region: Region) -> Found:
    run = last_conformance(region.code)
    if run is None or run.passed is None:
        return (False, "尚未运行", "not run yet")
    day = f"{run.asked_at:%Y-%m-%d}"
    if not run.passed:
        return (False, f"{day}：{run.broken} 项未通过", f"{day}: {run.broken} promises broken")
    fresh = run.asked_at > business_now() - FRESH and run.version == known_dialects()[region.adapter].version
    return (fresh, day if fresh else f"{day}，已过期", day if fresh else f"{day}: too old")


def _policy(region: Region) -> Found:
    there = {(one.programme, one.area) for one in list_policies(business_today())}
    return _missing(f"{a.code}/{p}" for a in _areas(region) for p in a.programmes if (p, a.code) not in there)


def _samples(region: Region) -> Found:
    if not gateway.in_production():
        return (True, "非生产环境不要求", "asked in production only")
    codes = {area.code for area in _areas(region)}
    return _missing(one.policy_id for one in list_policies(business_today())
                    if one.area in codes and values_to_confirm(one))  # fmt: skip


def _calendar(_: Region) -> Found:
    left = calendar.days_left()
    return (left >= CALENDAR_DAYS, f"已公布至 {left} 天后", f"published for {left} more days")


def _people(roles: tuple[Role, ...]) -> Callable[[Region], Found]:
    def look(region: Region) -> Found:
        return _missing(
            f"{area.code}:{role.value}" for area in _areas(region) if area.programmes for role in roles
            if not list_holders_of_role(role, area.code)
        )  # fmt: skip

    return look


def _pays(region: Region) -> Found:
    carried = gateway.by_files(region.code)
    full = carried or regions_check.carries_payments(region)
    return (full, "" if full else "方言不支持拨付指令", "" if full else "the dialect carries no payments")


def _budget(region: Region) -> Found:
    year = business_today().year
    return _missing(f"{area.code} {year}" for area in _areas(region) if find_budget(area.code, year) is None)


def _test_statement(region: Region) -> Found:
    sent = db.session.scalars(
        select(Exchange).where(Exchange.region == region.code, Exchange.subject == TEST_STATEMENT)
        .order_by(Exchange.created_at.desc()).limit(1)
    ).one_or_none()  # fmt: skip
    if sent is None:
        return (False, "尚未发送", "not sent yet")
    return (sent.state is ExchangeState.ACKED, f"{sent.no} {sent.state}", f"{sent.no} {sent.state}")


def _stock(region: Region) -> Found:
    lacking = [(area.names, KINDS[kind]) for area in _areas(region) for kind in kinds_missing(area.code)]
    zh = "、".join(f"{names.zh}{kind.zh}" for names, kind in lacking)
    return (not lacking, f"尚未导入：{zh}" if zh else "", ", ".join(f"{names.en} {kind.en}" for names, kind in lacking))


C, T, S = ladder.CONNECTED, ladder.TRADING, ladder.SETTLING
ASKED = (
    _Asked("folder", C, "区域目录已填写完整", "the region's folder is filled in", _folder),
    _Asked("settings", C, "适配器配置和凭证齐备", "settings and secrets of the adapter are there", _settings),
    _Asked("reached", C, "平台可以访问", "its platform answers", _reached),
    _Asked("keys", C, "密钥已交换", "keys are exchanged", _keys),
    _Asked("conformance", C, f"最近 {FRESH // timedelta(days=1)} 天内一致性测试通过",
           f"the promises were kept within {FRESH // timedelta(days=1)} days", _conformance),
    _Asked("policy", T, "各区域政策已发布", "a policy is published for each area", _policy),
    _Asked("samples", T, "示例取值已确认", "sample values are confirmed", _samples),
    _Asked("calendar", T, f"工作日历覆盖未来 {CALENDAR_DAYS} 天", f"the calendar covers {CALENDAR_DAYS} days",
           _calendar),
    _Asked("people", T, "各区域核定人员已到位", "each area has an assessor", _people((Role.ASSESSOR,))),
    _Asked("imports", T, "存量数据已导入（机构、人员、余额、在途订单、往年票据）",
           "its stock is taken over: institutions, people, balances, open orders, used papers", _stock, True),
    _Asked("pays", S, "可以传送拨付指令", "payment instructions can be carried", _pays),
    _Asked("finance", S, "各区域经办和签发人员已到位", "each area has finance officer and approver",
           _people((Role.FINANCE_OFFICER, Role.FINANCE_APPROVER))),
    _Asked("budget", S, "各区域本年度预算已设置", "each area's budget of this year is set", _budget, True),
    _Asked("test_statement", S, "财政已确认测试清单", "the treasury acknowledged a test statement", _test_statement,
           True),
)  # fmt: skip
