"""People of an area who edit and approve its policy."""

from uuid import uuid4

from hub.kernel.actor import Actor, GrantedRole
from schemas.terms import Role


def editor(area: str) -> Actor:
    """May draft."""
    return Actor(uuid4(), "编辑", roles=frozenset({GrantedRole(Role.POLICY_EDITOR, area=area)}))


def approver(area: str) -> Actor:
    """May approve."""
    return Actor(uuid4(), "审批", roles=frozenset({GrantedRole(Role.POLICY_APPROVER, area=area)}))
