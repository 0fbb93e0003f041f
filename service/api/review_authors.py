"""What moderators do besides deciding: escalate, feature, act on authors."""

from datetime import datetime
from typing import Any, Literal

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from service.api.answers import answer
from service.api.review import card
from service.api.review_decisions import result_json
from service.api.review_queries import Moderating, moderating_of
from service.api.schemas import Body, CommentPath
from service.clock import utc_now
from service.db import transaction
from service.errors import Forbidden, Invalid
from service.feeds.cards import history_json
from service.feeds.views import timestamp
from service.identity.actors import judge_for
from service.identity.readers import kind_of
from service.identity.speaking import ISSUER as STAFF
from service.ids import public_id
from service.moderation.review import new_batch
from service.moderation.weighing import weigh
from service.review import acts, authors

api = APIBlueprint(
    "review_authors", __name__, url_prefix="/api/v1/review", abp_tags=[Tag(name="review")]
)


class EscalateBody(Body):
    note: str | None = Field(default=None, max_length=2_000)


class FeatureBody(Body):
    featured: bool = True


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


@api.get("/authors/<id>")
def author(path: AuthorPath) -> Response:
    """An author's record: history, what was done, notes of colleagues."""
    who, reader_id = moderating_of(path.id)
    with transaction(who.site_id) as session:
        row = authors.author_row(session, who.site_id, reader_id)
        past = authors.author_history(session, who.site_id, reader_id)
    return answer({
        "id": public_id(who.site_id, reader_id), "name": row.name, "badges": row.badges,
        "kind": kind_of(row.issuer),
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
