"""Every figure once more, slowly, from the tables of comments and decisions and never from a
counter: what docs/statistics.md defines, in plain SQL."""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.analytics.asking import StatisticsAsked

_SCOPE = """(cast(:article AS bigint) IS NULL OR {0}.article_id = :article)
    AND (cast(:section AS text) IS NULL OR {0}.article_id IN (
         SELECT id FROM articles WHERE site_id = :site AND coalesce(section, '') = :section))"""
_IN = "{0} >= :start AND {0} < :end"
_DAY = "({0} AT TIME ZONE :zone)::date"
_DAYS = """BETWEEN (cast(:start AS timestamptz) AT TIME ZONE :zone)::date
    AND ((cast(:end AS timestamptz) - interval '1 second') AT TIME ZONE :zone)::date"""
_C = f"c.site_id = :site AND {_SCOPE.format('c')}"
_PEOPLE = """d.actor_kind IN ('moderator', 'key') AND d.undoes IS NULL
    AND d.verb IN ('publish', 'hold', 'reject', 'keep')"""
_OF_COMMENTS = "JOIN comments AS c ON c.site_id = {0}.site_id AND c.id = {0}.comment_id"


def given(asked: StatisticsAsked, now: datetime) -> dict[str, Any]:
    return {
        "site": asked.site_id, "start": asked.start, "end": asked.end, "zone": asked.time_zone,
        "article": asked.article_id, "section": asked.section, "now": now,
    }  # fmt: skip


def totals(session: Session, asked: StatisticsAsked, *, now: datetime) -> dict[str, Any]:
    """What `totals` must be."""
    values = given(asked, now)

    def one(statement: str) -> Any:
        return session.execute(text(statement), values).scalar_one()

    def of(table: str, alias: str, time: str, where: str = "true") -> int:
        return int(one(f"""SELECT count(*) FROM {table} AS {alias}
            {_OF_COMMENTS.format(alias)}
            WHERE {_C} AND {_IN.format(f"{alias}.{time}")} AND {where}"""))  # fmt: skip

    comments = one(
        f"SELECT count(*) FROM comments AS c WHERE {_C} AND {_IN.format('c.created_at')}"
    )
    replies = one(f"""SELECT count(*) FROM comments AS c
        WHERE {_C} AND {_IN.format("c.created_at")} AND c.parent_id IS NOT NULL""")
    conversations = one(f"""SELECT count(*) FROM comments AS c
        WHERE {_C} AND {_IN.format("c.created_at")} AND c.parent_id IS NULL AND EXISTS (
            SELECT FROM comments AS r WHERE r.site_id = c.site_id AND r.root_id = c.id
                   AND r.id <> c.id AND r.status = 'published')""")
    depth = one(f"""SELECT round(avg(c.depth), 2)::float8 FROM comments AS c
        WHERE {_C} AND {_IN.format("c.created_at")}""")
    decided = {
        after: {
            "machine": of("decisions", "d", "created_at",
                          f"d.verb = '{verb}' AND d.actor_kind = 'machine'"),
            "people": of("decisions", "d", "created_at",
                         f"d.verb = '{verb}' AND d.actor_kind = 'moderator'"),
        }
        for verb, after in (("publish", "published"), ("hold", "held"), ("reject", "rejected"))
    }  # fmt: skip
    tenth = "least(9, floor(round(s.toxicity::numeric, 4) * 10))"
    toxicity = [of("scores", "s", "created_at", f"{tenth} = {n}") for n in range(10)]
    scored = sum(toxicity)
    return {
        "comments": comments,
        "replies": replies,
        "reply_share": _share(replies, comments),
        "depth": depth,
        "conversations": conversations,
        "reply_rate": _share(conversations, comments - replies),
        **decided,
        "withdrawn": of("decisions", "d", "created_at", "d.verb = 'withdraw'"),
        "edited": of("revisions", "v", "created_at", "v.number > 1"),
        "votes": of("votes", "v", "created_at"),
        "flags": of("flags", "f", "created_at"),
        "featured": of("decisions", "d", "created_at", "d.verb = 'feature'"),
        "scored": scored,
        "toxic_share": _share(sum(toxicity[8:]), scored),
        "toxic_shares": {f"0.{n}": _share(sum(toxicity[n:]), scored) for n in range(5, 10)},
        "toxicity": toxicity,
        "seconds_to_publication": {
            name: _upper_end(
                one(f"""SELECT percentile_disc({at}) WITHIN GROUP (
                    ORDER BY extract(epoch FROM c.published_at - c.created_at)::float8)
                FROM comments AS c WHERE {_C} AND {_IN.format("c.published_at")}""")
            )
            for name, at in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99))
        },
        "moderation": _moderation(of, one),
        "appeals": _appeals(of),
        "audit": _audit(session, values),
        "nudges": _nudges(session, values),
        **_crowd(one),
    }


