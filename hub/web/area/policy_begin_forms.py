"""The forms by which a change of a policy begins."""

from collections.abc import Callable

from flask import url_for

from hub import policy
from hub.federation import directory
from hub.kernel.clock import business_today
from hub.policy import PolicyInForce, amendments
from hub.web.forms import Form
from hub.web.language import lang, t
from schemas.amendment import BeginAmendment, ChooseArea, ChooseVersion, ImportDocument, UploadWorkbook


def begin_form(one: PolicyInForce) -> Form:
    """A title for the draft."""
    url = url_for(".begin_draft", programme=one.programme, area=one.area)
    return Form(BeginAmendment(), action="policy.draft", url=url, submit=t("编制草案", "Begin a draft"))


def import_form(one: PolicyInForce) -> Form:
    """A document in the region's own words."""
    url, submit = url_for(".import_draft", programme=one.programme, area=one.area), t("导入为草案", "Draft from a file")
    return Form(ImportDocument(), action="policy.import", url=url, submit=submit, style="outline-primary")


def workbook_form(one: PolicyInForce) -> Form:
    """A workbook of this policy, changed by people."""
    url, submit = url_for(".upload_policy", programme=one.programme, area=one.area), t("用工作簿编制", "Draft from it")
    return Form(UploadWorkbook(), action="policy.workbook", url=url, submit=submit, style="outline-primary")


def fetch_form(one: PolicyInForce) -> Form | None:
    """The document as the region's platform has it; None where the platform hands none out."""
    if not amendments.can_be_fetched(one):
        return None
    url, submit = url_for(".fetch_draft", programme=one.programme, area=one.area), t("从平台获取", "Fetch it")
    return Form(action="policy.fetch", url=url, submit=submit, style="outline-primary")


def copy_form(one: PolicyInForce) -> Form:
    """Another area of the programme."""
    there = [other for other in policy.list_policies(business_today()) if other.programme == one.programme]
    options = [(other.area, directory.area_name(other.area, lang())) for other in there if other.area != one.area]
    return Form(
        ChooseArea(),
        action="policy.copy",
        url=url_for(".copy_draft", programme=one.programme, area=one.area),
        options={"area": options},
        submit=t("参照编制", "Draft from that area"),
        style="outline-primary",
    )


def roll_back_form(one: PolicyInForce) -> Form:
    """An earlier version whose content differs."""
    newest = amendments.newest_version(one.policy_id)
    options = [
        (str(v.id), v.label) for v in policy.list_versions(one.policy_id) if v.content_hash != newest.content_hash
    ]
    return Form(
        ChooseVersion(),
        action="policy.roll_back",
        url=url_for(".roll_back_draft", programme=one.programme, area=one.area),
        options={"version": options},
        submit=t("恢复为草案", "Draft from that version"),
        style="outline-primary",
    )


def follow_form(one: PolicyInForce) -> Form:
    """Take in what changed above."""
    url = url_for(".follow_draft", programme=one.programme, area=one.area)
    return Form(action="policy.follow", url=url, submit=t("一键编制跟进草案", "Draft what follows it"))


WAYS: tuple[Callable[[PolicyInForce], Form | None], ...] = (
    begin_form, workbook_form, import_form, fetch_form, copy_form, roll_back_form,
)  # fmt: skip
