"""From the database to a Draft: the only phase-side reader.

At POST one statement brings everything a phase may ask; in the worker one statement brings a
whole batch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row
from sqlalchemy.orm import Session

from service.db import as_array, hot
from service.errors import NotFound
from service.ids import first_id
from service.models import Article
from service.moderation.copies import similarity
from service.moderation.pipeline import ArticleFacts, AuthorFacts, Draft, Scoring
from service.moderation.policies import site_policy
from service.moderation.policy import Policy
from service.text import Rendered, fold, links

_LONGEST_MEMORY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a new text lands in: the rows it needs and the facts that phases judge."""

    article: Row[Any]
    parent: Row[Any] | None
    policy: Policy
    policy_version: int
    author: AuthorFacts
    copies: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants to post what where. `bands` are those of moderation/copies."""

    site_id: int
    reader_id: int
    article_key: str
    parent_id: int | None
    bands: Sequence[int]


def surroundings(session: Session, asked: Asked, *, now: datetime) -> Surroundings:
    """Facts for one new text, in one statement. Raises NotFound without article or reader."""
    rows = hot(
        session,
        _SURROUNDINGS,
        {
            "site": asked.site_id,
            "reader": asked.reader_id,
            "article": asked.article_key,
            "parent": asked.parent_id,
            "bands": as_array(asked.bands),
            "since": first_id(now - _LONGEST_MEMORY),
            "hour": first_id(now - timedelta(hours=1)),
        },
    )
    if not rows:
        raise NotFound("no such article")
    row = rows[0]
    if row.reader_name is None:
        raise NotFound("no such reader")
    policies = site_policy(session, asked.site_id, row.policy_version)
    return Surroundings(
        article=row,
        parent=row if row.parent_path is not None else None,
        policy=policies.at(section=row.section, article=asked.article_key),
        policy_version=row.policy_version,
        author=_author(row, now),
        copies=row.copies or (),
    )


def draft_for(found: Surroundings, rendered: Rendered, asked: Asked, *, now: datetime) -> Draft:
    """The Draft of a new text, not yet scored."""
    same = fold(rendered.text) if found.copies else ""
    policy = found.policy
    near = 0
    has_said_this = False
    for copy in found.copies:
        age = now - datetime.fromisoformat(copy["created_at"])
        if copy["reader_id"] == asked.reader_id and fold(copy["text"]) == same:
            has_said_this |= age < timedelta(hours=policy.repeat.hours)
        is_recent = age < timedelta(hours=policy.copies.hours)
        if is_recent and len(same) >= policy.copies.characters:
            near += similarity(rendered.text, copy["text"]) >= policy.copies.similarity
    author = found.author
    return Draft(
        text=rendered.text,
        links=rendered.links,
        author=AuthorFacts(
            is_staff=author.is_staff, is_trusted=author.is_trusted,
            is_premoderated=author.is_premoderated, is_banned=author.is_banned,
            suspended_for=author.suspended_for, published=author.published,
            rejected_of_ten=author.rejected_of_ten, since_last=author.since_last,
            in_last_hour=author.in_last_hour, has_said_this=has_said_this,
        ),
        article=_discussion(found, now),
        near_copies=near,
    )  # fmt: skip


def article_facts(article: Row[Any] | Article, *, now: datetime) -> ArticleFacts:
    """The discussion's state at `now`; `article` has the columns of articles."""
    until = article.premoderated_until
    slow = article.slow_mode_until
    newcomers = article.newcomers_held_until
    return ArticleFacts(
        is_open=article.closed_at is None or article.closed_at > now,
        is_premoderated=until is not None and until > now,
        slow_mode=timedelta(minutes=1) if slow is not None and slow > now else None,
        holds_newcomers=newcomers is not None and newcomers > now,
    )


def _discussion(found: Surroundings, now: datetime) -> ArticleFacts:
    facts = article_facts(found.article, now=now)
    is_old = is_too_old(found.policy, found.article, now=now)
    if is_old or is_night(found.policy, found.article.time_zone, now=now):
        return replace(facts, is_open=False)
    return facts


def is_too_old(policy: Policy, article: Row[Any], *, now: datetime) -> bool:
    """Whether the policy has closed this discussion for its age; a person who opens it by hand
    gives it the same time once more."""
    at = policy.closes_at(article.opened_at or article.created_at)
    return at is not None and at <= now


