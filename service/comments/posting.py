"""Posting: the first half of a comment's way.

A text is rendered, facts are gathered, the phases run; a refusal raises and nothing is stored.
Else comment, revision, scoring job and event are written by one statement.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import text
from sqlalchemy.orm import Session

from service import errors
from service.comments.storing import NewComment, Placed, below, store, top_level
from service.db import after_commit
from service.feeds.author import FreshComment
from service.identity.actors import MACHINE
from service.ids import new_id, public_id
from service.lifecycle import Status, Verb
from service.measures import Measure, count
from service.moderation import copies
from service.moderation.decisions import Wish, decide
from service.moderation.gather import Asked, Surroundings, draft_for, surroundings
from service.moderation.phases import PHASES
from service.moderation.pipeline import Action, Draft, Finding, Verdict, run
from service.queue import Task, ring
from service.text import Rendered, clean, is_blank, render

_UNANSWERABLE = "the comment that this answers is not there any more"


@dataclass(frozen=True, slots=True)
class Posting:
    """What a reader sends. `are_limits_on` False: nothing is refused for frequency."""

    site_id: int
    reader_id: int
    article_key: str
    text: str
    parent_id: int | None = None
    idempotency_key: str | None = None
    are_limits_on: bool = True
    sweep_age: float = 30.0  # seconds until the sweeper doubts that the ring was heard


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of it. `fresh`: the whole comment, when all of it is known without asking: it is
    new and waits for its scores."""

    comment_id: int
    fresh: FreshComment | None = None


def post_comment(session: Session, posting: Posting, *, now: datetime) -> int:
    """`post`, for those who need the id alone."""
    return post(session, posting, now=now).comment_id


def post(session: Session, posting: Posting, *, now: datetime) -> Posted:
    """Store a comment; the same idempotency key gives the same comment.

    Raises Invalid for a text that cannot be shown, NotFound without article or parent, and a
    refusal of the phases as its own error. Rings the scorer after the commit.
    """
    rendered = prepare(posting.text)
    asked = Asked(
        posting.site_id, posting.reader_id, posting.article_key, posting.parent_id,
        copies.bands(rendered.text),
    )  # fmt: skip
    found = surroundings(session, asked, now=now)
    known = _same_request(session, posting)
    if known is not None:
        return Posted(known)
    draft = draft_for(found, rendered, asked, now=now)
    if not posting.are_limits_on:
        draft = without_frequency(draft)
    verdict = run(PHASES, draft, found.policy)
    refuse(verdict)
    comment_id = new_id(now, after=posting.parent_id or 0)
    new = NewComment(
        posting.site_id, found.article.id, posting.reader_id, rendered,
        place(comment_id, found, posting), asked.bands, verdict, created_at=now, queued_at=now,
        due_at=now + timedelta(seconds=posting.sweep_age),
        idempotency_key=posting.idempotency_key,
    )  # fmt: skip
    if not store(session, new):
        return Posted(_must_know(session, posting))
    judge_at_once(session, posting.site_id, comment_id, found, verdict, now=now)
    ring_for(session, posting.site_id, comment_id)
    after_commit(session, partial(count, Measure.POSTS))
    is_waiting = verdict.action is Action.WAIT
    return Posted(comment_id, _fresh(new, found) if is_waiting else None)


def _fresh(new: NewComment, found: Surroundings) -> FreshComment:
    return FreshComment(
        site_id=new.site_id, id=new.placed.comment_id, parent_id=new.placed.parent_id,
        depth=new.placed.depth, article_key=found.article.key, reader_id=new.reader_id,
        name=found.article.reader_name, badges=found.article.badges,
        avatar_url=found.article.avatar_url, text=new.rendered.text, html=new.rendered.html,
        direction=new.rendered.direction, created_at=new.created_at,
    )  # fmt: skip


def prepare(raw: str) -> Rendered:
    """Clean and render a reader's text. Raises Invalid when nothing of it can be seen."""
    cleaned = clean(raw)
    if is_blank(cleaned):
        raise errors.TooShort("the text is empty", fields=["text"])
    if len(cleaned) > 5_000:
        raise errors.TooLong("the text is too long", fields=["text"], allowed=5_000)
    return render(cleaned)


