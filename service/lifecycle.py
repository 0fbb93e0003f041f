"""The life of a comment as one table: who may do what from which status. Pure.

`moderation/decisions.decide` is the only caller that writes the outcome.
"""

from enum import StrEnum

from service.errors import IllegalMove


class Status(StrEnum):
    """What became of a comment. Only `published` is visible to other readers."""

    SUBMITTED = "submitted"
    PUBLISHED = "published"
    HELD = "held"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What somebody does to a comment."""

    PUBLISH = "publish"
    HOLD = "hold"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    KEEP = "keep"


class Role(StrEnum):
    """In which capacity somebody acts. People outrank machines; the author owns the text."""

    MACHINE = "machine"
    MODERATOR = "moderator"
    AUTHOR = "author"


VISIBLE = frozenset({Status.PUBLISHED})
EDITABLE = frozenset({Status.PUBLISHED, Status.HELD})
APPEALABLE = frozenset({Status.REJECTED})

_S, _V, _R = Status, Verb, Role

# publish from `published` makes an edited revision the one that readers see.
# reopen puts a rejected comment back in front of people: undo, and an appeal under way.
# keep is a person's yes to what is there: it answers reports, audits and appeals.
TRANSITIONS: dict[tuple[Role, Status, Verb], Status] = {
    (_R.MACHINE, _S.SUBMITTED, _V.PUBLISH): _S.PUBLISHED,
    (_R.MACHINE, _S.SUBMITTED, _V.HOLD): _S.HELD,
    (_R.MACHINE, _S.SUBMITTED, _V.REJECT): _S.REJECTED,
    (_R.MACHINE, _S.PUBLISHED, _V.PUBLISH): _S.PUBLISHED,
    (_R.MACHINE, _S.PUBLISHED, _V.HOLD): _S.HELD,
    (_R.MODERATOR, _S.SUBMITTED, _V.PUBLISH): _S.PUBLISHED,
    (_R.MODERATOR, _S.SUBMITTED, _V.HOLD): _S.HELD,
    (_R.MODERATOR, _S.SUBMITTED, _V.REJECT): _S.REJECTED,
    (_R.MODERATOR, _S.PUBLISHED, _V.HOLD): _S.HELD,
    (_R.MODERATOR, _S.PUBLISHED, _V.REJECT): _S.REJECTED,
    (_R.MODERATOR, _S.HELD, _V.PUBLISH): _S.PUBLISHED,
    (_R.MODERATOR, _S.HELD, _V.REJECT): _S.REJECTED,
    (_R.MODERATOR, _S.REJECTED, _V.PUBLISH): _S.PUBLISHED,
    (_R.MODERATOR, _S.REJECTED, _V.REOPEN): _S.HELD,
    (_R.MODERATOR, _S.PUBLISHED, _V.KEEP): _S.PUBLISHED,
    (_R.MODERATOR, _S.REJECTED, _V.KEEP): _S.REJECTED,
    (_R.AUTHOR, _S.SUBMITTED, _V.WITHDRAW): _S.WITHDRAWN,
    (_R.AUTHOR, _S.PUBLISHED, _V.WITHDRAW): _S.WITHDRAWN,
    (_R.AUTHOR, _S.HELD, _V.WITHDRAW): _S.WITHDRAWN,
    (_R.AUTHOR, _S.REJECTED, _V.WITHDRAW): _S.WITHDRAWN,
}


def step(role: Role, status: Status, verb: Verb) -> Status:
    """The status after `verb`. Raises IllegalMove when the table does not allow it."""
    after = TRANSITIONS.get((role, status, verb))
    if after is None:
        raise IllegalMove(f"a {role} cannot {verb} a {status} comment", status_now=str(status))
    return after


def allowed(role: Role, status: Status) -> frozenset[Verb]:
    """The verbs that `step` would accept now: what a console offers."""
    return frozenset(verb for (who, at, verb) in TRANSITIONS if (who, at) == (role, status))
