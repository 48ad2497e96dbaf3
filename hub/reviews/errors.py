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


class ItemNoteMissing(Invalid):
    """What is not right says why."""

    code = "review.item_note_missing"
    zh = "“{label}”未通过，请写明需要补正的内容。"
    en = "“{label}” is not right: say what has to be corrected."


class TooManyPhrases(Refused):
    """A list that nobody reads helps nobody."""

    code = "review.too_many_phrases"
    zh = "常用语最多{count}条，请先删除不用的。"
    en = "There are at most {count} phrases: remove some first."


class PhraseUnknown(NotFound):
    """There is no such phrase here."""

    code = "review.phrase_unknown"
    zh = "没有找到该常用语。"
    en = "There is no such phrase."


class NobodyToDraw(Refused):
    """Everybody in the pool has to stand back."""

    code = "review.nobody_to_draw"
    zh = "专家库中没有可抽取的专家（回避后为空），请联系枢纽增补专家。"
    en = "No expert is left to draw once those with an interest stand back: ask for more experts."


class ScoreOutOfRange(Invalid):
    """A score lies between 0 and 100."""

    code = "review.score_out_of_range"
    zh = "评分应为0到100的整数。"
    en = "A score is a whole number from 0 to 100."


class NotYoursToUndo(Refused):
    """Only one's own last decision can be taken back, and only until the public notice."""

    code = "review.not_yours_to_undo"
    zh = "只能撤回自己最近一次的审核意见，且须在下一环节办理和公示之前。"
    en = "Only your own last decision can be taken back, before the next stage is decided and before the notice."
