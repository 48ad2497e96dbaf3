"""What people read when an account or a role of staff cannot be changed."""

from hub.kernel.errors import Forbidden, Invalid, Refused


class NotForYourself(Forbidden):
    """Nobody gives roles to themselves, takes them away, or closes their own account."""

    code = "role.own"
    zh = "不能为自己授予、取消角色或停用自己的账号，请由其他管理员办理。"
    en = "Nobody gives or takes their own roles, or disables their own account: ask another administrator."


class RoleNotYours(Forbidden):
    """This administrator does not give this role, or not in that area."""

    code = "role.not_yours"
    zh = "您不能授予或取消该角色，或该区域不由您管理。"
    en = "This role is not yours to give or take, or the area is not yours."


class AreaMissing(Invalid):
    """The role holds in an area, and none was named."""

    code = "role.area_missing"
    zh = "该角色须指定区域，请选择区域。"
    en = "This role is held in an area: choose one."


class NotStaff(Refused):
    """The account belongs to a unit's people."""

    code = "account.not_staff"
    zh = "该账号属于企业或机构人员，不能担任管理角色，请另建账号。"
    en = "This account belongs to the people of a unit and takes no staff role: create another account."
