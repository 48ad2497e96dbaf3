"""What the catalogue refuses."""

from hub.kernel.errors import Forbidden, Invalid, NotFound, Refused


class ServiceUnknown(NotFound):
    """No listing has this number, or it was withdrawn."""

    code = "service.unknown"
    zh = "没有找到服务项目 {no}，它可能已下架。"
    en = "There is no service {no}; it may have been withdrawn."


class EquipmentUnknown(NotFound):
    """No instrument has this number."""

    code = "equipment.unknown"
    zh = "没有找到仪器 {no}。"
    en = "There is no instrument {no}."


class ShopUnknown(NotFound):
    """No institution of the catalogue has this code."""

    code = "institution.unknown"
    zh = "没有找到该服务机构。"
    en = "There is no such institution."


class ListingUnknown(NotFound):
    """No listing with this number is yours or your office's."""

    code = "listing.unknown"
    zh = "没有找到该服务或仪器，它可能不存在，或不由您办理。"
    en = "There is no such listing, or it is not yours to see."


class NotAnInstitution(Forbidden):
    """Only an institution lists anything."""

    code = "listing.not_an_institution"
    zh = "只有服务机构可以上架服务和仪器，请先申请加盟。"
    en = "Only institutions list services and instruments; apply to join first."


class ListingKeptByRegion(Refused):
    """The region's platform is where this listing is kept."""

    code = "listing.kept_by_region"
    zh = "该服务由{region}平台维护，请在该平台修改，枢纽每日同步。"
    en = "This listing is kept by the platform of {region}: change it there; the hub takes it over every night."


class ListingEditedMeanwhile(Refused):
    """A colleague saved first."""

    code = "listing.edited_meanwhile"
    zh = "同事刚刚保存了该版本，您填写的内容未保存。请核对下方内容后再次保存，或放弃您的修改。"
    en = "A colleague has just saved this version; yours was not saved. Compare, then save again or drop it."


class ListingInReview(Refused):
    """What the office is looking at is not edited."""

    code = "listing.in_review"
    zh = "该版本正在等待发布，修改前请先撤回。"
    en = "This version waits for publication: take it back before changing it."


class ListingMisfits(Invalid):
    """The content refers to something that does not exist any more."""

    code = "listing.misfits"
    zh = "内容与现有分类、区域或仪器不符，请修改后重新提交：{faults}"
    en = "The content refers to something that does not exist: {faults}"


class OwnListing(Forbidden):
    """Nobody publishes for the office what their own unit listed."""

    code = "listing.own"
    zh = "本单位提交的服务须由其他工作人员发布。"
    en = "What your own unit listed is published by somebody else of the office."


class ListingReasonMissing(Invalid):
    """The institution must learn why not."""

    code = "listing.reason_missing"
    zh = "请填写理由，服务机构将看到它。"
    en = "Give a reason: the institution will read it."


class AlreadyInstitution(Refused):
    """The unit sells already."""

    code = "joining.already_institution"
    zh = "贵单位已是服务机构，可以直接上架服务。"
    en = "Your unit is an institution already: it can list services."


class NotAsked(Refused):
    """There is no request to add a certificate to."""

    code = "joining.not_asked"
    zh = "贵单位没有正在办理的加盟申请，请先提交申请。"
    en = "Your unit has no request to join: make one first."


class SuspensionWrong(Invalid):
    """The span of a suspension makes no sense."""

    code = "suspension.span"
    zh = "暂停截止时间须晚于开始时间。"
    en = "A suspension must end after it begins."


class SuspendedAlready(Refused):
    """One suspension at a time."""

    code = "suspension.already"
    zh = "该机构已有未解除的暂停，请先解除。"
    en = "The institution is suspended already: lift that first."


class NotSuspended(Refused):
    """There is nothing to lift."""

    code = "suspension.none"
    zh = "该机构没有需要解除的暂停。"
    en = "There is no suspension to lift."


class ImportUnknown(NotFound):
    """No such import of this institution."""

    code = "workbook.unknown"
    zh = "没有找到该次导入。"
    en = "There is no such import."


class ImportApplied(Refused):
    """A workbook is taken over once."""

    code = "workbook.applied"
    zh = "该次导入已提交，不能重复提交。"
    en = "This import was carried out already."


class CursorUnknown(Invalid):
    """The place in the list was not given by this list."""

    code = "catalog.cursor"
    zh = "分页位置无效，请从第一页重新查看。"
    en = "That place in the list is not valid; begin with the first page."
