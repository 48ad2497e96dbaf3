"""The policies of one's areas: what is in force and which layer says so, its versions, and where a change begins."""

from collections.abc import Callable

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import policy
from hub.federation import directory
from hub.kernel.clock import business_today
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError, NotFound
from hub.policy import Amendment, PolicyInForce, amendments
from hub.web.area import bp
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import lang, t
from hub.web.page import render
from hub.web.public.policies import programme_name
from hub.web.security import takes_upload
from schemas.amendment import BeginAmendment, ChooseArea, ChooseVersion, ImportDocument, UploadWorkbook
from schemas.terms import Role

WRITERS = (Role.POLICY_EDITOR, Role.PROGRAMME_STEWARD)
READERS = (*WRITERS, Role.POLICY_APPROVER, Role.AREA_ADMIN)


@bp.get("/policies")
@allow(*READERS)
def list_policies() -> ResponseReturnValue:
    """The policies one may work on, each with its newest version and the draft under way."""
    newest, live = policy.list_newest(), amendments.live_amendments()
    rows = [(one, newest[one.policy_id], live.get(one.policy_id)) for one in own_policies()]
    drafts = amendments.list_amendments()
    return render("area/policies/list.html", rows=rows, drafts=drafts, programme_name=programme_name)


@bp.get("/policies/<programme>/<area>")
@allow(*READERS)
def show_policy(programme: str, area: str) -> ResponseReturnValue:
    """One policy whole, with what may be done about it."""
    return policy_page(find_own(programme, area))


@bp.post("/policies/<programme>/<area>/begin")
@allow(*WRITERS)
def begin_draft(programme: str, area: str) -> ResponseReturnValue:
    """Begin a draft from the newest version."""
    form = _begin_form(find_own(programme, area))
    return _begin(
        programme, area, form,
        lambda one: amendments.begin_amendment(policy=one, title=form.data["title"], by=current_actor()),
    )  # fmt: skip


@bp.post("/policies/<programme>/<area>/copy")
@allow(*WRITERS)
def copy_draft(programme: str, area: str) -> ResponseReturnValue:
    """Begin a draft with another area's values."""
    form = _copy_form(find_own(programme, area))

    def act(one: PolicyInForce) -> Amendment:
        other = policy.policy_in_force(programme, form.data["area"], business_today())
        return amendments.copy_area(policy=one, other=other, by=current_actor())

    return _begin(programme, area, form, act)


@bp.post("/policies/<programme>/<area>/roll-back")
@allow(*WRITERS)
def roll_back_draft(programme: str, area: str) -> ResponseReturnValue:
    """Begin a draft whose content is an earlier version's."""
    form = _roll_back_form(find_own(programme, area))

    def act(one: PolicyInForce) -> Amendment:
        earlier = policy.get_version(form.data["version"])
        if earlier.policy_id != one.policy_id:
            raise NotFound()
        return amendments.roll_back(policy=one, to=earlier, by=current_actor())

    return _begin(programme, area, form, act)


@bp.post("/policies/<programme>/<area>/import")
@allow(*WRITERS)
@takes_upload
def import_draft(programme: str, area: str) -> ResponseReturnValue:
    """Begin a draft out of a document in the region's own words."""
    form = _import_form(find_own(programme, area))

    def act(one: PolicyInForce) -> Amendment:
        file = form.data["file"]
        content = file.stream.read(amendments.LARGEST_BYTES + 1)
        name = file.filename or "policy.toml"
        return amendments.import_document(policy=one, name=name, content=content, by=current_actor())

    return _begin(programme, area, form, act)


@bp.post("/policies/<programme>/<area>/fetch")
@allow(*WRITERS)
def fetch_draft(programme: str, area: str) -> ResponseReturnValue:
    """Begin a draft out of the document as the region's platform keeps it, asked for with no transaction open."""
    form = _fetch_form(find_own(programme, area))
    if form is None:
        raise NotFound()
    with unit_of_work():
        pass
    try:
        document = amendments.fetch_document(area)
    except HubError as error:
        form.refuse(error)
        return policy_page(find_own(programme, area), form), error.status

    def act(one: PolicyInForce) -> Amendment:
        name = t("平台文件", "platform")
        return amendments.import_document(policy=one, name=name, content=document.content, by=current_actor())

    return _begin(programme, area, form, act)


