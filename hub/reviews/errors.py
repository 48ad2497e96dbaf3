"""What reviewing refuses, each with the way out."""

from hub.kernel.errors import Forbidden, Invalid, NotFound, Refused


class ReviewUnknown(NotFound):
    """No such review, or it is somebody else's to see."""

    code = "review.unknown"
    zh = "没有找到该评审事项，或它未分配给您。"
    en = "There is no such review, or it is not assigned to you."


class NotYours(Forbidden):
    """The stage belongs to another role, area or person."""

    code = "review.not_yours"
    zh = "该环节由{who}办理，您不能作出意见。"
    en = "This stage is decided by {who_en}, not by you."


class NotAnExpert(Invalid):
    """Only experts who serve the area can be asked."""

    code = "review.not_an_expert"
    zh = "没有找到可为本区域评审的专家“{name}”，请从名单中选择。"
    en = "There is no expert “{name}” who reviews for this area: choose one from the list."


class ConflictOfInterest(Refused):
    """F-17: employed by a party of the subject."""

    code = "review.conflict_of_interest"
    zh = "{name}与本事项的买方或卖方有任职关系，须回避，请另选评审人员。"
    en = "{name} works for the buyer or the seller and has to stand back: choose somebody else."


class SameOfficer(Refused):
    """F-17: nobody decides two stages of one subject."""

    code = "review.same_officer"
    zh = "{name}已办理过本事项的“{stage}”环节，不能再办理其他环节，请由另一位人员办理。"
    en = "{name} has decided another stage ({stage_en}) of this item: somebody else has to decide this one."


class NothingToAssign(Refused):
    """There is no open stage that an expert decides."""

    code = "review.nothing_to_assign"
    zh = "当前没有等待专家评审的环节。"
    en = "No stage is waiting for an expert."


class NothingPending(Refused):
    """There is no open stage."""

    code = "review.nothing_pending"
    zh = "当前没有等待办理的评审环节，可能刚刚已被办理。"
    en = "No stage is waiting to be decided; somebody may just have done it."


class OpinionMissing(Invalid):
    """Whoever is sent back must read why."""

    code = "review.opinion_missing"
    zh = "退回或不通过时请填写理由，对方会看到它。"
    en = "Give a reason when you return or refuse; the other party will read it."
