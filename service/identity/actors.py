"""Who acts. Every request has exactly one actor; no room asks anything else about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.lifecycle import Role


@dataclass(frozen=True, slots=True)
class Anonymous:
    """Somebody who showed nothing."""


@dataclass(frozen=True, slots=True)
class ReaderActor:
    """A reader of one site, known by a signed token."""

    site_id: int
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class StaffActor:
    """A signed-in member of staff: role by site id; operators see every site."""

    id: int
    name: str
    roles: Mapping[int, str] = field(default_factory=dict)
    is_operator: bool = False
    csrf_token: str = ""
    session: str = ""  # the name of the browser's session, not its cookie


@dataclass(frozen=True, slots=True)
class KeyActor:
    """A program with a key to one site."""

    site_id: int
    id: int
    name: str
    scopes: frozenset[str]


Actor = Anonymous | ReaderActor | StaffActor | KeyActor


@dataclass(frozen=True, slots=True)
class Judge:
    """Who a decision is by, as the ledger keeps it."""

    kind: str  # machine, moderator, key or author
    id: int | None
    role: Role

    @property
    def is_person(self) -> bool:
        """People outrank machines. A key decides for the person who holds it."""
        return self.kind in ("moderator", "key")


MACHINE = Judge("machine", None, Role.MACHINE)


def judge_for(actor: StaffActor | KeyActor) -> Judge:
    """The judge that a moderator or an integration is."""
    kind = "moderator" if isinstance(actor, StaffActor) else "key"
    return Judge(kind, actor.id, Role.MODERATOR)


def author(reader_id: int) -> Judge:
    """The judge that an author is of their own comment."""
    return Judge("author", reader_id, Role.AUTHOR)