def _moderation(of: Any, one: Any) -> dict[str, Any]:
    handled = of("decisions", "d", "created_at", _PEOPLE)
    overturned = of(
        "decisions",
        "d",
        "created_at",
        f"""{_PEOPLE} AND EXISTS (
        SELECT FROM decisions AS n WHERE n.site_id = d.site_id AND n.comment_id = d.comment_id
               AND n.revision = d.revision AND n.created_at > d.created_at
               AND n.actor_kind IN ('moderator', 'key') AND n.actor_id <> d.actor_id
               AND n.after <> d.after)""",
    )
    covered = one(f"""SELECT count(DISTINCT date_trunc('hour', d.created_at AT TIME ZONE :zone))
        FROM decisions AS d {_OF_COMMENTS.format("d")}
        WHERE {_C} AND {_IN.format("d.created_at")} AND {_PEOPLE}""")
    return {"handled": handled, "overturned": overturned,
            "overturn_rate": _share(overturned, handled), "hours_covered": covered}  # fmt: skip


def _appeals(of: Any) -> dict[str, Any]:
    upheld = of("appeals", "a", "decided_at", "a.status = 'upheld'")
    denied = of("appeals", "a", "decided_at", "a.status = 'denied'")
    return {"made": of("appeals", "a", "created_at"), "upheld": upheld, "denied": denied,
            "upheld_share": _share(upheld, upheld + denied)}  # fmt: skip


