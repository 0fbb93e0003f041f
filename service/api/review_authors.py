"""What moderators do besides deciding: escalate, feature, close a discussion, act on authors."""

from datetime import datetime
from typing import Any, Literal

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from service.api.answers import answer
from service.api.review import card
from service.api.review_decisions import result_json
from service.api.review_queries import Moderating, SiteQuery, moderating, moderating_of
from service.api.schemas import Body, CommentPath
from service.articles.articles import article_by_key
from service.clock import utc_now
from service.db import transaction
from service.errors import Forbidden, Invalid
from service.feeds.cards import history_json
from service.feeds.views import timestamp
from service.identity.actors import judge_for
from service.identity.speaking import ISSUER as STAFF
from service.ids import public_id
from service.moderation.gather import article_facts
from service.moderation.review import new_batch
from service.moderation.weighing import weigh
from service.review import acts, authors

api = APIBlueprint(
    "review_authors", __name__, url_prefix="/api/v1/review", abp_tags=[Tag(name="review")]
)

WEEK = 7 * 24 * 60


class EscalateBody(Body):
    note: str | None = Field(default=None, max_length=2_000)


class FeatureBody(Body):
    featured: bool = True


class StateBody(Body):
    state: Literal["open", "closed"] | None = None
    premoderated_minutes: int | None = Field(default=None, ge=0, le=WEEK)
    slow_mode_minutes: int | None = Field(default=None, ge=0, le=WEEK)


class KeyPath(BaseModel):
    article: str = Field(min_length=1, max_length=255)


class AuthorPath(BaseModel):
    id: str = Field(max_length=64)


class ActionBody(Body):
    action: Literal["warn", "premoderate", "suspend", "ban", "lift"]
    until: datetime | None = None
    reason: str | None = Field(default=None, max_length=64)
    note: str | None = Field(default=None, max_length=2_000)
    reject_last: int = Field(default=0, ge=0, le=100)


class NoteBody(Body):
    text: str = Field(min_length=1, max_length=2_000)


@api.post("/comments/<id>/escalate")
def escalate(path: CommentPath, body: EscalateBody) -> Response:
    """Put a comment before a supervisor."""
    who, comment_id = moderating_of(path.id)
    with transaction(who.site_id) as session:
        acts.escalate(session, who.site_id, comment_id, judge_for(who.actor),
                      note=body.note, now=utc_now())  # fmt: skip
        return answer({**card(session, who, comment_id), "queue": "escalated"})


@api.delete("/comments/<id>/escalate")
def take_back(path: CommentPath) -> Response:
    """Take an escalation back: the comment waits where it waited before."""
    who, comment_id = moderating_of(path.id)
    with transaction(who.site_id) as session:
        acts.take_back_escalation(
            session, who.site_id, comment_id, judge_for(who.actor), now=utc_now()
        )
        weigh(session, who.site_id, [comment_id])
        return answer(card(session, who, comment_id))


@api.post("/comments/<id>/feature")
def feature(path: CommentPath, body: FeatureBody) -> Response:
    """Pick a published comment out for readers, or no longer."""
    who, comment_id = moderating_of(path.id)
    with transaction(who.site_id) as session:
        acts.feature(session, who.site_id, comment_id, judge_for(who.actor),
                     is_featured=body.featured, now=utc_now())  # fmt: skip
        return answer(card(session, who, comment_id))


@api.post("/articles/<article>/state")
def article_state(path: KeyPath, query: SiteQuery, body: StateBody) -> Response:
    """Open or close a discussion; read it beforehand, or slow it down, for some minutes."""
    who, now = moderating(query.site), utc_now()
    state = acts.ArticleState(
        is_open=None if body.state is None else body.state == "open",
        premoderated_minutes=body.premoderated_minutes, slow_mode_minutes=body.slow_mode_minutes,
    )  # fmt: skip
    with transaction(who.site_id) as session:
        acts.change_article(session, who.site_id, path.article, state, now=now)
        row = article_by_key(session, who.site_id, path.article)
    facts = article_facts(row, now=now)
    return answer({
        "article": row.key, "title": row.title, "url": row.url,
        "state": "open" if facts.is_open else "closed", "premoderated": facts.is_premoderated,
        "premoderated_until": timestamp(row.premoderated_until),
        "slow_mode_until": timestamp(row.slow_mode_until), "version": row.version,
    })  # fmt: skip


@api.get("/authors/<id>")
def author(path: AuthorPath) -> Response:
    """An author's record: history, what was done, notes of colleagues."""
    who, reader_id = moderating_of(path.id)
    with transaction(who.site_id) as session:
        row = authors.author_row(session, who.site_id, reader_id)
        past = authors.author_history(session, who.site_id, reader_id)
    return answer({
        "id": public_id(who.site_id, reader_id), "name": row.name, "badges": row.badges,
        "avatar_url": row.avatar_url, "created_at": timestamp(row.created_at),
        "history": history_json(row),
        "actions": [_action(each) for each in past if each.action != "note"],
        "notes": [
            {"text": each.note, "by": each.by, "at": timestamp(each.created_at)}
            for each in past
            if each.action == "note"
        ],
    })  # fmt: skip


@api.post("/authors/<id>/actions")
def act(path: AuthorPath, body: ActionBody) -> Response:
    """Warn, pre-moderate, suspend, ban or lift, with or without their newest comments."""
    who, reader_id = moderating_of(path.id)
    now = utc_now()
    if body.until is not None and body.until.tzinfo is None:
        raise Invalid("a time has its zone", fields=["until"])
    wanted = authors.Sanction(
        authors.AuthorAct(body.action), body.reason, body.note, body.until, body.reject_last
    )
    batch = new_batch(now)
    with transaction(who.site_id) as session:
        _demand_no_colleague(session, who, reader_id)
        outcomes = authors.sanction(
            session, who.site_id, reader_id, wanted, judge_for(who.actor), batch=batch, now=now
        )
        row = authors.author_row(session, who.site_id, reader_id)
    results = [result_json(public_id(who.site_id, each.comment_id), each) for each in outcomes]
    return answer({
        "author": {"id": public_id(who.site_id, reader_id), "name": row.name,
                   "history": history_json(row)},
        "batch": public_id(who.site_id, batch) if outcomes else None,
        "results": results,
    })  # fmt: skip


@api.post("/authors/<id>/notes")
def note(path: AuthorPath, body: NoteBody) -> Response:
    """A note for colleagues; the author never sees it."""
    who, reader_id = moderating_of(path.id)
    with transaction(who.site_id) as session:
        authors.add_note(session, who.site_id, reader_id, body.text, judge_for(who.actor),
                         now=utc_now())  # fmt: skip
    return answer({"text": body.text}, 201)


def _demand_no_colleague(session: Session, who: Moderating, reader_id: int) -> None:
    """Nobody sanctions themselves, and only admins their colleagues. Raises Forbidden."""
    row = authors.author_row(session, who.site_id, reader_id)
    if row.issuer != STAFF:
        return
    if not who.is_supervisor or row.subject == str(who.actor.id):
        raise Forbidden("admins see to what colleagues write, others to nobody's")


def _action(row: Any) -> dict[str, Any]:
    return {
        "action": row.action, "reason": row.reason, "note": row.note, "by": row.by,
        "until": timestamp(row.until), "at": timestamp(row.created_at),
    }  # fmt: skip
