"""What people read when somebody cannot be invited to a unit, take an invitation up, or be removed from it."""

from hub.kernel.errors import Forbidden, NotFound, Refused


class InvitationGone(NotFound):
    """The link is unknown, expired, revoked or taken up."""

    code = "invitation.gone"
    zh = "该邀请不存在、已过期、已撤销或已使用，请联系单位管理员重新邀请。"
    en = "This invitation does not exist, has expired, was revoked or taken up: ask the unit's administrator again."


class AlreadyInvited(Refused):
    """An invitation to that phone is open."""

    code = "invitation.already_open"
    zh = "已向该手机号码发出邀请，请等待对方接受，或撤销后重新邀请。"
    en = "This phone has an open invitation: wait until it is taken up, or revoke it first."


class AlreadyColleague(Refused):
    """The person acts for the unit already."""

    code = "invitation.already_colleague"
    zh = "该人员已是本单位的经办人，可直接调整角色。"
    en = "This person acts for the unit already; change the role instead."


class RoleNotOfUnit(Forbidden):
    """The role is none that this unit gives."""

    code = "role.not_of_unit"
    zh = "本单位不能授予该角色。"
    en = "This is no role that the unit gives."


class LastAdministrator(Refused):
    """Somebody must be able to administer the unit."""

    code = "role.last_administrator"
    zh = "本单位须至少保留一名管理员，请先指定另一名管理员。"
    en = "A unit keeps at least one administrator: name another one first."


class StaffCannotJoin(Refused):
    """Who decides about units does not act for one."""

    code = "invitation.staff"
    zh = "管理人员账号不能代表企业或机构办理业务，请使用其他账号接受邀请。"
    en = "An account of staff does not act for a unit: take the invitation up with another account."