def without_frequency(draft: Draft) -> Draft:
    """The same draft as if its author had written nothing lately (PARLEY_RATE_LIMITS=off)."""
    facts = replace(draft.author, since_last=None, in_last_hour=0, has_said_this=False)
    return replace(draft, author=facts, article=replace(draft.article, slow_mode=None))


def refuse(verdict: Verdict) -> None:
    """Raise the error of the strictest finding, if it refuses."""
    if verdict.action is Action.REFUSE:
        raise _refusal(verdict.findings[0])


def place(comment_id: int, found: Surroundings, posting: Posting) -> Placed:
    """Where the comment goes. Raises NotFound or Conflict for a parent one cannot answer."""
    parent = found.parent
    if parent is None:
        if posting.parent_id is not None:
            raise errors.NotFound("no such parent comment")
        return top_level(comment_id)
    if parent.parent_article != found.article.id:
        raise errors.NotFound("no such parent comment")
    if parent.parent_status != Status.PUBLISHED:
        if parent.parent_reader != posting.reader_id:
            raise errors.NotFound("no such parent comment")
        raise errors.Conflict(_UNANSWERABLE)
    return below(comment_id, parent)


def judge_at_once(
    session: Session, site_id: int, comment_id: int, found: Surroundings, verdict: Verdict, *,
    now: datetime,
) -> None:  # fmt: skip
    """Publish, hold or reject what need not wait for its scores."""
    verb = {Action.ALLOW: Verb.PUBLISH, Action.HOLD: Verb.HOLD, Action.REJECT: Verb.REJECT}.get(
        verdict.action
    )
    if verb is None:
        return
    wish = Wish(
        comment_id, verb, reason=verdict.reason, policy_version=found.policy_version,
        findings=[finding.as_json() for finding in verdict.findings],
        audit_share=found.policy.audit_share,
    )  # fmt: skip
    decide(session, site_id, wish, MACHINE, now=now)


def ring_for(session: Session, site_id: int, comment_id: int) -> None:
    """Ring the scorer once the comment is on disk."""
    after_commit(session, partial(ring, Task.SCORE, public_id(site_id, comment_id)))


def _refusal(finding: Finding) -> errors.ParleyError:
    saw = dict(finding.saw)
    if finding.phase == "banned":
        kind = errors.Banned if saw.get("kind") == "banned" else errors.Suspended
        return kind(finding.message, seconds=saw.get("seconds"))
    if finding.phase == "length":
        return (errors.TooLong if saw.get("kind") == "long" else errors.TooShort)(
            finding.message, fields=["text"], **saw
        )
    table = {
        "closed": errors.ArticleClosed,
        "speed": errors.TooFast,
        "repeat": errors.Repeated,
        "links": errors.TooManyLinks,
    }
    return table.get(finding.phase, errors.Forbidden)(finding.message, **saw)


def _same_request(session: Session, posting: Posting) -> int | None:
    if posting.idempotency_key is None:
        return None
    row = session.execute(_BY_KEY, {"site": posting.site_id, "reader": posting.reader_id,
                                    "key": posting.idempotency_key}).one_or_none()  # fmt: skip
    if row is None:
        return None
    if row.text != clean(posting.text) or row.key != posting.article_key:
        raise errors.Reused("this Idempotency-Key came with another comment")
    return int(row.id)


def _must_know(session: Session, posting: Posting) -> int:
    # Twice at once: the other request's row is committed, for ON CONFLICT waited for it.
    known = _same_request(session, posting)
    if known is None:
        raise errors.Unavailable("two requests met; try again", retry_after=1)
    return known


_BY_KEY = text("""
    SELECT c.id, v.text, a.key FROM comments AS c
    JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id AND v.number = 1
    JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
    WHERE c.site_id = :site AND c.reader_id = :reader AND c.idempotency_key = :key
""")
