"""Every role in one table (contracts.md §9): where it holds, what it may do, who may give it, what it excludes.

The words of a role stand in hub/web/words.py; the pairs that nobody holds together in schemas/terms.py, for code that
knows roles and no accounts.
"""

from dataclasses import dataclass
from enum import StrEnum

from schemas.terms import ROLES_NOBODY_HOLDS_TOGETHER, STAFF_ROLES, Role


class Reach(StrEnum):
    """Where a role holds."""

    UNIT = "unit"
    AREA = "area"
    AGENCY = "agency"
    ITEMS = "items"
    HUB = "hub"
    CLIENTS = "clients"


@dataclass(frozen=True)
class RoleEntry:
    """One row: the role, where it holds, what it may do in both languages."""

    role: Role
    reach: Reach
    zh: str
    en: str

    @property
    def excludes(self) -> tuple[Role, ...]:
        """The roles that nobody holds together with this one."""
        pairs = (pair for pair in ROLES_NOBODY_HOLDS_TOGETHER if self.role in pair)
        return tuple(sorted(role for pair in pairs for role in pair if role is not self.role))

    @property
    def needs_second_factor(self) -> bool:
        """Whether who holds it signs in with an authenticator too."""
        return self.role in STAFF_ROLES

    @property
    def needs_area(self) -> bool:
        """Whether it is given for an area and nowhere else."""
        return self.reach in (Reach.AREA, Reach.AGENCY)


def _row(role: Role, reach: Reach, zh: str, en: str) -> RoleEntry:
    return RoleEntry(role, reach, zh, en)


MATRIX: tuple[RoleEntry, ...] = (
    _row(
        Role.HOLDER_ADMIN,
        Reach.UNIT,
        "经办人的全部权限；人员、收款账户、账号绑定、加盟",
        "all of an agent; people, bank account, linking, joining as an institution",
    ),
    _row(Role.HOLDER_AGENT, Reach.UNIT, "申领、下单、提交兑付、同意、评价", "apply, order, submit, agree, evaluate"),
    _row(
        Role.INSTITUTION_ADMIN,
        Reach.UNIT,
        "机构经办人的全部权限；人员、收款账户、下属单位",
        "all of the institution's staff; people, bank account, sub-units",
    ),
    _row(
        Role.INSTITUTION_STAFF,
        Reach.UNIT,
        "服务上架、接单、定价、确认用券、提交兑付",
        "listings, accept, price, confirm uses, submit",
    ),
    _row(Role.REVIEWER_INITIAL, Reach.AREA, "注册、申领、单位事项、初审", "registrations, applications, first check"),
    _row(
        Role.ASSESSOR,
        Reach.AREA,
        "发放、确认额度、核定金额、终止",
        "grant, confirm the quota, assess amounts, terminate",
    ),
    _row(Role.POLICY_EDITOR, Reach.AREA, "起草政策", "draft policies"),
    _row(Role.POLICY_APPROVER, Reach.AREA, "审批政策", "approve policies"),
    _row(Role.NOTICE_OFFICER, Reach.AREA, "发布和结束公示、登记异议", "publish and close notices, take objections"),
    _row(Role.OBJECTION_DECIDER, Reach.AREA, "处理异议", "decide objections"),
    _row(
        Role.AREA_ADMIN,
        Reach.AREA,
        "本区域人员、委托、窗口、模板；不经手资金，不审核",
        "people of the area, delegation, windows, templates; no money, no review",
    ),
    _row(Role.AGENCY, Reach.AGENCY, "复审、形式审查", "second check, formal check"),
    _row(
        Role.EXPERT,
        Reach.ITEMS,
        "只对指派的项目评分、提出意见、回避",
        "score, give an opinion, step aside: assigned items only",
    ),
    _row(Role.PROVINCE_CENTER, Reach.AREA, "省级第二步审核、统计", "the province's second step, statistics"),
    _row(Role.FINANCE_OFFICER, Reach.AREA, "批次、付款指令、对账单", "batches, instructions, statements"),
    _row(Role.FINANCE_APPROVER, Reach.AREA, "签发、放行、核销", "sign, release, write off"),
    _row(Role.PROGRAMME_STEWARD, Reach.HUB, "上级政策、事实、委托", "parent policies, facts, delegates"),
    _row(
        Role.HUB_OPERATOR,
        Reach.HUB,
        "区域接入、应用、任务、健康；看不到个人信息和审计内容",
        "regions, clients, jobs, health; sees no personal and no audit content",
    ),
    _row(Role.SECURITY_ADMIN, Reach.HUB, "账号、角色、密钥", "accounts, roles, keys"),
    _row(
        Role.AUDITOR,
        Reach.HUB,
        "查看全部，说明用途后查看个人信息，不能修改",
        "reads all, shows personal data for a purpose, changes nothing",
    ),
    _row(Role.CLIENT_OWNER, Reach.CLIENTS, "本人负责的接口应用", "own API clients"),
)
ENTRIES: dict[Role, RoleEntry] = {entry.role: entry for entry in MATRIX}

# Given by the area's own administrator; the roles above the area, and that of the administrator, by the hub's security.
GIVEN_BY_AREA = frozenset(
    entry.role for entry in MATRIX if entry.needs_area and entry.role not in (Role.AREA_ADMIN, Role.PROVINCE_CENTER)
)
# A unit's own roles are given by the unit, an API client's by its registration.
GIVEN_BY_SECURITY = frozenset(entry.role for entry in MATRIX if entry.reach not in (Reach.UNIT, Reach.CLIENTS))
