"""Who may do what on a site, as one table. docs/permissions.md shows the same."""

from enum import StrEnum

from service.errors import Forbidden, NotFound, Unauthenticated
from service.identity.actors import Actor, Anonymous, KeyActor, ReaderActor, StaffActor
from service.identity.keys import Scope


class Permission(StrEnum):
    """What somebody wants to do, where it is not just their own."""

    MODERATE = "moderate"
    SEE_STATISTICS = "see_statistics"
    READ_POLICY = "read_policy"
    WRITE_POLICY = "write_policy"
    ADMINISTER = "administer"
    MANAGE_STAFF = "manage_staff"
    ERASE_READERS = "erase_readers"


_BY_ROLE: dict[str, frozenset[Permission]] = {
    "moderator": frozenset(
        {Permission.MODERATE, Permission.SEE_STATISTICS, Permission.READ_POLICY}
    ),
    "analyst": frozenset({Permission.SEE_STATISTICS, Permission.READ_POLICY}),
    "admin": frozenset(Permission),
}
_BY_SCOPE: dict[Scope, frozenset[Permission]] = {
    Scope.MODERATE: frozenset({Permission.MODERATE}),
    Scope.STATISTICS: frozenset({Permission.SEE_STATISTICS, Permission.READ_POLICY}),
    Scope.SETTINGS: frozenset({Permission.READ_POLICY, Permission.WRITE_POLICY}),
    Scope.PRIVACY: frozenset({Permission.ERASE_READERS}),
}


# Operators run the machines: they erase on request, let the first admin in, and see no site's
# discussions, keys or settings.
_BY_OPERATOR = frozenset({Permission.ERASE_READERS, Permission.MANAGE_STAFF})


def require(actor: Actor, permission: Permission, site_id: int) -> None:
    """Raise unless `actor` may do this on the site: NotFound where they may not know of it."""
    if isinstance(actor, Anonymous):
        raise Unauthenticated("sign in first")
    if isinstance(actor, ReaderActor):
        raise Forbidden("readers may not do this")
    if isinstance(actor, KeyActor):
        if actor.site_id != site_id:
            raise NotFound("no such site")
        held = [_BY_SCOPE.get(Scope(scope), frozenset()) for scope in actor.scopes]
        if not any(permission in each for each in held):
            raise Forbidden("this key has no scope for that")
        return
    _require_role(actor, permission, site_id)


def _require_role(actor: StaffActor, permission: Permission, site_id: int) -> None:
    if actor.is_operator and permission in _BY_OPERATOR:
        return
    role = actor.roles.get(site_id)
    if role is None:
        raise NotFound("no such site")
    if permission not in _BY_ROLE.get(role, frozenset()):
        raise Forbidden("your role may not do this")


def require_operator(actor: Actor) -> StaffActor:
    """The operator who asks. Raises Unauthenticated or Forbidden."""
    if isinstance(actor, Anonymous):
        raise Unauthenticated("sign in first")
    if not isinstance(actor, StaffActor) or not actor.is_operator:
        raise Forbidden("operators of this installation do this")
    return actor
