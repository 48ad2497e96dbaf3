"""What publishing, objecting and taking back refuse."""

from hub.kernel.errors import Invalid, NotFound, Refused


class NoticeUnknown(NotFound):
    """There is no such notice."""

    code = "notice.unknown"


class NotReadyForNotice(Refused):
    """Only what has passed the whole chain is published."""

    code = "notice.not_ready"
    zh = "兑付申请{no}尚未完成核定，或正在处理，不能公示。"
    en = "Redemption {no} is not assessed yet or is being worked on: it cannot be published."


class NoticeEmpty(Invalid):
    """Nothing was chosen."""

    code = "notice.empty"
    zh = "请选择要公示的兑付申请。"
    en = "Choose the redemptions to publish."


class NoticeMixed(Invalid):
    """One notice, one programme, area and period."""

    code = "notice.mixed"
    zh = "所选申请不属于同一计划和区域，或公示期不同，请分别公示。"
    en = "What was chosen belongs to different programmes or areas or has different periods: publish separately."


class PeriodNotSet(Refused):
    """G-38: no default length."""

    code = "notice.period_not_set"
    zh = "本区域政策没有设定公示期，不能公示。请先在政策中设定。"
    en = "The policy of this area sets no length for public notices: set it before publishing."


class NoticeOver(Refused):
    """Objections are accepted while the notice is open."""

    code = "notice.over"
    zh = "该公示已结束，不能再提出异议。"
    en = "This notice has ended and no objection can be filed any more."


class PublishedByYou(Refused):
    """Whoever published does not decide the objections."""

    code = "objection.published_by_you"
    zh = "该公示由您发布，异议须由另一位人员处理。"
    en = "You published this notice: somebody else has to decide the objection."


class NothingAwarded(Refused):
    """There is nothing to take back."""

    code = "reversal.nothing_awarded"
    zh = "兑付申请{no}尚未进入拨付，不能冲回。"
    en = "Redemption {no} has not reached payment, so nothing can be taken back."


class AlreadyProposed(Refused):
    """One proposal at a time."""

    code = "reversal.already_proposed"
    zh = "已有一笔待确认的冲回，请先由另一位人员确认。"
    en = "A reversal already waits to be confirmed by somebody else."


class NothingProposed(Refused):
    """There is nothing to confirm."""

    code = "reversal.nothing_proposed"
    zh = "没有待确认的冲回。"
    en = "No reversal waits to be confirmed."


class FoundBeforeNotice(Refused):
    """A check found something new since the assessment."""

    code = "notice.found_before"
    zh = "兑付申请{no}在公示前核查发现：{sentence}请先在该申请页面“重新核查”，再发布其余申请。"
    en = "Before the notice a check of {no} found: {sentence_en} Check it again on its page, and publish the others."
