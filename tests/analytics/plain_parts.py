"""The range taken apart once more, slowly: sections, hours, threads, conversations, cohorts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.analytics.asking import SMALL_GROUP, StatisticsAsked
from service.ids import public_id
from tests.analytics import plain

_ARTICLE = "JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id"
_WITHIN = "c.site_id = :site AND {0} >= :start AND {0} < :end"
_TENTH = "floor(round(s.toxicity::numeric, 4) * 10)"


def parts(session: Session, asked: StatisticsAsked, *, now: datetime) -> dict[str, Any]:
    """What `breakdowns` must be for a whole site, as far as it has a definition of its own."""
    values = plain.given(asked, now)
    return {
        "sections": _sections(session, values),
        "hours": _hours(session, values),
        "week": _week(session, values),
        "conversations": _conversations(session, values),
        "featured": _featured(session, values, asked.site_id),
        "cohorts": _cohorts(session, values),
    }


def told(found: dict[str, Any]) -> dict[str, Any]:
    """The same of what `breakdowns` says."""
    return {
        "sections": {each["section"]: {name: each[name] for name in each if name != "section"}
                     for each in found["sections"]},
        "hours": {each["hour"]: (each["comments"], each["handled"], each["toxic_share"])
                  for each in found["hours"]},
        "week": {(each["day"], each["hour"]): each["comments"]
                 for each in found["week"] if each["comments"]},
        "conversations": [each["replies"] for each in found["conversations"]],
        "featured": [each["id"] for each in found["featured"]],
        "cohorts": {each["month"]: (each["people"], each["shares"]) for each in found["cohorts"]},
    }  # fmt: skip


def threads(session: Session, asked: StatisticsAsked, *, limit: int) -> list[int]:
    """The machine's and people's holds of the articles with most of them."""
    rows = session.execute(
        text(f"""SELECT count(*) FROM decisions AS d
            JOIN comments AS c ON c.site_id = d.site_id AND c.id = d.comment_id
            WHERE {_WITHIN.format("d.created_at")} AND d.verb = 'hold'
            GROUP BY c.article_id ORDER BY 1 DESC LIMIT :limit"""),
        {**plain.given(asked, asked.end), "limit": limit},
    )
    return list(rows.scalars())


def _sections(session: Session, values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}

    def put(name: str, tables: str, at: str, where: str = "true", what: str = "count(*)") -> None:
        rows = session.execute(
            text(f"""SELECT coalesce(a.section, '') AS section, {what} AS number
                FROM {tables} {_ARTICLE} WHERE {_WITHIN.format(at)} AND {where} GROUP BY 1"""),
            values,
        )
        for row in rows:
            found.setdefault(row.section, dict.fromkeys(_NUMBERS, 0))[name] = row.number

    decided = "decisions AS d JOIN comments AS c ON c.site_id = d.site_id AND c.id = d.comment_id"
    scored = "scores AS s JOIN comments AS c ON c.site_id = s.site_id AND c.id = s.comment_id"
    flagged = "flags AS f JOIN comments AS c ON c.site_id = f.site_id AND c.id = f.comment_id"
    put("comments", "comments AS c", "c.created_at")
    put("held", decided, "d.created_at", "d.verb = 'hold'")
    put("rejected", decided, "d.created_at", "d.verb = 'reject'")
    put("flags", flagged, "f.created_at")
    put("scored", scored, "s.created_at")
    put("toxic", scored, "s.created_at", f"{_TENTH} >= 8")
    for each in found.values():
        toxic = each.pop("toxic")
        each["toxic_share"] = round(toxic / each["scored"], 4) if each["scored"] else None
    return {name: each for name, each in found.items() if each["comments"]}


_NUMBERS = ("comments", "held", "rejected", "flags", "scored", "toxic")


def _hours(session: Session, values: dict[str, Any]) -> dict[int, tuple[Any, ...]]:
    def by_hour(tables: str, at: str, where: str = "true") -> dict[int, int]:
        rows = session.execute(
            text(f"""SELECT extract(hour FROM {at} AT TIME ZONE :zone)::int AS hour,
                    count(*) AS number FROM {tables}
                WHERE {_WITHIN.format(at)} AND {where} GROUP BY 1"""),
            values,
        )
        return {row.hour: row.number for row in rows}

    wrote = by_hour("comments AS c", "c.created_at")
    handled = by_hour(
        "decisions AS c", "c.created_at",
        "c.actor_kind IN ('moderator', 'key') AND c.undoes IS NULL"
        " AND c.verb IN ('publish', 'hold', 'reject', 'keep')",
    )  # fmt: skip
    scored = by_hour("scores AS c", "c.created_at")
    toxic = by_hour("scores AS c", "c.created_at", f"{_TENTH.replace('s.', 'c.')} >= 8")
    return {
        hour: (wrote.get(hour, 0), handled.get(hour, 0),
               round(toxic.get(hour, 0) / scored[hour], 4) if scored.get(hour) else None)
        for hour in range(24)
    }  # fmt: skip


def _week(session: Session, values: dict[str, Any]) -> dict[tuple[int, int], int]:
    rows = session.execute(
        text(f"""
            SELECT extract(isodow FROM local)::int AS day, extract(hour FROM local)::int AS hour,
                   count(*) AS comments
            FROM (SELECT c.created_at AT TIME ZONE :zone AS local FROM comments AS c
                  WHERE {_WITHIN.format("c.created_at")}) AS c GROUP BY 1, 2"""),
        values,
    )
    return {(row.day, row.hour): row.comments for row in rows}


def _conversations(session: Session, values: dict[str, Any]) -> list[int]:
    # Conversations are those of whole days.
    rows = session.execute(
        text("""SELECT count(*) FROM comments AS r
            JOIN comments AS c ON c.site_id = r.site_id AND c.id = r.root_id
            WHERE r.site_id = :site AND r.status = 'published' AND r.depth > 0
              AND c.created_at >= date_trunc('day', cast(:start AS timestamptz), :zone)
              AND c.created_at < (date_trunc('day', (cast(:end AS timestamptz)
                  - interval '1 microsecond') AT TIME ZONE :zone) + interval '1 day')
                  AT TIME ZONE :zone
            GROUP BY r.root_id ORDER BY 1 DESC LIMIT 10"""),
        values,
    )
    return list(rows.scalars())


def _featured(session: Session, values: dict[str, Any], site: int) -> list[str]:
    rows = session.execute(
        text(f"""SELECT c.id FROM comments AS c WHERE {_WITHIN.format("c.created_at")}
            AND c.is_featured AND c.status = 'published' ORDER BY c.id DESC LIMIT 10"""),
        values,
    )
    return [public_id(site, each) for each in rows.scalars()]


def _cohorts(session: Session, values: dict[str, Any]) -> dict[str, Any]:
    rows = session.execute(
        text("""
            WITH months AS (
                SELECT DISTINCT reader_id, date_trunc('month', created_at AT TIME ZONE :zone) AS m
                FROM comments WHERE site_id = :site
            ), firsts AS (SELECT reader_id, min(m) AS first FROM months GROUP BY 1)
            SELECT f.first::date AS month, m.m::date AS later, count(*) AS people
            FROM months AS m JOIN firsts AS f USING (reader_id)
            WHERE f.first >= date_trunc('month', cast(:now AS timestamptz) AT TIME ZONE :zone)
                             - interval '11 months'
            GROUP BY 1, 2 ORDER BY 1, 2"""),
        values,
    ).all()
    people = {(row.month, row.later): row.people for row in rows}
    last = max(row.month for row in rows)
    return {
        month.isoformat(): _cohort(people, month, last) for month in sorted({m for m, _ in people})
    }


def _cohort(people: dict[tuple[date, date], int], month: date, last: date) -> Any:
    size = people[month, month]
    months = [month]
    while months[-1] < last:
        at = months[-1]
        months.append(date(at.year + at.month // 12, at.month % 12 + 1, 1))
    if size < SMALL_GROUP:  # nobody is pointed at
        return None, [None] * len(months)
    return size, [round(people.get((month, later), 0) / size, 4) for later in months]
