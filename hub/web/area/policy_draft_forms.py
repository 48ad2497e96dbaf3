"""The forms on a draft of a policy."""

from flask import url_for

from hub.policy import Amendment, amendments
from hub.policy.amendments import Leaf
from hub.web.forms import Form
from hub.web.language import lang, t
from schemas.amendment import Approve, ExcuseLoss, GiveReason, SetDate, SetValue, UploadWorkbook


def value_form(draft: Amendment, path: str, leaf: Leaf | None) -> Form:
    """One value and its source."""
    values = {"path": path, "value": amendments.write_value(leaf.kind, leaf.value, lang()) if leaf else ""}
    url = url_for(".save_value", no=draft.no)
    return Form(
        SetValue(), action="policy.set_value", url=url, values=values, submit=t("保存到草案", "Save in the draft")
    )


def workbook_into_form(no: str) -> Form:
    """The draft's workbook, changed by people."""
    url, submit = url_for(".upload_draft", no=no), t("导入工作簿的修改", "Take its changes in")
    return Form(UploadWorkbook(), action="policy.workbook_into", url=url, submit=submit, style="outline-primary")


def date_form(draft: Amendment) -> Form:
    """When the version is to begin."""
    url, values = url_for(".save_date", no=draft.no), {"effective_from": draft.effective_from}
    submit = t("保存生效日期", "Save the date")
    return Form(SetDate(), action="policy.set_date", url=url, values=values, submit=submit, style="outline-primary")


def excuse_form(no: str, path: str) -> Form:
    """Why one leaf of the document may be left out."""
    url, submit = url_for(".excuse", no=no), t("说明理由并继续", "Excuse it")
    return Form(
        ExcuseLoss(), action="policy.excuse", url=url, values={"path": path}, submit=submit, style="outline-primary"
    )


def simulate_form(no: str) -> Form:
    """Replay the last year."""
    submit = t("按过去一年的办理情况模拟", "Simulate with the last year")
    return Form(action="policy.simulate", url=url_for(".simulate", no=no), submit=submit, style="outline-primary")


def submit_form(no: str) -> Form:
    """Hand the draft to a second person."""
    return Form(action="policy.submit", url=url_for(".submit", no=no), submit=t("提交审批", "Submit for approval"))


def undo_form(no: str) -> Form:
    """Drop all changes."""
    submit = t("放弃全部修改", "Drop all changes")
    return Form(action="policy.undo", url=url_for(".undo", no=no), submit=submit, style="outline-danger")


def withdraw_form(no: str) -> Form:
    """Give the draft up, or take the version back."""
    url, submit = url_for(".withdraw", no=no), t("撤回", "Withdraw")
    return Form(GiveReason(), action="policy.withdraw", url=url, submit=submit, style="outline-danger")


def return_form(no: str) -> Form:
    """Give the draft back to its writers."""
    url, submit = url_for(".give_back", no=no), t("退回修改", "Give back")
    return Form(GiveReason(), action="policy.return", url=url, submit=submit, style="outline-primary")


def approve_form(draft: Amendment) -> Form:
    """Sign what was read."""
    url, values = url_for(".approve", no=draft.no), {"content_hash": draft.content_hash}
    return Form(Approve(), action="policy.approve", url=url, values=values, submit=t("批准", "Approve"))
