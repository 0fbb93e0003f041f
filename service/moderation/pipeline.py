"""What a phase sees and says, and `run()`, which asks them all. Pure.

All phases always run, so that the evidence is complete; the strictest finding wins, so that
their order cannot matter.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum, StrEnum
from typing import Any

from service.moderation.policy import Policy


class Action(IntEnum):
    """What a finding asks for, the stricter the greater."""

    ALLOW = 0
    WAIT = 1  # for the scores
    HOLD = 2
    REJECT = 3
    REFUSE = 4  # nothing is stored; later, when the comment exists already, it is held

    @property
    def fate(self) -> str:
        """What a draft is said to do with a comment: publish, hold or reject."""
        if self <= Action.WAIT:
            return "publish"
        return "hold" if self is Action.HOLD else "reject"


class Scoring(StrEnum):
    """How far the scoring of the revision has come."""

    WAITING = "waiting"
    SCORED = "scored"
    FAILED = "failed"  # for good, after the last attempt


@dataclass(frozen=True, slots=True)
class Finding:
    """What one phase says: `message` in English, and in `saw` the facts a client can translate."""

    phase: str
    action: Action
    message: str
    saw: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As kept in the database and shown in the queue."""
        return {
            "phase": self.phase,
            "action": self.action.name.lower(),
            "message": self.message,
            "saw": dict(self.saw),
        }


@dataclass(frozen=True, slots=True)
class AuthorFacts:
    """Who writes, as far as a policy may care."""

    is_staff: bool = False
    is_trusted: bool = False
    is_premoderated: bool = False
    is_banned: bool = False
    suspended_for: timedelta | None = None
    published: int = 0
    rejected_of_ten: int = 0
    since_last: timedelta | None = None
    in_last_hour: int = 0
    has_said_this: bool = False


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """The discussion at the time of posting."""

    is_open: bool = True
    is_premoderated: bool = False
    slow_mode: timedelta | None = None
    holds_newcomers: bool = False


@dataclass(frozen=True, slots=True)
class External:
    """What the publisher's own check said of the revision. `held`: why a person should look, in
    the check's words; empty: it has nothing to say."""

    has_answered: bool
    held: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """All the facts about one revision. Scores are probabilities 0..1, calibrated."""

    text: str
    links: tuple[str, ...] = ()
    author: AuthorFacts = AuthorFacts()
    article: ArticleFacts = ArticleFacts()
    near_copies: int = 0
    report_weight: float = 0.0
    scoring: Scoring = Scoring.WAITING
    scores: Mapping[str, float] = field(default_factory=dict)
    language: str = "und"
    may_score_decide: bool = True
    external: External | None = None  # None: nobody was asked


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the phases together ask for, with every finding, the strictest first."""

    action: Action
    findings: tuple[Finding, ...]

    @property
    def reason(self) -> str | None:
        """The phase that decided, or None when nothing was found."""
        return self.findings[0].phase if self.findings else None


Phase = Callable[[Draft, Policy], Finding | None]


def run(phases: Iterable[Phase], draft: Draft, policy: Policy) -> Verdict:
    """Ask every phase; findings from which the author is exempt do not count."""
    exempt = _exempt_phases(draft.author, policy)
    found = [finding for phase in phases if (finding := phase(draft, policy)) is not None]
    counted = [finding for finding in found if finding.phase not in exempt]
    counted.sort(key=lambda finding: (-finding.action, finding.phase, finding.message))
    strictest = counted[0].action if counted else Action.ALLOW
    return Verdict(strictest, tuple(counted))


def _exempt_phases(author: AuthorFacts, policy: Policy) -> frozenset[str]:
    names: set[str] = set()
    if author.is_staff:
        names.update(policy.exempt.staff)
    if author.is_trusted:
        names.update(policy.exempt.trusted)
    return frozenset(names)
