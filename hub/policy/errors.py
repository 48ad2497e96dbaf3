"""What the policy engine refuses."""

from typing import Any

from hub.kernel.errors import Invalid, NotFound, Refused


class PolicyNotInForce(Refused):
    """No version of the policy covers the date: a gap is never bridged with the nearest version."""

    code = "policy.not_in_force"
    zh = "{area} 的 {programme} 政策在 {on} 没有生效的版本，不能办理。请联系主管部门。"
    en = "No version of the policy {programme} of {area} is in force on {on}. Ask the authority."


class AnchorMissing(Invalid):
    """The question does not say which date chooses the version."""

    code = "policy.anchor_missing"
    zh = "缺少用于确定政策版本的日期：{names}。"
    en = "The date that chooses the policy version is missing: {names}."


class DecisionNotFound(NotFound):
    """There is no stored decision with this id."""

    code = "policy.decision_not_found"
    zh = "没有找到该决定。"
    en = "There is no such decision."


class VersionNotFound(NotFound):
    """There is no such version of a policy."""

    code = "policy.version_unknown"
    zh = "没有找到该政策版本。"
    en = "There is no such version of a policy."


class PolicyRefused(Invalid):
    """A policy document cannot be published; ``faults`` says why, one sentence each."""

    code = "policy.refused"
    zh = "政策文件「{document}」不能发布：{faults}"
    en = "The policy document {document} cannot be published: {faults}"


class CalendarNotPublished(Refused):
    """The official calendar of that year is not known yet; nothing is guessed."""

    code = "calendar.not_published"
    zh = "{year} 年的节假日安排尚未公布，无法推算工作日。公布后由枢纽管理员导入。"
    en = "The holiday calendar of {year} is not published yet, so working days cannot be counted."


class DecisionsDiffer(Refused):
    """The engine no longer comes to the answers that it gave and kept."""

    code = "policy.decisions_differ"
    zh = "以下决定按原问题和原版本重新计算，结果不同：{decisions}"
    en = "Made again from the same question and version, these decisions differ: {decisions}"


class DeniedByPolicy(Refused):
    """The policy does not say yes; ``decision`` has every rule with what was found and what is asked for.

    Subclasses set code and sentences; ``{reasons}`` in them is filled with the policy's own words.
    """

    code = "policy.denied"
    zh = "不符合政策规定：{reasons}"
    en = "The policy does not allow it: {reasons}"

    def __init__(self, decision: Any) -> None:
        self.decision = decision
        super().__init__()

    def text(self, language: str = "zh") -> str:
        """The sentence with the policy's own reasons in it."""
        chinese = language.startswith("zh")
        rules = (*self.decision.failed, *self.decision.unknown)
        reasons = [rule.message_zh if chinese else rule.message_en for rule in rules]
        template = self.zh if chinese else self.en
        return template.format(reasons=("；" if chinese else "; ").join(reasons))


class NothingToConfirm(Refused):
    """Every value that was chosen is confirmed already, or no sample."""

    code = "policy.nothing_to_confirm"
    zh = "请至少勾选一项待确认的数值；已确认的无需重复确认。"
    en = "Tick at least one value that waits; those that are confirmed need it no more."
