"""The policies of one's areas: what is in force and which layer says so, its versions, and where a change begins."""

from collections.abc import Callable

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import policy
from hub.kernel.clock import business_today
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError, NotFound
from hub.policy import Amendment, PolicyInForce, amendments
from hub.web.area import bp
from hub.web.area.policy_begin_forms import (
    WAYS,
    begin_form,
    copy_form,
    fetch_form,
    follow_form,
    import_form,
    roll_back_form,
)
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import lang, t
from hub.web.page import render
from hub.web.public.policies import programme_name
from hub.web.security import takes_upload
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
    form = begin_form(find_own(programme, area))
    return _begin(
        programme, area, form,
        lambda one: amendments.begin_amendment(policy=one, title=form.data["title"], by=current_actor()),
    )  # fmt: skip


@bp.post("/policies/<programme>/<area>/copy")
@allow(*WRITERS)
def copy_draft(programme: str, area: str) -> ResponseReturnValue:
    """Begin a draft with another area's values."""
    form = copy_form(find_own(programme, area))

    def act(one: PolicyInForce) -> Amendment:
        other = policy.policy_in_force(programme, form.data["area"], business_today())
        return amendments.copy_area(policy=one, other=other, by=current_actor())

    return _begin(programme, area, form, act)


@bp.post("/policies/<programme>/<area>/roll-back")
@allow(*WRITERS)
def roll_back_draft(programme: str, area: str) -> ResponseReturnValue:
    """Begin a draft whose content is an earlier version's."""
    form = roll_back_form(find_own(programme, area))

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
    form = import_form(find_own(programme, area))

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
    form = fetch_form(find_own(programme, area))
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


@bp.post("/policies/<programme>/<area>/follow")
@allow(*WRITERS)
def follow_draft(programme: str, area: str) -> ResponseReturnValue:
    """Begin the draft that takes in what changed above: it remains to look at it, to simulate and to submit it."""
    form = follow_form(find_own(programme, area))
    return _begin(programme, area, form, lambda one: amendments.follow(policy=one, by=current_actor()))


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
    writes = live is None and current_actor().has(*amendments.editing_roles(one), area=one.area)
    forms = [make(one) for make in WAYS] if writes else []
    behind = amendments.left_behind(one)
    return render(
        "area/policies/show.html",
        policy=one,
        place_of=amendments.place_of,
        waiting=len(policy.values_to_confirm(one)),
        behind=behind,
        form_follow=follow_form(one) if behind and writes else None,
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
