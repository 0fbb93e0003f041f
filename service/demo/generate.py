"""Writes a generated community straight into the tables, as one consistent ledger, in portions."""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import psycopg
from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from service.articles.sites import create_site
from service.db import ALL_SITES, transaction
from service.demo.generating import WorldAsked, articles, readers
from service.demo.ledger import COLUMNS, Ledger
from service.demo.lives import MODERATORS
from service.demo.stories import write_article
from service.errors import Conflict
from service.identity.staff import grant
from service.ids import new_id
from service.models import Article, Site, Staff

PORTION = 2_000  # comments in one transaction, or one article with more
ORIGIN = "https://news.example"


@dataclass(frozen=True, slots=True)
class Generated:
    """What was written."""

    site_id: int
    comments: int
    toxic: int


def generate(
    slug: str,
    asked: WorldAsked,
    *,
    now: datetime,
    time_zone: str = "UTC",
    progress: Callable[[int], None] = lambda done: None,
) -> Generated:
    """Add the world to a site, which is made if there is none. `progress` hears of comments.

    Raises Conflict where the site holds this seed's articles already.
    """
    with transaction(ALL_SITES) as session:
        site_id = _site(session, slug, time_zone, now)
        staff = _moderators(session, site_id, slug, now)
    with transaction(site_id) as session:
        _refuse_twice(session, site_id, asked.seed)
        people = _readers(session, site_id, asked)
    draw = random.Random(f"{asked.seed} lives")  # noqa: S311  # a world, not a secret
    ledger = Ledger(asked, site_id, people, staff, ORIGIN, draw)
    total = toxic = waiting = 0
    for article in articles(asked):
        waiting += write_article(ledger, article)
        toxic += sum(each.is_toxic for each in article.comments)
        if waiting >= PORTION:
            total += _flush(ledger, waiting, progress)
            waiting = 0
    total += _flush(ledger, waiting, progress)
    with transaction(site_id) as session:
        session.execute(_PATIENCE)
        _finish(session, ledger)
    return Generated(site_id, total, toxic)


def _site(session: Session, slug: str, time_zone: str, now: datetime) -> int:
    found = session.execute(select(Site.id).where(Site.slug == slug)).scalar_one_or_none()
    if found is not None:
        return found
    made = create_site(session, slug, slug.title(), origins=[ORIGIN], languages=["en"], now=now)
    session.execute(update(Site).where(Site.id == made).values(time_zone=time_zone))
    return made


def _moderators(session: Session, site_id: int, slug: str, now: datetime) -> list[int]:
    """People without a password: they are in the log and never sign in."""
    ids = []
    for n in range(MODERATORS):
        email = f"moderator-{n + 1}@{slug}.invalid"
        session.execute(
            upsert(Staff)
            .values(id=new_id(now), email=email, name=f"Moderator {n + 1}", created_at=now)
            .on_conflict_do_nothing(index_elements=[Staff.email])
        )
        ids.append(session.execute(select(Staff.id).where(Staff.email == email)).scalar_one())
        grant(session, site_id, ids[-1], "moderator")
    return ids


def _refuse_twice(session: Session, site_id: int, seed: int) -> None:
    known = select(Article.id).where(Article.site_id == site_id, Article.key == f"s{seed}-0")
    if session.execute(known).first() is not None:
        raise Conflict(f"seed {seed} is there already: take another, or another site")


def _readers(session: Session, site_id: int, asked: WorldAsked) -> list[int]:
    ledger = Ledger(asked, site_id, [], [], ORIGIN,
                    random.Random(f"{asked.seed} names"))  # fmt: skip  # noqa: S311
    ids: list[int] = []
    rows: list[tuple[Any, ...]] = []
    for each in readers(asked):
        ids.append(ledger.id(int(each.first * 86_400_000), after=ids[-1] if ids else 0))
        name = f"Reader {each.number + 1}"
        subject = f"generated-{asked.seed}-{each.number}"
        at = ledger.time(int(each.first * 86_400_000))
        rows.append((site_id, ids[-1], "key", subject, name, name.lower(), at))
    _copy(session, "readers", "site_id id issuer subject name name_key created_at", rows)
    return ids


