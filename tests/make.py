"""Rows for tests: plain functions, everything named that a test may care about."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from service.articles.articles import Page, find_or_create
from service.articles.sites import create_site
from service.comments.posting import Posting, post_comment
from service.db import ALL_SITES, transaction
from service.identity.actors import Judge
from service.identity.readers import create_guest
from service.ids import public_id
from service.lifecycle import Role, Status, Verb
from service.models import Comment, Revision
from service.moderation.assess import Assessed, record_scores
from service.moderation.decisions import Wish, decide
from service.moderation.pipeline import AuthorFacts, Draft, Scoring
from service.moderation.policies import save_policy
from service.moderation.waiting import waiting
from service.scoring import Attribute, Rank, Scores

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ORIGIN = "https://news.example"
MODERATOR = Judge("moderator", 7, Role.MODERATOR)
CALM = dict.fromkeys(Attribute, 0.01)


def make_site(slug: str = "gazette", **over: Any) -> int:
    """A site; returns its id."""
    with transaction(ALL_SITES) as session:
        facts = {"origins": [ORIGIN], "languages": ["en"], "now": NOW, **over}
        return create_site(session, slug, slug.title(), **facts)


def make_article(site_id: int, key: str = "story", **over: Any) -> int:
    """An article; returns its id."""
    page = Page(key, over.pop("url", f"{ORIGIN}/{key}"), over.pop("title", key), **over)
    with transaction(site_id) as session:
        row, _ = find_or_create(session, site_id, page, origins=[ORIGIN], may_change=True, now=NOW)
        return int(row.id)


def make_reader(site_id: int, name: str = "Ann") -> int:
    """A guest; returns the id."""
    with transaction(site_id) as session:
        return create_guest(session, site_id, name, now=NOW)


def make_policy(site_id: int, body: Mapping[str, Any]) -> int:
    """A new version of the site's policy; returns its number."""
    with transaction(site_id) as session:
        return save_policy(session, site_id, body, [], author="test", note="", now=NOW)


def post(site_id: int, reader_id: int, text: str = "A calm remark.", **over: Any) -> int:
    """Post a comment the ordinary way, frequency aside; returns its id."""
    now = over.pop("now", NOW)
    posting = Posting(site_id, reader_id, over.pop("article", "story"), text, are_limits_on=False)
    with transaction(site_id) as session:
        return post_comment(session, replace(posting, **over), now=now)


def score(site_id: int, comment_id: int, values: Mapping[Attribute, float] | None = None,
          rank: Rank = Rank.DECIDES, now: datetime = NOW) -> int:  # fmt: skip
    """Give a comment scores as the worker does; returns how many revisions were scored."""
    found = Scores(values or CALM, "en", rank, "test", "1")
    with transaction(site_id) as session:
        texts = waiting(session, site_id, [comment_id])
    with transaction(site_id) as session:
        results = [Assessed(each, found) for each in texts]
        return record_scores(session, site_id, results, now=now, attempts=5)


def published(site_id: int, reader_id: int, text: str = "A calm remark.", **over: Any) -> int:
    """A comment that is posted, scored and published."""
    comment_id = post(site_id, reader_id, text, **over)
    score(site_id, comment_id, now=over.get("now", NOW))
    assert status(site_id, comment_id) == Status.PUBLISHED
    return comment_id


def moderate(site_id: int, comment_id: int, verb: Verb, **over: Any) -> None:
    """A moderator's decision."""
    now = over.pop("now", NOW)
    with transaction(site_id) as session:
        decide(session, site_id, Wish(comment_id, verb, **over), MODERATOR, now=now)


def comment(site_id: int, comment_id: int) -> Comment:
    """The row as it is stored now."""
    with transaction(site_id) as session:
        row = session.execute(
            select(Comment).where(Comment.site_id == site_id, Comment.id == comment_id)
        ).scalar_one()
        session.expunge(row)
        return row


def revision(site_id: int, comment_id: int, number: int = 1) -> Revision:
    """One revision as it is stored now."""
    with transaction(site_id) as session:
        row = session.execute(
            select(Revision).where(
                Revision.site_id == site_id,
                Revision.comment_id == comment_id,
                Revision.number == number,
            )
        ).scalar_one()
        session.expunge(row)
        return row


def status(site_id: int, comment_id: int) -> Status:
    """The comment's status now."""
    return Status(comment(site_id, comment_id).status)


def name_of(site_id: int, comment_id: int) -> str:
    """The id that the world uses."""
    return public_id(site_id, comment_id)


def make_draft(**over: Any) -> Draft:
    """A scored draft with nothing to object to; `author` facts may be given as a dict."""
    author = AuthorFacts(**over.pop("author", {}))
    facts: dict[str, Any] = {"text": "A calm remark.", "scoring": Scoring.SCORED, **over}
    return Draft(author=author, **facts)
