"""The contract's table of who may do what, held against the code cell by cell."""

import pytest

from service.errors import IllegalMove
from service.lifecycle import TRANSITIONS, Role, Status, Verb, step

# The contract's table, and the moves behind it: an edit that is published, undo of a
# rejection, a person's yes to what is there.
ALLOWED = {
    (Role.MACHINE, Status.SUBMITTED): {Verb.PUBLISH, Verb.HOLD, Verb.REJECT},
    (Role.MACHINE, Status.PUBLISHED): {Verb.PUBLISH, Verb.HOLD},
    (Role.MACHINE, Status.HELD): set(),
    (Role.MACHINE, Status.REJECTED): set(),
    (Role.MODERATOR, Status.SUBMITTED): {Verb.PUBLISH, Verb.HOLD, Verb.REJECT},
    (Role.MODERATOR, Status.PUBLISHED): {Verb.HOLD, Verb.REJECT, Verb.KEEP},
    (Role.MODERATOR, Status.HELD): {Verb.PUBLISH, Verb.REJECT},
    (Role.MODERATOR, Status.REJECTED): {Verb.PUBLISH, Verb.REOPEN, Verb.KEEP},
    (Role.AUTHOR, Status.SUBMITTED): {Verb.WITHDRAW},
    (Role.AUTHOR, Status.PUBLISHED): {Verb.WITHDRAW},
    (Role.AUTHOR, Status.HELD): {Verb.WITHDRAW},
    (Role.AUTHOR, Status.REJECTED): {Verb.WITHDRAW},
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("verb", list(Verb))
def test_exactly_the_contracts_moves_are_allowed(role: Role, status: Status, verb: Verb) -> None:
    if verb in ALLOWED.get((role, status), set()):
        assert step(role, status, verb) in Status
    else:
        with pytest.raises(IllegalMove):
            step(role, status, verb)


def test_withdrawn_is_the_end() -> None:
    assert [key for key in TRANSITIONS if key[1] is Status.WITHDRAWN] == []
