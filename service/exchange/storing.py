"""Imported comments take the way of every comment, except that times are kept and frequency,
repetition and closed discussions do not matter: they were judged where they come from."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.articles.articles import Page
from service.articles.articles import find_or_create as find_or_create_article
from service.comments.editing import withdraw
from service.comments.posting import prepare, refuse, without_frequency
from service.comments.storing import NewComment, Placed, below, store, top_level
from service.errors import Invalid, NotFound, ParleyError
from service.identity.actors import Judge
from service.identity.readers import find_or_create as find_or_create_reader
from service.ids import new_id
from service.lifecycle import Role, Status, Verb
from service.models import Comment
from service.moderation import copies
from service.moderation.decisions import Wish, decide
from service.moderation.gather import Asked, Surroundings, draft_for, surroundings
from service.moderation.phases import PHASES
from service.moderation.pipeline import ArticleFacts, run

_DRAWS = 3  # of an id: other imports may have brought thousands of the same second
_OLD_SYSTEM = Judge("moderator", None, Role.MODERATOR)
_VERBS = {
    Status.PUBLISHED: Verb.PUBLISH,
    Status.HELD: Verb.HOLD,
    Status.REJECTED: Verb.REJECT,
}


@dataclass(frozen=True, slots=True)
class Incoming:
    """One comment of another system; keys are that system's own."""

    source: str
    key: str
    article_key: str
    author_key: str
    author_name: str
    text: str
    at: datetime
    parent_key: str | None = None
    article_title: str = ""
    article_url: str | None = None
    # What people decided there; None: to be judged here. `withdrawn`: nothing but a place to answer.
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a comment was not stored. `missing`: the key of its parent, where that is not there."""

    code: str
    reason: str
    missing: str | None = None


@dataclass(slots=True)
class Stored:
    """What came of a portion: new ids by key, how many were there, refusals by key."""

    ids: dict[str, int] = field(default_factory=dict)
    known: int = 0
    refusals: dict[str, Refusal] = field(default_factory=dict)


def store_incoming(
    session: Session, site_id: int, portion: Sequence[Incoming], *, lane: str, now: datetime
) -> Stored:
    """Store those that are not there yet, in the given order (parents first). Commits nothing.

    A comment whose parent is missing is refused as `not_found`.
    """
    stored = Stored()
    there = _known_ids(session, site_id, portion)
    for each in portion:
        if _import_key(each.source, each.key) in there:
            stored.known += 1
            continue
        if each.parent_key is not None and _import_key(each.source, each.parent_key) not in there:
            reason = f"{each.parent_key}, which it answers, is not there"
            stored.refusals[each.key] = Refusal(NotFound.code, reason, each.parent_key)
            continue
        try:
            comment_id = _store_one(session, site_id, each, there, lane=lane, now=now)
        except ParleyError as error:
            stored.refusals[each.key] = Refusal(error.code, str(error))
            continue
        stored.ids[each.key] = there[_import_key(each.source, each.key)] = comment_id
    return stored


def known_keys(session: Session, site_id: int, source: str, keys: set[str]) -> set[str]:
    """Which of the old system's keys have been imported already."""
    of_source = {_import_key(source, key): key for key in keys}
    rows = session.execute(
        select(Comment.import_key).where(
            Comment.site_id == site_id, Comment.import_key.in_(of_source)
        )
    )
    return {of_source[str(found)] for found in rows.scalars()}


def _store_one(
    session: Session, site_id: int, each: Incoming, there: dict[str, int], *, lane: str,
    now: datetime,
) -> int:  # fmt: skip
    rendered = prepare(each.text)
    parent_id = (
        there[_import_key(each.source, each.parent_key)] if each.parent_key is not None else None
    )
    article = Page(each.article_key, each.article_url, each.article_title)
    row, _ = find_or_create_article(
        session, site_id, article, origins=None, may_change=False, now=each.at
    )
    reader_id = find_or_create_reader(
        session, site_id, f"import:{each.source}", each.author_key, each.author_name, now=each.at
    )
    asked = Asked(site_id, reader_id, row.key, parent_id, copies.bands(rendered.text))
    found = surroundings(session, asked, now=now)
    draft = without_frequency(draft_for(found, rendered, asked, now=now))
    facts = ArticleFacts(is_premoderated=draft.article.is_premoderated)
    verdict = run(PHASES, replace(draft, article=facts), found.policy)
    refuse(verdict)
    for _ in range(_DRAWS):
        comment_id = new_id(each.at, after=parent_id or 0)
        new = NewComment(
            site_id, row.id, reader_id, rendered, _placed(comment_id, found, parent_id),
            asked.bands, verdict, created_at=each.at, queued_at=now, due_at=now, lane=lane,
            import_key=_import_key(each.source, each.key),
        )  # fmt: skip
        if store(session, new):
            _carry_over(session, new, each.status, now=now)
            return comment_id
        if _import_key(each.source, each.key) in _known_ids(session, site_id, [each]):
            break
    raise Invalid("two comments with one key")


def _carry_over(session: Session, new: NewComment, status: Status | None, *, now: datetime) -> None:
    """What was decided in the old system was decided by people: no score overturns it."""
    comment_id = new.placed.comment_id
    if status is Status.WITHDRAWN:
        withdraw(session, new.site_id, new.reader_id, comment_id, now=now)
        return
    verb = _VERBS.get(status) if status is not None else None
    if verb is not None:
        wish = Wish(comment_id, verb, reason="imported")
        decide(session, new.site_id, wish, _OLD_SYSTEM, now=now)


def _placed(comment_id: int, found: Surroundings, parent_id: int | None) -> Placed:
    if parent_id is None:
        return top_level(comment_id)
    parent: Any = found.parent
    if parent is None or parent.parent_article != found.article.id:
        raise NotFound("the parent is below another article")
    return below(comment_id, parent)


def _known_ids(session: Session, site_id: int, portion: Sequence[Incoming]) -> dict[str, int]:
    keys = {_import_key(each.source, each.key) for each in portion}
    keys |= {_import_key(e.source, e.parent_key) for e in portion if e.parent_key is not None}
    rows = session.execute(
        select(Comment.import_key, Comment.id).where(
            Comment.site_id == site_id, Comment.import_key.in_(keys)
        )
    )
    return {str(key): comment_id for key, comment_id in rows}


def _import_key(source: str, key: str) -> str:
    return f"{source}:{key}"
