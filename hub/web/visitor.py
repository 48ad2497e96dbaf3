"""Who looks at the page, for its header: name, organisation, and what waits unread."""

from dataclasses import dataclass

from hub import identity
from hub.federation import directory
from hub.kernel import scope
from hub.kernel.actor import Actor
from hub.web import labels
from hub.web.guards import current_actor
from hub.web.language import lang


@dataclass(frozen=True)
class Visitor:
    """The signed-in person as the header shows it."""

    name: str
    place: str
    actor: Actor


def visitor() -> Visitor | None:
    """The person who is signed in, or None."""
    actor = current_actor()
    if actor is None or actor.account_id is None:
        return None
    return Visitor(actor.name, _place(actor), actor)


def _place(actor: Actor) -> str:
    """The organisation and where it belongs, or the areas in which a member of staff has a role."""
    if actor.organization_id is not None:
        with scope.everything():
            unit = identity.get_organization(actor.organization_id)
        return f"{unit.name} · {_home_of(unit)}" if _home_of(unit) else unit.name
    areas = [directory.area_name(code, lang()) for code in sorted(actor.areas())]
    if areas:
        return "、".join(areas[:3]) + ("…" if len(areas) > 3 else "")
    return "、".join(sorted(labels.word(granted.role) for granted in actor.roles)[:2])


def _home_of(unit: identity.Organization) -> str:
    if unit.area is not None:
        return directory.area_name(unit.area, lang())
    return directory.get_region(unit.region).names.text(lang()) if unit.region is not None else ""
