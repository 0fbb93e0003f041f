"""The rows of a generated discussion: comments with all that belongs to them, as the ordinary ways
would have written them. Pure."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from service.demo.generating import PlannedArticle, PlannedComment
from service.demo.ledger import Ledger
from service.demo.lives import Life, Step, judgements, live
from service.feeds.rank import wilson

MODEL = "generated@1"
_FLAG_WEIGHT = 0.5
_NUDGE_FROM, _HELD_OUT = 0.6, 0.1
_VOTED = 1.8  # most comments get no vote, a few get dozens
_CALM = ("I think the article misses the point about the buses", "Thank you for looking into this",
         "My street has waited for this since spring", "The figures of last year say otherwise",
         "Has anybody asked the people who live there", "A fair summary, and well written")  # fmt: skip
_TOXIC = ("You are a stupid idiot and so is everybody who agrees", "Shut up, you pathetic clown",
          "What a moron, go back to school", "Only an idiot could write such garbage")  # fmt: skip
_AFTER = {"publish": "published", "hold": "held", "reject": "rejected", "keep": "kept",
          "withdraw": "withdrawn"}  # fmt: skip


@dataclass(slots=True)
class _Written:
    """A comment on its way into the table."""

    id: int
    planned: PlannedComment
    life: Life
    path: bytes
    root: int
    decisions: list[int] = field(default_factory=list)
    replies: int = 0
    descendants: int = 0


def write_article(ledger: Ledger, article: PlannedArticle) -> int:
    """Gather the rows of an article and all below it; returns how many comments."""
    article_id = ledger.id(article.at)
    made: list[_Written] = []
    for planned in article.comments:
        made.append(_place(ledger, planned, made))
    _count_replies(article, made)
    for version, each in enumerate(made, 1):
        _write_comment(ledger, article_id, each, version)
    visible = [each.id for each in made if each.life.status == "published"]
    key = f"s{ledger.asked.seed}-{article.number}"
    at = ledger.time(article.at)
    ledger.rows["articles"].append(
        (ledger.site_id, article_id, key, f"{ledger.url}/{key}",
         f"{article.section}, story {article.number + 1}", article.section, len(visible), max(visible, default=None),
         len(made), at)
    )  # fmt: skip
    ledger.event("article.created", article_id, None, None, article.at, {}, revision=None)
    _view(ledger, article_id, article)
    return len(made)


def _place(ledger: Ledger, planned: PlannedComment, made: list[_Written]) -> _Written:
    parent = None if planned.parent is None else made[planned.parent]
    own = ledger.id(planned.at, after=made[-1].id if made else 0)
    life = live(planned, ledger.end, ledger.draw)
    if parent is None:
        return _Written(own, planned, life, own.to_bytes(8), own)
    return _Written(own, planned, life, parent.path + own.to_bytes(8), parent.root)


def _count_replies(article: PlannedArticle, made: list[_Written]) -> None:
    for each in made:
        if each.life.status == "published":
            above, is_direct = each.planned.parent, True
            while above is not None:
                made[above].descendants += 1
                made[above].replies += is_direct
                above, is_direct = made[above].planned.parent, False


def _write_comment(ledger: Ledger, article_id: int, each: _Written, version: int) -> None:
    planned, life = each.planned, each.life
    reader = ledger.readers[planned.reader]
    at = ledger.time(planned.at)
    revision = 2 if life.edited is not None else 1
    _event(ledger, "comment.submitted", article_id, each, planned.at,
           {"depth": planned.depth, "imported": False})  # fmt: skip
    _write_texts(ledger, article_id, each)
    _write_decisions(ledger, article_id, each)
    weight = _write_flags(ledger, article_id, each)
    up, down = _write_votes(ledger, article_id, each)
    if life.appealed is not None:
        _write_appeal(ledger, article_id, each)
    if life.audit is not None:
        _write_audit(ledger, each)
    if planned.toxicity >= _NUDGE_FROM:
        _write_nudge(ledger, article_id, each)
    published = [step for step in life.steps if step.after == "published"]
    judged = [step for step in life.steps if step.kind != "author"]
    record = ledger.records[reader]
    record[0] += life.status == "published"
    record[1] += life.status == "rejected"
    ledger.rows["comments"].append((
        ledger.site_id, each.id, article_id,
        int.from_bytes(each.path[-16:-8]) if planned.depth else None, each.root, planned.depth,
        each.path, reader, life.status, revision, published[-1].revision if published else None,
        judged[-1].revision if judged else 0, bool(judged) and judged[-1].actor is not None,
        each.decisions[-1] if each.decisions else None, up, down, wilson(up, down), weight,
        each.replies, each.descendants, life.featured is not None and life.status == "published",
        version, at, None if life.edited is None else ledger.time(life.edited),
        ledger.time(published[0].at) if published else None,
    ))  # fmt: skip


def _write_texts(ledger: Ledger, article_id: int, each: _Written) -> None:
    planned, life = each.planned, each.life
    words = ledger.draw.choice(_TOXIC if planned.is_toxic else _CALM)
    times = [planned.at, *([life.edited] if life.edited is not None else [])]
    for number, at in enumerate(times, 1):
        text = f"{words} ({each.id % 100_000}){', edited' * (number - 1)}."
        ledger.rows["revisions"].append(
            (ledger.site_id, each.id, number, text, f"<p>{text}</p>", "en", ledger.time(at))
        )
        if number <= len(life.scored):
            when = life.scored[number - 1]
            ledger.rows["scores"].append((ledger.site_id, each.id, number, MODEL, "decides",
                planned.toxicity, round(planned.toxicity * 0.8, 4), ledger.time(when)))  # fmt: skip
            data = {"model": MODEL, "language": "en", "toxicity": planned.toxicity}
            _event(ledger, "comment.scored", article_id, each, when, data, revision=number)
    if life.edited is not None:
        _event(ledger, "comment.edited", article_id, each, life.edited, {}, revision=2)
    if not life.scored:
        at_all = ledger.time(planned.at)
        ledger.rows["scoring_jobs"].append((ledger.site_id, each.id, 1, "live", at_all, at_all))


def _write_decisions(ledger: Ledger, article_id: int, each: _Written) -> None:
    steps = each.life.steps
    for step in steps:
        decision = ledger.id(step.at, after=each.decisions[-1] if each.decisions else 0)
        each.decisions.append(decision)
        _decision(ledger, each, decision, step)
        data = {"before": step.before, "by": step.kind, "reason": step.reason,
                "decision": decision}  # fmt: skip
        _event(ledger, f"comment.{_AFTER[step.verb]}", article_id, each, step.at, data,
               revision=step.revision)  # fmt: skip
    if each.life.featured is not None:
        step = each.life.featured
        _decision(ledger, each, ledger.id(step.at), step)
        _event(ledger, "comment.featured", article_id, each, step.at, {"is_featured": True})


def _decision(ledger: Ledger, each: _Written, decision: int, step: Step) -> None:
    actor = None if step.actor is None else ledger.staff[step.actor]
    if step.kind == "author":
        actor = ledger.readers[each.planned.reader]
    ledger.rows["decisions"].append((
        ledger.site_id, decision, each.id, step.revision, step.verb, step.before, step.after,
        step.kind, actor, step.reason, 0, ledger.time(step.at),
    ))  # fmt: skip


def _write_flags(ledger: Ledger, article_id: int, each: _Written) -> float:
    """Returns the weight of those nobody has decided about."""
    life = each.life
    people = [step.at for step in life.steps if step.actor is not None]
    reporters = ledger.draw.sample(range(len(ledger.readers)), len(life.flags))
    weight = 0.0
    for at, reporter in zip(life.flags, reporters, strict=True):
        later = [when for when in people if when >= at]
        resolved = ledger.time(min(later)) if later else None
        reader = ledger.readers[reporter]
        ledger.rows["flags"].append((ledger.site_id, each.id, reader, "abusive", _FLAG_WEIGHT, 1,
                                     ledger.time(at), resolved))  # fmt: skip
        _event(ledger, "comment.flagged", article_id, each, at, {"reason": "abusive"}, by=reader)
        weight += 0 if resolved or life.status == "withdrawn" else _FLAG_WEIGHT
    return weight


def _write_votes(ledger: Ledger, article_id: int, each: _Written) -> tuple[int, int]:
    if not any(step.after == "published" for step in each.life.steps):
        return 0, 0
    draw = ledger.draw
    number = min(len(ledger.readers), int(draw.paretovariate(_VOTED)) - 1, 60)
    counts = [0, 0]
    for voter in draw.sample(range(len(ledger.readers)), number):
        at = each.life.steps[0].at + int(draw.expovariate(1 / (6 * 3_600_000))) + 1
        if at >= ledger.end:
            continue
        value = -1 if draw.random() < (0.6 if each.planned.is_toxic else 0.15) else 1
        counts[value < 0] += 1
        reader = ledger.readers[voter]
        ledger.rows["votes"].append((ledger.site_id, each.id, reader, value, ledger.time(at)))
        _event(ledger, "comment.voted", article_id, each, at, {"before": 0, "value": value},
               by=reader)  # fmt: skip
    return counts[0], counts[1]


def _write_appeal(ledger: Ledger, article_id: int, each: _Written) -> None:
    life = each.life
    assert life.appealed is not None  # noqa: S101  # the caller looked
    made, about = life.appealed
    status, kind, by, decided = "open", None, None, None
    if life.answered is not None:
        step = life.steps[life.answered]
        status = "upheld" if step.verb == "publish" else "denied"
        kind, by, decided = "moderator", ledger.staff[step.actor or 0], ledger.time(step.at)
    ledger.rows["appeals"].append((
        ledger.site_id, ledger.id(made), each.id, each.decisions[about],
        ledger.readers[each.planned.reader], "Please look again.", status, kind, by,
        ledger.time(made), decided,
    ))  # fmt: skip
    _event(ledger, "comment.appealed", article_id, each, made, {})
    if decided is not None and life.answered is not None:
        _event(ledger, "appeal.decided", None, each, life.steps[life.answered].at,
               {"outcome": status})  # fmt: skip


def _write_audit(ledger: Ledger, each: _Written) -> None:
    life = each.life
    looks: list[Any] = []
    for step in judgements(life):
        looks += [step.after, ledger.staff[step.actor or 0], ledger.time(step.at)]
    looks += [None] * (6 - len(looks))
    ledger.rows["audit_samples"].append((
        ledger.site_id, each.id, 1, each.decisions[0], 0, life.audit, life.wants_second,
        life.steps[0].after, *looks, ledger.time(life.steps[0].at),
    ))  # fmt: skip


def _write_nudge(ledger: Ledger, article_id: int, each: _Written) -> None:
    draw = ledger.draw
    is_shown = draw.random() >= _HELD_OUT
    is_posted = not is_shown or draw.random() < 0.8
    is_edited = is_shown and is_posted and draw.random() < 0.35
    ledger.rows["nudges"].append((
        ledger.site_id, ledger.id(each.planned.at), article_id, is_shown,
        each.id if is_posted else None, is_edited, ledger.time(each.planned.at),
    ))  # fmt: skip


def _view(ledger: Ledger, article_id: int, article: PlannedArticle) -> None:
    days: dict[Any, int] = defaultdict(int)
    for each in article.comments:
        days[ledger.time(each.at).date()] += 1
    for day, comments in days.items():
        views = comments * ledger.draw.randrange(20, 60)
        viewers = int(views * ledger.draw.uniform(0.55, 0.8))
        ledger.rows["view_days"].append((ledger.site_id, article_id, day, views, viewers))
        ledger.viewers[day][0] += views
        ledger.viewers[day][1] += int(viewers * 0.8)


def _event(ledger: Ledger, kind: str, article_id: int | None, each: _Written, at: int,
           data: dict[str, Any], *, revision: int = 1, by: int | None = None) -> None:  # fmt: skip
    author = ledger.readers[each.planned.reader]
    ledger.event(kind, article_id, each.id, by or author, at, data, revision=revision)
