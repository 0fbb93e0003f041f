"""What a publisher is told of a replay, as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from service.ids import public_id
from service.lab.estimates import Quality, quality
from service.lab.proposals import Past, Wish, curve, figure, proposals
from service.lab.tally import Tally, read
from service.text import excerpt

SECONDS_A_DECISION = 20  # what a moderator needs, where the site's own median is not known
ENOUGH = 50  # decisions from which the median is taken
LOOKED_BACK = timedelta(days=30)
_SECTIONS = 50  # of one report, the busiest


def progress(replay: Row[Any]) -> dict[str, Any]:
    """How far a replay is."""
    return {
        "id": public_id(replay.site_id, replay.id),
        "status": "done" if replay.finished_at is not None else "running",
        "comments": replay.comments,
        "replayed": replay.replayed,
        "to_replay": round(replay.comments * replay.share),
    }


@dataclass(frozen=True, slots=True)
class Readings:
    """What a report needs beside the replay itself."""

    replay: Row[Any]
    seconds_a_decision: float
    is_time_measured: bool
    disagreements: list[dict[str, Any]]


def gather(session: Session, replay: Row[Any], *, now: datetime) -> Readings:
    """All that the report of a replay reads from the database."""
    seconds, is_measured = seconds_a_decision(session, replay.site_id, now=now)
    worst = read(replay.tally).disagreements
    return Readings(replay, seconds, is_measured, disagreements(session, replay.site_id, worst))


def report(found: Readings) -> dict[str, Any]:
    """Everything about a replay that is done: what would have become of comments, hours, how
    good the draft is, disagreements to read, thresholds for wishes. It needs no transaction,
    and takes about a second."""
    replay = found.replay
    tally = read(replay.tally)
    days = max((replay.ends_at - replay.starts_at).total_seconds() / 86_400, 1 / 24)
    past = Past(tally.priced, replay.share, days)
    hours = found.seconds_a_decision / 3_600 / replay.share / days
    return {
        **progress(replay),
        "from": replay.starts_at.isoformat(),
        "to": replay.ends_at.isoformat(),
        "would": tally.would,
        "did": tally.did,
        "moved": tally.moved,
        "by_attribute": {
            name: {"would": counts["would"], "did": counts["did"]}
            for name, counts in sorted(tally.attributes.items())
        },
        "by_section": _sections(tally),
        "moderator_hours_per_day": round(tally.would["hold"] * hours, 2),
        "moderator_hours_per_day_now": round(_read_by_people(tally) * hours, 2),
        "seconds_a_decision": round(found.seconds_a_decision, 1),
        "is_time_measured": found.is_time_measured,
        "quality": quality_json(quality(tally.cells())),
        "attribute": replay.attribute,
        "proposals": proposals(past, Wish(replay.attribute, replay.per_day, replay.error)),
        "curve": curve(past) if tally.replayed else [],
        "disagreements": found.disagreements,
    }


def quality_json(found: Quality) -> dict[str, Any]:
    """Precision, recall and error, each with its interval or why it is refused."""
    return {
        "precision": figure(found.precision),
        "recall": figure(found.recall),
        "error": figure(found.error),
    }


def seconds_a_decision(session: Session, site_id: int, *, now: datetime) -> tuple[float, bool]:
    """The median time a moderator of the site takes, and whether it could be measured."""
    row = session.execute(
        _MEDIAN, {"site": site_id, "since": now - LOOKED_BACK, "until": now}
    ).one()  # fmt: skip
    if row.decisions < ENOUGH:
        return SECONDS_A_DECISION, False
    return float(row.median), True


def disagreements(
    session: Session, site_id: int, worst: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """With their texts, as far as these still exist."""
    ids = [each["id"] for each in worst]
    texts = {row.id: row for row in session.execute(_TEXTS, {"site": site_id, "ids": ids})}
    return [
        {
            **{name: value for name, value in each.items() if name not in ("by", "id")},
            "id": public_id(site_id, each["id"]),
            "excerpt": excerpt(texts[each["id"]].text, length=280),
            "direction": texts[each["id"]].direction,
            "section": texts[each["id"]].section,
        }
        for each in worst
        if each["id"] in texts
    ]


def _sections(tally: Tally) -> dict[str, Any]:
    busiest = sorted(tally.sections.items(), key=lambda row: -sum(row[1]["did"].values()))
    return dict(busiest[:_SECTIONS])


def _read_by_people(tally: Tally) -> int:
    """Comments that the machine left to people: what the live policy cost."""
    return sum(count for cell, count in tally.cells().items() if cell.fate == "held")


# Of gaps between a person's decisions: a longer pause is no work, and what was decided
# together has one time.
_MEDIAN = text("""
    SELECT count(*) AS decisions,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM gap)) AS median
    FROM (SELECT created_at - lag(created_at) OVER (PARTITION BY actor_id ORDER BY id) AS gap
          FROM decisions WHERE site_id = :site AND actor_kind = 'moderator' AND created_at >= :since AND created_at < :until) AS g
    WHERE gap > interval '1 second' AND gap < interval '5 minutes'
""")
_TEXTS = text("""
    SELECT c.id, v.text, v.direction, a.section
    FROM comments AS c
    JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id AND v.number = c.revision
    JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
    WHERE c.site_id = :site AND c.id = ANY(:ids) AND c.status <> 'withdrawn'
          AND v.erased_at IS NULL
""")
