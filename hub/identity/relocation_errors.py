"""What people read when a unit cannot be registered at another place."""

from hub.kernel.errors import Invalid, Refused


class PlaceUnknown(Invalid):
    """The division lies in no region of the hub."""

    code = "holder.place_unknown"
    zh = "行政区划 {division} 不在已接入的地区内，请填写 6 位行政区划代码。"
    en = "The division {division} lies in no region of the hub: enter its six digits."


class PlaceUnchanged(Invalid):
    """The unit is registered there."""

    code = "holder.place_unchanged"
    zh = "该单位的注册所在地就是这里，无需变更。"
    en = "The unit is registered at this place already."


class MovedThisYear(Refused):
    """One relocation a year: claims begin anew next year."""

    code = "holder.moved_this_year"
    zh = "该单位 {year} 年已办理过迁址，自下一年度起方可在新所在地申领，本年度不能再次迁址或申领。"
    en = "The unit moved in {year}: it claims at its new place from next year on, and does not move again before."