def _flush(ledger: Ledger, comments: int, progress: Callable[[int], None]) -> int:
    with transaction(ledger.site_id) as session:
        session.execute(_PATIENCE)
        for table, columns in COLUMNS.items():
            _copy(session, table, columns, ledger.rows[table])
        scores = [row for row in ledger.rows["scores"] if row[2] == 1]
        keys = {
            "site": ledger.site_id, "ids": [row[1] for row in ledger.rows["comments"]],
            "scored": [row[1] for row in scores], "toxicity": [row[5] for row in scores],
            "insult": [row[6] for row in scores],
        }  # fmt: skip
        for statement in _QUEUES:
            session.execute(statement, keys)
    ledger.rows.clear()
    progress(comments)
    return comments


def _copy(session: Session, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """COPY, by way of a temporary table: row-level security allows no other."""
    names = columns.replace(" ", ", ")
    session.execute(
        text(f"CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS "  # noqa: S608  # constants
             f"SELECT {names} FROM {table} WHERE false")
    )  # fmt: skip
    raw = cast("psycopg.Connection[Any]", session.connection().connection.dbapi_connection)
    with raw.cursor() as cursor, cursor.copy(f"COPY incoming ({names}) FROM STDIN".encode()) as out:
        for row in rows:
            out.write_row(row)
    session.execute(text(f"INSERT INTO {table} ({names}) SELECT * FROM incoming"))  # noqa: S608
    session.execute(text("DROP TABLE incoming"))


def _finish(session: Session, ledger: Ledger) -> None:
    """What only the whole world knows: records of readers, views of the site."""
    records: Mapping[int, list[int]] = ledger.records
    session.execute(
        _RECORDS,
        {"site": ledger.site_id, "ids": list(records),
         "published": [each[0] for each in records.values()],
         "rejected": [each[1] for each in records.values()]},
    )  # fmt: skip
    for day, (views, viewers) in ledger.viewers.items():
        session.execute(
            _VIEWS, {"site": ledger.site_id, "day": day, "views": views, "viewers": viewers}
        )
    # What was empty a moment ago is planned as if it still were. Who may not is only warned.
    session.execute(text("RESET ROLE"))
    for table in ("readers", *COLUMNS):
        session.execute(text(f"ANALYZE {table}"))


_PATIENCE = text("SET LOCAL statement_timeout = '10min'")  # a portion is more than a request
_RECORDS = text("""
    UPDATE readers AS r SET published_count = r.published_count + n.published,
        rejected_count = r.rejected_count + n.rejected
    FROM unnest(cast(:ids AS bigint[]), cast(:published AS int[]), cast(:rejected AS int[]))
        AS n (id, published, rejected)
    WHERE r.site_id = :site AND r.id = n.id
""")
_VIEWS = text("""
    INSERT INTO view_days (site_id, article_id, day, views, viewers)
    VALUES (:site, 0, :day, :views, :viewers)
    ON CONFLICT (site_id, article_id, day) DO UPDATE SET
        views = view_days.views + excluded.views, viewers = view_days.viewers + excluded.viewers
""")
# The queues that no trigger fills, and the scores of those that one filled before the scores came.
_QUEUES = (
    text("""
        INSERT INTO queue_items (site_id, queue, comment_id, article_id, reader_id, entered_at,
            sample)
        SELECT a.site_id, 'appeals', c.id, c.article_id, c.reader_id, a.created_at, hashint8(c.id)
        FROM appeals AS a JOIN comments AS c ON c.site_id = a.site_id AND c.id = a.comment_id
        WHERE a.site_id = :site AND a.comment_id = ANY(:ids) AND a.status = 'open'
        ON CONFLICT DO NOTHING
    """),
    text("""
        INSERT INTO queue_items (site_id, queue, comment_id, article_id, reader_id, entered_at,
            sample)
        SELECT u.site_id, 'audit', c.id, c.article_id, c.reader_id, u.created_at, hashint8(c.id)
        FROM audit_samples AS u JOIN comments AS c ON c.site_id = u.site_id AND c.id = u.comment_id
        WHERE u.site_id = :site AND u.comment_id = ANY(:ids) AND c.status = 'published'
          AND (u.judged_at IS NULL OR (u.wants_second AND u.second_at IS NULL))
        ON CONFLICT DO NOTHING
    """),
    text("""
        UPDATE queue_items AS q SET toxicity = s.toxicity, insult = s.insult
        FROM unnest(cast(:scored AS bigint[]), cast(:toxicity AS real[]), cast(:insult AS real[]))
            AS s (comment_id, toxicity, insult)
        WHERE q.site_id = :site AND q.comment_id = s.comment_id
    """),
)