def is_night(policy: Policy, time_zone: str, *, now: datetime) -> bool:
    """Whether the policy's timetable closes discussions at this moment."""
    return policy.nightly.is_closed(now.astimezone(ZoneInfo(time_zone)).time())


def stored_draft(row: Row[Any], *, now: datetime, scoring: Scoring) -> Draft:
    """The Draft of a stored revision (a row of `assess`): what depends on the moment of
    posting (speed, repetition, an open discussion) was judged then and is not asked again."""
    near = next((f["saw"]["copies"] for f in row.findings if f["phase"] == "copies"), 0)
    facts = article_facts(row, now=now)
    return Draft(
        text=row.text,
        links=links(row.text),
        author=AuthorFacts(
            is_staff=row.is_staff,
            is_trusted=row.is_trusted,
            is_premoderated=row.is_premoderated,
            published=row.published_count,
            rejected_of_ten=row.rejected_of_ten,
        ),
        article=ArticleFacts(
            is_premoderated=facts.is_premoderated, holds_newcomers=facts.holds_newcomers
        ),
        near_copies=near,
        report_weight=row.flag_weight,
        scoring=scoring,
    )


def _author(row: Row[Any], now: datetime) -> AuthorFacts:
    recent = row.recent or ()
    last = datetime.fromisoformat(recent[0]["created_at"]) if recent else None
    suspended = row.suspended_until
    return AuthorFacts(
        is_staff=row.is_staff,
        is_trusted=row.is_trusted,
        is_premoderated=row.is_premoderated,
        is_banned=row.banned_at is not None,
        suspended_for=suspended - now if suspended is not None and suspended > now else None,
        published=row.published_count,
        rejected_of_ten=sum(each["status"] == "rejected" for each in recent),
        since_last=now - last if last is not None else None,
        in_last_hour=row.in_last_hour,
    )


# Uses: uq_articles_key, pk_readers, pk_comments, ix_comments_reader, pk_sketches.
# Ids sort by time, so `id > since` is an age limit that an index answers. Of each band only the
# newest are looked up: in a flood of one text a band holds them all, and every post would read them.
_SURROUNDINGS = """
    SELECT a.id, a.key, a.section, a.closed_at, a.premoderated_until, a.slow_mode_until,
           a.newcomers_held_until, a.created_at, a.opened_at,
           s.policy_version, s.languages, s.time_zone,
           r.name AS reader_name, r.badges, r.avatar_url,
           r.issuer = 'staff' AS is_staff, r.is_trusted, r.is_premoderated, r.banned_at,
           r.suspended_until, r.published_count,
           p.path AS parent_path, p.depth AS parent_depth, p.root_id AS parent_root,
           p.status AS parent_status, p.reader_id AS parent_reader, p.article_id AS parent_article,
           p.parent_id AS grandparent_id, p.id AS parent_id,
           (SELECT json_agg(json_build_object('created_at', c.created_at, 'status', c.status))
              FROM (SELECT created_at, status FROM comments
                    WHERE site_id = %(site)s AND reader_id = %(reader)s
                    ORDER BY id DESC LIMIT 10) AS c) AS recent,
           (SELECT count(*) FROM (SELECT 1 FROM comments
                    WHERE site_id = %(site)s AND reader_id = %(reader)s AND id > %(hour)s
                    LIMIT 1000) AS c) AS in_last_hour,
           (SELECT json_agg(json_build_object('reader_id', c.reader_id, 'text', v.text,
                                              'created_at', c.created_at))
              FROM (SELECT DISTINCT k.comment_id
                    FROM unnest(cast(%(bands)s AS bigint[])) AS b (band),
                    LATERAL (SELECT comment_id FROM sketches
                             WHERE site_id = %(site)s AND band = b.band AND comment_id > %(since)s
                             ORDER BY comment_id DESC LIMIT 20) AS k
                    ORDER BY k.comment_id DESC LIMIT 20) AS k
              JOIN comments AS c ON c.site_id = %(site)s AND c.id = k.comment_id
                   AND c.status <> 'withdrawn'
              JOIN revisions AS v ON v.site_id = %(site)s AND v.comment_id = c.id
                   AND v.number = c.revision) AS copies
    FROM articles AS a
    JOIN sites AS s ON s.id = a.site_id
    LEFT JOIN readers AS r ON r.site_id = a.site_id AND r.id = %(reader)s
    LEFT JOIN comments AS p ON p.site_id = a.site_id AND p.id = %(parent)s
    WHERE a.site_id = %(site)s AND a.key = %(article)s
"""
