"""What becomes of a generated comment, step by step, until the end of the world. Pure."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from service.demo.generating import PlannedComment, lognormal

HOLD_FROM = 0.82  # toxicity
_SECOND, _MINUTE, _HOUR = 1_000, 60_000, 3_600_000  # milliseconds
_DAY = 24 * _HOUR
_OPENS, _CLOSES = 7, 23  # hours between which somebody moderates
MODERATORS = 5
_WORDS, _ERRS, _FLAGGED, _OVERTURNED, _APPEALED = 0.002, 0.06, 0.012, 0.04, 0.12
_WITHDRAWN, _EDITED, _FEATURED = 0.01, 0.02, 0.003
AUDITED = ((0.5, 0.05), (0.0, 0.01))  # from this score: the probability to be drawn
SECOND_SHARE = 0.2


@dataclass(slots=True)
class Step:
    """One decision or act. `actor` is a moderator's number; None: the machine or the author."""

    at: int
    verb: str
    before: str
    after: str
    kind: str
    actor: int | None = None
    reason: str | None = None
    revision: int = 1


@dataclass(slots=True)
class Life:
    """All that happens to one comment. Times are milliseconds from the world's start."""

    scored: list[int] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)
    edited: int | None = None
    featured: Step | None = None
    audit: float | None = None
    wants_second: bool = False
    appealed: tuple[int, int] | None = None  # when, and which step is appealed
    answered: int | None = None  # the step that answers the appeal

    @property
    def status(self) -> str:
        return self.steps[-1].after if self.steps else "submitted"

    @property
    def last(self) -> int:
        return self.steps[-1].at


def live(planned: PlannedComment, end: int, draw: random.Random) -> Life:
    """Live until `end`; what would happen later has not happened."""
    life = Life()
    at = planned.at + max(1, int(lognormal(draw, 400, 0.8)))
    if at >= end:
        return life
    life.scored.append(at)
    if planned.toxicity >= HOLD_FROM:
        _decide(life, at, "hold", None, draw, reason="toxicity")
    elif draw.random() < _WORDS:
        _decide(life, at, "reject", None, draw, reason="words")
    else:
        _decide(life, at, "publish", None, draw)
        _draw_audit(life, planned, draw)
    for act in (_moderate, _overturn, _appeal, _edit, _feature, _withdraw):
        act(life, planned, end, draw)
    return life


def _decide(life: Life, at: int, verb: str, actor: int | None, draw: random.Random, *,
            reason: str | None = None, kind: str = "") -> None:  # fmt: skip
    after = {"publish": "published", "hold": "held", "reject": "rejected",
             "withdraw": "withdrawn", "keep": life.status}[verb]  # fmt: skip
    by = kind or ("machine" if actor is None else "moderator")
    life.steps.append(Step(at, verb, life.status, after, by, actor, reason))


def _draw_audit(life: Life, planned: PlannedComment, draw: random.Random) -> None:
    chance = next(each for score, each in AUDITED if planned.toxicity >= score)
    lot = draw.random()
    if lot < chance:
        life.audit, life.wants_second = chance, lot < chance * SECOND_SHARE


def _on_duty(at: int, draw: random.Random) -> int:
    """Nobody moderates at night: then in the first hours of the morning."""
    hour = at % _DAY / _HOUR
    if _OPENS <= hour < _CLOSES:
        return at
    morning = at - at % _DAY + _OPENS * _HOUR + (_DAY if hour >= _CLOSES else 0)
    return morning + int(draw.random() * 2 * _HOUR)


def _verdict(planned: PlannedComment, draw: random.Random) -> str:
    is_wrong = draw.random() < _ERRS
    return "reject" if planned.is_toxic != is_wrong else "publish"