def _audit(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    rows = session.execute(
        text(f"""SELECT u.probability, u.judged_verdict <> u.machine_verdict AS is_wrong
            FROM audit_samples AS u {_OF_COMMENTS.format("u")}
            WHERE {_C} AND {_IN.format("u.judged_at")}"""),
        values,
    ).all()
    if not rows:
        return {"judged": 0, "errors": 0, "rate": None, "low": None, "high": None}
    weights = [1 / row.probability for row in rows]
    rate = sum(w for w, row in zip(weights, rows, strict=True) if row.is_wrong) / sum(weights)
    size, z = sum(weights) ** 2 / sum(w * w for w in weights), 1.96
    middle = (rate + z * z / (2 * size)) / (1 + z * z / size)
    spread = z / (1 + z * z / size) * math.sqrt(rate * (1 - rate) / size + z * z / (4 * size**2))
    return {"judged": len(rows), "errors": sum(row.is_wrong for row in rows),
            "rate": round(rate, 4), "low": round(max(0, middle - spread), 4),
            "high": round(min(1, middle + spread), 4)}  # fmt: skip


def _nudges(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    rows = session.execute(
        text(f"""SELECT c.is_shown, c.is_edited, c.comment_id IS NOT NULL AS is_posted,
                EXISTS (SELECT FROM decisions AS d WHERE d.comment_id = c.comment_id
                        AND d.site_id = c.site_id AND d.verb IN ('hold', 'reject')) AS is_stopped
            FROM nudges AS c WHERE {_C} AND {_IN.format("c.at")}"""),
        values,
    ).all()
    shown = [row for row in rows if row.is_shown]
    posted = [row for row in shown if row.is_posted]
    others = [row for row in rows if not row.is_shown]
    edited = sum(row.is_edited for row in shown)
    return {
        "shown": len(shown), "edited": edited, "posted": len(posted) - edited,
        "withdrawn": len(shown) - len(posted),
        "stopped_share": _share(sum(row.is_stopped for row in posted), len(posted)),
        "unshown": len(others),
        "unshown_stopped_share": _share(sum(row.is_stopped for row in others), len(others)),
    }  # fmt: skip


def _crowd(one: Any) -> dict[str, Any]:
    day = _DAY.format("c.created_at")
    firsts = f"""(SELECT c.reader_id, min({day}) AS first, max({day}) AS last
        FROM comments AS c WHERE c.site_id = :site GROUP BY 1)"""
    newcomers = f"""FROM {firsts} AS p WHERE p.first {_DAYS} AND EXISTS (
        SELECT FROM comments AS c WHERE {_C} AND c.reader_id = p.reader_id AND {day} = p.first)"""
    writers = one(
        f"SELECT count(DISTINCT c.reader_id) FROM comments AS c WHERE {_C} AND {day} {_DAYS}"
    )
    new = one(f"SELECT count(*) {newcomers}")
    found: dict[str, Any] = {
        "commenters": _hidden(writers), "new_commenters": _part(new, writers),
        "returning_commenters": _part(writers - new, writers),
    }  # fmt: skip
    for days in (7, 28):
        passed = f"AND p.first + {days} <= {_DAY.format('cast(:now AS timestamptz)')}"
        whole = one(f"SELECT count(*) {newcomers} {passed}")
        again = one(f"SELECT count(*) {newcomers} {passed} AND p.last >= p.first + {days}")
        shown = _share(again, whole) if whole >= 5 else None
        found[f"returned_after_{days}"] = {"of": _hidden(whole), "share": shown}
    place = f"""v.site_id = :site AND v.day {_DAYS} AND CASE
        WHEN cast(:article AS bigint) IS NULL AND cast(:section AS text) IS NULL
        THEN v.article_id = 0 ELSE v.article_id <> 0 AND {_SCOPE.format("v")} END"""
    viewers = one(f"SELECT coalesce(sum(viewers), 0) FROM view_days AS v WHERE {place}")
    # In a section somebody is counted once an article, as viewers are.
    daily = one(f"""SELECT count(*) FROM (SELECT DISTINCT c.reader_id, {day},
            CASE WHEN cast(:section AS text) IS NULL THEN 0 ELSE c.article_id END
        FROM comments AS c WHERE {_C} AND {day} {_DAYS}) AS n""")
    found["views"] = int(one(f"SELECT coalesce(sum(views), 0) FROM view_days AS v WHERE {place}"))
    found["viewers"] = int(viewers)
    found["writing_share"] = round(daily / float(viewers), 4) if viewers else None
    return found


def buckets(session: Session, asked: StatisticsAsked, by: str) -> dict[datetime, tuple[int, ...]]:
    """By bucket: comments, machine's holds."""
    values = given(asked, asked.end) | {"by": by}

    def start(at: str) -> str:
        return f"date_trunc(:by, {at} AT TIME ZONE :zone) AT TIME ZONE :zone"

    written = session.execute(
        text(f"""SELECT {start("c.created_at")} AS start, count(*) AS number FROM comments AS c
            WHERE {_C} AND {_IN.format("c.created_at")} GROUP BY 1"""),
        values,
    )
    held = session.execute(
        text(f"""SELECT {start("d.created_at")} AS start, count(*) AS number
            FROM decisions AS d {_OF_COMMENTS.format("d")}
            WHERE {_C} AND {_IN.format("d.created_at")} AND d.after = 'held'
                  AND d.actor_kind = 'machine' GROUP BY 1"""),
        values,
    )
    counts = [{row.start: row.number for row in rows} for rows in (written, held)]
    starts = counts[0].keys() | counts[1].keys()
    return {each: (counts[0].get(each, 0), counts[1].get(each, 0)) for each in starts}


def _share(part: Any, whole: Any) -> float | None:
    return round(int(part) / int(whole), 4) if whole else None


def _hidden(people: int) -> int | None:
    return None if 0 < people < 5 else people


def _part(part: int, whole: int) -> int | None:
    is_told = not any(0 < each < 5 for each in (part, whole, whole - part))
    return part if is_told else None


def _upper_end(seconds: float | None) -> float | None:
    if seconds is None:
        return None
    end = 0.05 * 1.3
    for _ in range(59):
        if seconds <= end:
            break
        end *= 1.3
    return round(end, 2)