def own_policies() -> list[PolicyInForce]:
    """The policies in force that one has a role for: the areas' own, and what stands above them for its steward."""
    actor, today = current_actor(), business_today()
    mine = [
        one
        for one in policy.list_policies(today)
        if actor.has(Role.POLICY_EDITOR, Role.POLICY_APPROVER, Role.AREA_ADMIN, area=one.area)
    ]
    above = policy.list_parents(today) if actor.has(Role.PROGRAMME_STEWARD) else []
    return [*above, *mine]


def find_own(programme: str, area: str) -> PolicyInForce:
    """The policy in force of this programme and area, if one has a role for it.

    Raises:
        NotFound: there is none, or it is another area's.
    """
    for one in own_policies():
        if (one.programme, one.area) == (programme, area):
            return one
    raise NotFound()


def _begin(programme: str, area: str, form: Form, act: Callable[[PolicyInForce], Amendment]) -> ResponseReturnValue:
    return perform(
        lambda: act(find_own(programme, area)),
        then=lambda amendment: url_for(".show_draft", no=amendment.no),
        back=lambda _: policy_page(find_own(programme, area), form),
        form=form,
    )


def policy_page(one: PolicyInForce, sent: Form | None = None) -> str:
    """One policy whole, with the ways to change it; the form that was sent and refused stands in its place."""
    live = amendments.find_live_amendment(one.policy_id)
    forms = []
    if live is None and current_actor().has(
        Role.PROGRAMME_STEWARD if one.is_parent else Role.POLICY_EDITOR, area=one.area
    ):
        forms = [make(one) for make in WAYS]
    behind = amendments.left_behind(one)
    return render(
        "area/policies/show.html",
        policy=one,
        place_of=amendments.place_of,
        waiting=len(policy.values_to_confirm(one)),
        behind=behind,
        behind_faults=amendments.tell_faults(behind.faults) if behind else [],
        programme=programme_name(one.programme),
        sections=policy.describe(one.draft, lang()),
        leaves=amendments.leaves_of(one.draft),
        versions=policy.list_versions(one.policy_id),
        history=policy.history_of(one.policy_id),
        today=business_today(),
        live=live,
        forms=[sent if sent is not None and sent.action == form.action else form for form in forms if form],
    )


def _begin_form(one: PolicyInForce) -> Form:
    url = url_for(".begin_draft", programme=one.programme, area=one.area)
    return Form(BeginAmendment(), action="policy.draft", url=url, submit=t("编制草案", "Begin a draft"))


def _import_form(one: PolicyInForce) -> Form:
    url, submit = url_for(".import_draft", programme=one.programme, area=one.area), t("导入为草案", "Draft from a file")
    return Form(ImportDocument(), action="policy.import", url=url, submit=submit, style="outline-primary")


def workbook_form(one: PolicyInForce) -> Form:
    """A workbook of this policy, changed by people."""
    url, submit = url_for(".upload_policy", programme=one.programme, area=one.area), t("用工作簿编制", "Draft from it")
    return Form(UploadWorkbook(), action="policy.workbook", url=url, submit=submit, style="outline-primary")


def _fetch_form(one: PolicyInForce) -> Form | None:
    """The document as the region's platform has it; None where the platform hands none out."""
    if not amendments.can_be_fetched(one):
        return None
    url, submit = url_for(".fetch_draft", programme=one.programme, area=one.area), t("从平台获取", "Fetch it")
    return Form(action="policy.fetch", url=url, submit=submit, style="outline-primary")


def _copy_form(one: PolicyInForce) -> Form:
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


def _roll_back_form(one: PolicyInForce) -> Form:
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


WAYS: tuple[Callable[[PolicyInForce], Form | None], ...] = (
    _begin_form, workbook_form, _import_form, _fetch_form, _copy_form, _roll_back_form,
)  # fmt: skip
