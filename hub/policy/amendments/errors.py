"""What stops a change of a policy."""

from hub.kernel.errors import Forbidden, Invalid, NotFound, Refused


class AmendmentNotFound(NotFound):
    """There is no such draft, or it belongs to another area."""

    code = "policy.amendment_unknown"
    zh = "没有找到该政策草案。"
    en = "There is no such draft of a policy."


class AmendmentUnderWay(Refused):
    """One policy is changed by one draft at a time."""

    code = "policy.amendment_under_way"
    zh = "该政策已有一份正在编制或审核的草案「{no}」，请在该草案上继续，或先撤回。"
    en = "A draft of this policy, {no}, is being written or reviewed: go on with it, or withdraw it first."


class ValueNotUnderstood(Invalid):
    """What was typed is not such a value."""

    code = "policy.value"
    zh = "「{typed}」无法识别，请{hint_zh}。"
    en = "{typed!r} is not understood; write it {hint_en}."


class NotYours(Refused):
    """The value is set by a layer above and not handed down."""

    code = "policy.not_delegated"
    zh = "「{what}」由上级政策「{parent}」规定，未下放给本区域，不能在此更改。"
    en = "{what} is set by the policy above, {parent}, and not delegated to this area."


class NoColumns(Refused):
    """Rows are added where a table has columns; a new column concerns every area and the hub itself."""

    code = "policy.no_columns"
    zh = "该表目前不区分情形，没有可填写的列；需要增加区分依据时，请导入文件或联系计划管理员。"
    en = "The table distinguishes nothing yet: import a document or ask the programme's steward for a column."


class ItemTaken(Refused):
    """Names within a list are unique."""

    code = "policy.item_taken"
    zh = "「{name}」已存在，请换一个名称，或直接修改原有的一项。"
    en = "There is one named {name} already: choose another name, or change that one."


class ItemUnknown(NotFound):
    """The draft has no such item (any more)."""

    code = "policy.item_unknown"
    zh = "草案中没有这一项，可能已被删除。"
    en = "The draft has no such item; it may have been removed."


class ItemStays(Refused):
    """What the layer above brings cannot be taken away below it."""

    code = "policy.item_stays"
    zh = "这一项由上级政策「{parent}」规定，不能在此删除。"
    en = "The policy above, {parent}, brings this; it cannot be removed here."


class SourceMissing(Invalid):
    """A changed value names the sentence it rests on."""

    code = "policy.source_missing"
    zh = "请写明依据：文件名称和原文。"
    en = "Name the source: the document and its sentence."


class AmendmentFaulty(Invalid):
    """The draft cannot be submitted as it is."""

    code = "policy.amendment_faulty"
    zh = "草案还不能提交：{faults}"
    en = "The draft cannot be submitted yet: {faults_en}"


class NothingChanged(Refused):
    """A draft without a difference."""

    code = "policy.nothing_changed"
    zh = "草案与现行政策没有差异，无需提交。"
    en = "The draft does not differ from the policy in force."


class DateTaken(Refused):
    """Versions follow each other; the new one must begin after the newest."""

    code = "policy.date_taken"
    zh = "生效日期须晚于最新版本「{label}」的生效日期 {on}。"
    en = "The date must lie after {on}, when the newest version, {label}, begins."


class BaseMoved(Refused):
    """Another version was published since the draft began."""

    code = "policy.base_moved"
    zh = "草案编制期间已发布新版本「{label}」，请撤回本草案，在新版本上重新编制。"
    en = "{label} was published after this draft began: withdraw the draft and begin again from that version."


class OwnDraft(Forbidden):
    """Nobody approves their own draft (four eyes)."""

    code = "policy.own_draft"
    zh = "编制人和修改人不能审批自己的草案，请由另一位政策审批人审批。"
    en = "Whoever wrote the draft cannot approve it; another approver has to."


class HashMoved(Refused):
    """What the approver saw is not what the draft says now."""

    code = "policy.hash_moved"
    zh = "草案内容在您打开页面后有变化，请重新查看后再审批。"
    en = "The draft changed after you opened the page: read it again before you approve it."


class NotSimulated(Refused):
    """A draft is reviewed with the report of what it would have changed."""

    code = "policy.not_simulated"
    zh = "提交前请先运行模拟，让审批人看到影响。"
    en = "Run the simulation first, so that the approver sees what the change does."


class ReplayRunning(Refused):
    """One replay of a draft at a time."""

    code = "policy.replay_running"
    zh = "该草案的模拟正在进行，请稍候查看结果。"
    en = "A simulation of this draft is running: please wait for its result."


class AlreadyInForce(Refused):
    """A version in force is not withdrawn; the next one replaces it."""

    code = "policy.already_in_force"
    zh = "该版本已生效，不能撤回；如需恢复，请以较早的版本编制新草案。"
    en = "The version is in force and cannot be withdrawn; draft a new one from an earlier version instead."


class BuiltUpon(Refused):
    """A policy below has a later version that rests on the one above: that one is taken back first."""

    code = "policy.built_upon"
    zh = "下级政策已在此版本基础上发布「{label}」，请先撤回该版本。"
    en = "{label} of a policy below rests on this version: withdraw that one first."


class AnotherPolicy(Invalid):
    """The document states the rules of another policy."""

    code = "policy.another"
    zh = "该文件写的是政策「{stated}」，不是「{policy}」，请核对文件。"
    en = "The document states the policy {stated}, not {policy}; check the file."


class WorkbookFaulty(Invalid):
    """Cells of a workbook cannot be taken; each is named."""

    code = "policy.workbook_faulty"
    zh = "工作簿有内容需要更正：{faults}"
    en = "Cells of the workbook need correcting: {faults_en}"


class WorkbookStale(Refused):
    """The workbook is of another version than the one it would change."""

    code = "policy.workbook_stale"
    zh = "该工作簿不是从当前内容下载的，请重新下载后再修改，以免覆盖他人的修改。"
    en = "The workbook is not of the content as it is now: download it again, so that nobody's change is lost."


class DocumentTooLarge(Invalid):
    """Nobody writes a policy of this size."""

    code = "policy.document_too_large"
    zh = "政策文件不得超过 200 KB。"
    en = "A policy document has at most 200 KB."
