"""What applications and vouchers refuse."""

from hub.kernel.errors import Invalid, NotFound, Refused
from hub.policy import DeniedByPolicy


class ApplicationUnknown(NotFound):
    """No application with this number is visible."""

    code = "application.unknown"


class InstrumentUnknown(NotFound):
    """No voucher with this number is visible."""

    code = "voucher.unknown"
    zh = "没有找到券 {no}，它可能不存在，或不属于您的单位。"
    en = "There is no voucher {no}, or it is not yours."


class ApplicationMasteredByRegion(Refused):
    """The region issues these vouchers itself; the hub only shows them."""

    code = "application.at_region"
    zh = "{area}的创新券由{region}平台受理申领，本枢纽不办理。请前往{region}平台申领，获批后在“我的创新券”中查看。"
    en = "Vouchers of {area} are applied for on the platform of {region}; once granted they appear under My vouchers."


class FormIncomplete(Invalid):
    """The programme's form is filled in completely or not submitted (JS-28)."""

    code = "application.form_incomplete"
    zh = "信息表所有内容均需填写，请补充或更正：{fields}。"
    en = "The form has to be filled in completely; complete or correct: {fields_en}."


class NotYourProgramme(Refused):
    """The holder's registered place does not belong to the programme."""

    code = "application.not_your_programme"
    zh = "贵单位的注册所在地不在该计划的{area}范围内，不能申领。"
    en = "The registered place of your organisation is not within {area} of this programme."


class OtherPlace(Refused):
    """The quota is claimed in the county that has approved the holder's real name (ZJ2-11)."""

    code = "application.other_place"
    zh = "受理地区须选择实名认证通过的县（市、区）：{home}，不能在{area}申领。"
    en = "Claim in the county that has approved your real name, {home}: {area} cannot take this claim."


class AlreadyApplied(Refused):
    """One application per holder, programme and year."""

    code = "application.already_this_year"
    zh = "贵单位{year}年度已申领过该计划的创新券（{no}），每年只能申领一次。"
    en = "You have already applied in this programme for {year} ({no}); one application a year is possible."


class ApplicationDenied(DeniedByPolicy):
    """The policy does not say yes; ``decision`` has every rule with what was found and what is asked for."""

    code = "application.denied"
    zh = "不符合申领条件：{reasons}"
    en = "The conditions are not met: {reasons}"


class NotEditable(Refused):
    """Only drafts and returned applications can be changed."""

    code = "application.not_editable"
    zh = "该申领已提交，不能再修改或重复提交。"
    en = "This application has been submitted and can no longer be changed."


class QualificationNotFound(Invalid):
    """The number does not stand in the register for this year."""

    code = "application.qualification_not_found"
    zh = "资格编号{number}不在贵单位{year}年度的在库记录中，请核对后重新填写。"
    en = "The number {number} is not among your registrations of {year}; please compare it with the certificate."


class MaterialsMissing(Invalid):
    """Files that the policy requires are not there yet."""

    code = "application.materials_missing"
    zh = "还缺少材料：{slots}。请上传后再提交。"
    en = "Still missing: {slots}. Upload them and submit again."


class SlotUnknown(Invalid):
    """The policy has no such slot, or it is not open now."""

    code = "application.slot_unknown"
    zh = "当前不能上传“{slot}”这类材料。"
    en = "Files of the kind {slot} cannot be added now."


class SlotFull(Invalid):
    """The slot holds as many files as it may."""

    code = "application.slot_full"
    zh = "“{slot}”最多上传{count}份，如需更换请先删除原文件。"
    en = "{slot} holds at most {count} file(s); remove one before adding another."


class AmountAboveQuota(Invalid):
    """More than the policy allows."""

    code = "application.amount_above_quota"
    zh = "批准金额{amount}元超过政策规定的最高额度{quota}元，请改低后再批准。"
    en = "{amount} yuan is more than the {quota} yuan that the policy allows."


class ModeNotAllowed(Invalid):
    """The policy of this area knows no such voucher."""

    code = "application.mode_not_allowed"
    zh = "该区域现行政策不发放这种券，请选择：{allowed}。"
    en = "The policy of this area issues no such voucher; choose {allowed}."


class ModeMissing(Invalid):
    """The area issues both kinds, so somebody has to choose."""

    code = "application.mode_missing"
    zh = "该区域发放两种券，请选择券类型。"
    en = "This area issues both kinds of voucher; choose one."


class NotInReview(Refused):
    """The application is not waiting for a reviewer."""

    code = "application.not_in_review"
    zh = "该申领当前不在审核中，不能进行此操作。"
    en = "This application is not in review."


class OwnApplication(Refused):
    """Nobody approves what their own organisation asked for."""

    code = "application.own"
    zh = "不能审核本单位提交的申领。"
    en = "You cannot decide an application of your own organisation."


class ReasonMissing(Invalid):
    """A return or a rejection must say why."""

    code = "reason.missing"
    zh = "请填写理由，申请人会看到它。"
    en = "Give a reason; the applicant will read it."
