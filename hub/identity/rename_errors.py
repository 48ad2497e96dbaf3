"""What people read when a unit's name or place cannot be changed here."""

from hub.kernel.errors import Refused


class KeptByRegion(Refused):
    """The region is master of these data."""

    code = "holder.kept_by_region"
    zh = "本单位的信息由「{region}」平台维护，请在该平台办理变更，之后点击「从地区平台更新」。"
    en = "These data are kept by the platform of {region_en}: change them there, then refresh them from there."


class NameUnchanged(Refused):
    """The name asked for is the present one."""

    status = 422
    code = "holder.name_unchanged"
    zh = "新名称与现用名称相同，请填写营业执照变更后的名称。"
    en = "This is the name the unit bears now; enter the one on the changed business licence."