def _moderate(life: Life, planned: PlannedComment, end: int, draw: random.Random) -> None:
    """What is held gets a decision, what is reported too, what is drawn is checked."""
    if life.status == "held":
        at = _on_duty(life.last + int(lognormal(draw, 25 * _MINUTE, 1.1)), draw)
        if at < end:
            _decide(life, at, _verdict(planned, draw), _somebody(draw), draw)
    elif life.status == "published":
        is_flagged = draw.random() < _FLAGGED * (10 if planned.is_toxic else 1)
        if is_flagged:
            _flag(life, end, draw)
        if life.flags or (life.audit is not None and draw.random() < 0.9):
            at = _on_duty(max([life.last, *life.flags]) + int(lognormal(draw, _HOUR, 1.0)), draw)
            if at < end:
                verb = "reject" if _verdict(planned, draw) == "reject" else "keep"
                _decide(life, at, verb, _somebody(draw), draw)


def _flag(life: Life, end: int, draw: random.Random) -> None:
    for _ in range(1 + int(draw.expovariate(1.5))):
        at = life.steps[0].at + int(lognormal(draw, 90 * _MINUTE, 1.0))
        if at < end:
            life.flags.append(at)


def _overturn(life: Life, planned: PlannedComment, end: int, draw: random.Random) -> None:
    last = life.steps[-1]
    if last.actor is None or draw.random() >= _OVERTURNED:
        return
    at = _on_duty(last.at + int(lognormal(draw, 3 * _HOUR, 0.8)), draw)
    if at < end:
        verb = "reject" if last.after == "published" else "publish"
        _decide(life, at, verb, _another(last.actor, draw), draw)


def _appeal(life: Life, planned: PlannedComment, end: int, draw: random.Random) -> None:
    last = life.steps[-1]
    if last.after != "rejected" or last.actor is None or draw.random() >= _APPEALED:
        return
    made = last.at + int(lognormal(draw, 2 * _HOUR, 1.2))
    if made >= end:
        return
    life.appealed = (made, len(life.steps) - 1)
    at = _on_duty(made + int(lognormal(draw, 12 * _HOUR, 0.8)), draw)
    if at < end:
        verb = "publish" if draw.random() < (0.1 if planned.is_toxic else 0.8) else "keep"
        _decide(life, at, verb, _another(last.actor, draw), draw, reason="appeal")
        life.answered = len(life.steps) - 1


def _edit(life: Life, planned: PlannedComment, end: int, draw: random.Random) -> None:
    if len(life.steps) > 1 or life.flags or life.audit or draw.random() >= _EDITED:
        return
    at = life.last + int(lognormal(draw, 4 * _MINUTE, 0.6))
    if life.status == "published" and at + _SECOND < end:
        life.edited = at
        life.scored.append(at + _SECOND)
        _decide(life, at + _SECOND, "publish", None, draw)
        life.steps[-1].revision = 2


def _feature(life: Life, planned: PlannedComment, end: int, draw: random.Random) -> None:
    if life.status != "published" or planned.is_toxic or draw.random() >= _FEATURED:
        return
    at = _on_duty(life.last + int(lognormal(draw, 2 * _HOUR, 0.7)), draw)
    if at < end:
        life.featured = Step(at, "feature", "published", "published", "moderator", _somebody(draw),
                             revision=life.steps[-1].revision)  # fmt: skip


def _withdraw(life: Life, planned: PlannedComment, end: int, draw: random.Random) -> None:
    if draw.random() >= _WITHDRAWN or life.status == "rejected":
        return
    after = max(life.last, life.featured.at if life.featured else 0, *life.flags, 0)
    at = after + int(lognormal(draw, 5 * _HOUR, 1.0))
    if at < end:
        revision = life.steps[-1].revision
        _decide(life, at, "withdraw", None, draw, kind="author")
        life.steps[-1].revision = revision


def _somebody(draw: random.Random) -> int:
    return draw.randrange(MODERATORS)


def _another(than: int, draw: random.Random) -> int:
    return (than + 1 + draw.randrange(MODERATORS - 1)) % MODERATORS


def judgements(life: Life) -> Iterator[Step]:
    """What people made of the sample: the first look, and the second where one is wanted."""
    people = [step for step in life.steps if step.actor is not None and step.revision == 1]
    yield from people[: 2 if life.wants_second else 1]
