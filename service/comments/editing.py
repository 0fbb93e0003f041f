"""Editing and withdrawing one's own comment. An edit is a new revision: readers keep the last
published one until the new one is judged."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service import errors
from service.comments.posting import (
    Posting,
    judge_at_once,
    prepare,
    refuse,
    ring_for,
    without_frequency,
)
from service.events import Kind, Occurrence, record
from service.identity.actors import MACHINE, author
from service.lifecycle import EDITABLE, Status, Verb
from service.moderation.decisions import Wish, decide, lock_threads
from service.moderation.gather import Asked, draft_for, surroundings
from service.moderation.phases import PHASES
from service.moderation.pipeline import Action, AuthorFacts, Verdict, run
from service.text import Rendered


def edit_comment(session: Session, posting: Posting, comment_id: int, *, now: datetime) -> int:
    """Add a revision to one's own comment; returns its number. Readers keep the last published
    revision until the new one is judged.

    Raises NotFound, IllegalMove (also after the time for edits), or a refusal of the phases.
    """
    rendered = prepare(posting.text)
    row = session.execute(_OWN, {"site": posting.site_id, "id": comment_id,
                                 "reader": posting.reader_id}).one_or_none()  # fmt: skip
    if row is None:
        raise errors.NotFound("no such comment")
    if row.status not in EDITABLE:
        raise errors.IllegalMove(f"a {row.status} comment cannot be edited")
    asked = Asked(posting.site_id, posting.reader_id, row.key, None, ())
    found = surroundings(session, asked, now=now)
    if now - row.created_at > timedelta(minutes=found.policy.edit_minutes):
        raise errors.IllegalMove("the time for edits is over", minutes=found.policy.edit_minutes)
    draft = without_frequency(draft_for(found, rendered, asked, now=now))
    draft = replace(draft, author=_as_editor(draft.author))
    verdict = run(PHASES, draft, found.policy)
    refuse(verdict)
    number = int(row.revision) + 1
    lock_threads(session, posting.site_id, [comment_id])  # ancestors first, as decide does
    _add_revision(session, posting, comment_id, number, rendered, verdict, now=now)
    if row.status == Status.PUBLISHED and verdict.action in (Action.HOLD, Action.REJECT):
        wish = Wish(
            comment_id, Verb.HOLD, number, reason=verdict.reason,
            findings=[finding.as_json() for finding in verdict.findings],
            policy_version=found.policy_version,
        )  # fmt: skip
        decide(session, posting.site_id, wish, MACHINE, now=now)
    elif row.status == Status.PUBLISHED and verdict.action is Action.ALLOW:
        judge_at_once(session, posting.site_id, comment_id, found, verdict, now=now)
    ring_for(session, posting.site_id, comment_id)
    return number


def withdraw(
    session: Session, site_id: int, reader_id: int, comment_id: int, *, now: datetime
) -> None:
    """Take back one's own comment: it leaves every view, replies stay.

    Raises NotFound (also for another reader's comment, so ids do not leak) and IllegalMove.
    """
    row = session.execute(_OWN, {"site": site_id, "id": comment_id, "reader": reader_id}).first()
    if row is None:
        raise errors.NotFound("no such comment")
    decide(session, site_id, Wish(comment_id, Verb.WITHDRAW), author(reader_id), now=now)
    session.execute(_FORGET_JOB, {"site": site_id, "id": comment_id})


def _as_editor(facts: AuthorFacts) -> AuthorFacts:
    # The first publication already counted; an edit must not look like a first comment.
    return replace(facts, published=max(facts.published, 1))


def _add_revision(
    session: Session,
    posting: Posting,
    comment_id: int,
    number: int,
    rendered: Rendered,
    verdict: Verdict,
    *,
    now: datetime,
) -> None:
    parameters: dict[str, Any] = {
        "site": posting.site_id, "id": comment_id, "number": number,
        "text": rendered.text, "html": rendered.html, "direction": rendered.direction,
        "findings": [finding.as_json() for finding in verdict.findings],
        "now": now, "due": now + timedelta(seconds=posting.sweep_age),
    }  # fmt: skip
    try:
        updated = session.execute(_REVISE, parameters).scalar_one_or_none()
    except IntegrityError as error:
        raise errors.StaleRevision("the comment was edited meanwhile") from error
    if updated is None:
        raise errors.StaleRevision("the comment was edited meanwhile")
    record(
        session,
        [Occurrence(posting.site_id, Kind.COMMENT_EDITED, now, article_id=updated,
                    comment_id=comment_id, reader_id=posting.reader_id, revision=number)],
    )  # fmt: skip


_OWN = text("""
    SELECT c.id, c.status, c.revision, c.created_at, a.key FROM comments AS c
    JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
    WHERE c.site_id = :site AND c.id = :id AND c.reader_id = :reader
""")
_REVISE = text("""
    WITH c AS (
        UPDATE comments SET revision = :number, edited_at = :now
        WHERE site_id = :site AND id = :id AND revision = :number - 1 RETURNING id, article_id
    ), v AS (
        INSERT INTO revisions (site_id, comment_id, number, text, html, direction, findings,
            created_at)
        SELECT :site, id, :number, :text, :html, :direction, :findings, :now FROM c
    ), j AS (
        INSERT INTO scoring_jobs (site_id, comment_id, revision, lane, due_at, created_at)
        SELECT :site, id, :number, 'live', :due, :now FROM c
    ), o AS (
        DELETE FROM scoring_jobs WHERE site_id = :site AND comment_id = :id AND revision < :number
    )
    SELECT article_id FROM c
""").bindparams(bindparam("findings", type_=JSONB))
_FORGET_JOB = text("DELETE FROM scoring_jobs WHERE site_id = :site AND comment_id = :id")
