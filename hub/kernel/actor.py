"""On whose behalf something is done: a person with roles, or the hub itself."""

from dataclasses import dataclass, field
from uuid import UUID

from hub.kernel.errors import Forbidden
from hub.kernel.scope import EVERYTHING, Scope
from schemas.terms import Assurance, Role

HUB_WIDE_READERS = frozenset({Role.AUDITOR, Role.PROGRAMME_STEWARD})


@dataclass(frozen=True)
class GrantedRole:
    """A role with where it holds: in an area, for an organisation, or (both None) everywhere."""

    role: Role
    area: str | None = None
    organization_id: UUID | None = None


@dataclass(frozen=True)
class Actor:
    """Who acts. ``account_id`` is None for the hub's own jobs only.

    ``through`` is the program that acts on the person's behalf: a portal's client id, or ``token:`` and the id of an
    access token that the person made.
    """

    account_id: UUID | None
    name: str
    organization_id: UUID | None = None
    roles: frozenset[GrantedRole] = field(default_factory=frozenset)
    assurance: Assurance = Assurance.LOW
    second_factor: bool = False
    through: str | None = None

    def has(self, *roles: Role, area: str | None = None, organization_id: UUID | None = None) -> bool:
        """Whether the actor holds one of the roles (for that area or organisation, when one is named)."""
        return any(
            granted.role in roles
            and (area is None or granted.area in (None, area))
            and (organization_id is None or granted.organization_id in (None, organization_id))
            for granted in self.roles
        )

    def require(self, *roles: Role, area: str | None = None, organization_id: UUID | None = None) -> None:
        """Refuse unless ``has`` says yes.

        Raises:
            Forbidden: none of the roles is held there.
        """
        if self is not THE_HUB and not self.has(*roles, area=area, organization_id=organization_id):
            raise Forbidden()

    def areas(self, *roles: Role) -> frozenset[str]:
        """The areas in which the actor holds one of the roles (any role when none is named)."""
        return frozenset(g.area for g in self.roles if g.area and (not roles or g.role in roles))

    @property
    def scope(self) -> Scope:
        """The rows this actor may see."""
        return self.scope_by()

    def scope_by(self, *roles: Role) -> Scope:
        """The rows this actor may see by one of these roles (by any role when none is named)."""
        held = [granted for granted in self.roles if not roles or granted.role in roles]
        if self is THE_HUB or any(g.role in HUB_WIDE_READERS and g.area is None for g in held):
            return EVERYTHING
        organizations = {g.organization_id for g in held if g.organization_id}
        return Scope(areas=frozenset(g.area for g in held if g.area), organizations=frozenset(organizations))


THE_HUB = Actor(account_id=None, name="系统")
