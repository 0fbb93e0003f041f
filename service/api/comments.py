"""What readers do to comments: post, read one's own, edit, withdraw, vote, flag."""

from datetime import datetime
from typing import Any

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from sqlalchemy.orm import Session

from service.api import auth, limits, places, voices
from service.api.answers import answer
from service.api.config import secret, settings
from service.api.repeating import key_sent
from service.api.schemas import (
    ArticlePath,
    CommentBody,
    CommentPath,
    EditBody,
    FlagBody,
    VoteBody,
)
from service.clock import utc_now
from service.comments import flags, nudges, votes
from service.comments.editing import edit_comment, withdraw
from service.comments.posting import Posting, post
from service.db import transaction
from service.errors import Invalid, NotFound
from service.feeds.author import own_comment, own_json
from service.feeds.thread import public_comment
from service.feeds.told import told_about
from service.identity.access import is_own
from service.identity.actors import KeyActor, ReaderActor, StaffActor
from service.identity.keys import Scope
from service.identity.links import plea_link
from service.identity.readers import find_or_create
from service.ids import id_within, parse_public_id, public_id
from service.review.appeals import plea_for
from service.staff.acts import note_act

api = APIBlueprint("comments", __name__, url_prefix="/api/v1",
                   abp_tags=[Tag(name="comments")])  # fmt: skip


@api.post("/sites/<site>/articles/<article>/comments")
def create(path: ArticlePath, body: CommentBody) -> Response:
    """Post a comment: 202, and it is on disk. A reader's token, a key with scope `post`, or the
    session of a moderator, who is then marked as staff."""
    now = utc_now()
    site_id = places.site_id(path.site)
    who = auth.key_with(site_id, Scope.POST) or voices.participant(site_id)
    if isinstance(who, StaffActor):
        limits.by_account(limits.POST_BY_STAFF, who.id, site_id)
    if isinstance(who, ReaderActor):
        limits.by_address(limits.POST_BY_ADDRESS, site_id)
        limits.by_flow(site_id, path.article)
    if body.author is not None and not isinstance(who, KeyActor):
        raise Invalid("only keys post for others", fields=["author"])
    with limits.noted(site_id), transaction(site_id) as session:
        reader_id = _writer(session, site_id, who, body, now=now)
        posting = _posting(
            site_id, reader_id, path.article, body.text,
            parent_id=_parent(site_id, body.parent_id), idempotency_key=key_sent(),
        )  # fmt: skip
        posted = post(session, posting, now=now)
        if body.nudge is not None:
            nudges.follow(
                session, site_id, body.nudge, posted.comment_id, body.text, secret=secret()
            )
        if isinstance(who, StaffActor):
            name = public_id(site_id, posted.comment_id)
            note_act(session, site_id, who, ("comment_posted", name), now=now)
        row = posted.fresh or _seen(own_comment(session, site_id, posted.comment_id))
        return answer(own_json(row), 202)


@api.get("/comments/<id>")
def read(path: CommentPath) -> Response:
    """One's own comment in any status, with reasons, and `appeal_url` when it was rejected: with
    that link one appeals without a session. A published one for everybody."""
    site_id, comment_id = parse_public_id(path.id)
    actor = auth.current_actor()
    with transaction(site_id) as session:
        row = _seen(own_comment(session, site_id, comment_id))
        is_ones_own = is_own(actor, site_id, row.reader_id)
        if is_ones_own or auth.may_moderate(actor, site_id):
            told = told_about(session, site_id, comment_id)
            if is_ones_own:
                told["appeal_url"] = _appeal_url(session, site_id, comment_id)
            return answer({**own_json(row), **told})
        return answer(_seen(public_comment(session, site_id, comment_id)))


@api.patch("/comments/<id>")
def edit(path: CommentPath, body: EditBody) -> Response:
    """A new revision of one's own comment; readers keep the old one until it is judged."""
    now = utc_now()
    site_id, comment_id = parse_public_id(path.id)
    who = voices.participant(site_id)
    with limits.noted(site_id), transaction(site_id) as session:
        reader_id = voices.reader_of(session, site_id, who, now=now)
        posting = _posting(site_id, reader_id, "", body.text)
        edit_comment(session, posting, comment_id, now=now)
        return answer(own_json(_seen(own_comment(session, site_id, comment_id))))


@api.delete("/comments/<id>")
def delete(path: CommentPath) -> Response:
    """Withdraw one's own comment; replies stay."""
    now = utc_now()
    site_id, comment_id = parse_public_id(path.id)
    who = voices.participant(site_id)
    with transaction(site_id) as session:
        reader_id = voices.reader_of(session, site_id, who, now=now)
        withdraw(session, site_id, reader_id, comment_id, now=now)
    return Response(status=204)


@api.put("/comments/<id>/vote")
def put_vote(path: CommentPath, body: VoteBody) -> Response:
    """Vote for a published comment, against it, or not at all."""
    now = utc_now()
    site_id, comment_id = parse_public_id(path.id)
    who = voices.participant(site_id)
    limits.by_account(limits.VOTE, who.id, site_id)
    limits.by_address(limits.VOTE_BY_ADDRESS, site_id)
    if body.value and isinstance(who, ReaderActor):
        limits.by_crowd(who.id, comment_id, site_id)
    with transaction(site_id) as session:
        reader_id = voices.reader_of(session, site_id, who, now=now)
        counts = votes.vote(session, site_id, reader_id, comment_id, body.value, now=now)
    return answer({"value": body.value, "votes": counts})


@api.post("/comments/<id>/flags")
def post_flag(path: CommentPath, body: FlagBody) -> Response:
    """Report a published comment to the moderators; once per reader."""
    now = utc_now()
    site_id, comment_id = parse_public_id(path.id)
    who = voices.participant(site_id)
    limits.by_account(limits.REPORT, who.id, site_id)
    limits.by_address(limits.REPORT_BY_ADDRESS, site_id)
    with transaction(site_id) as session:
        reader_id = voices.reader_of(session, site_id, who, now=now)
        is_new = flags.flag(
            session, site_id, reader_id, comment_id,
            reason=flags.Reason(body.reason), detail=body.detail, now=now,
        )  # fmt: skip
    return answer({"reason": body.reason, "is_new": is_new}, 201 if is_new else 200)


def _writer(
    session: Session, site_id: int, who: KeyActor | ReaderActor | StaffActor, body: CommentBody, *,
    now: datetime,
) -> int:  # fmt: skip
    if not isinstance(who, KeyActor):
        return voices.reader_of(session, site_id, who, now=now)
    subject = body.author.subject if body.author else f"key-{who.id}"
    name = body.author.name if body.author else who.name
    return find_or_create(session, site_id, "key", subject, name, now=now)


def _appeal_url(session: Session, site_id: int, comment_id: int) -> str | None:
    plea = plea_for(session, site_id, comment_id)
    if plea is None:
        return None
    return plea_link(plea, public_url=settings().public_url, secret=secret())


def _posting(
    site_id: int, reader_id: int, article_key: str, raw: str, *, parent_id: int | None = None,
    idempotency_key: str | None = None,
) -> Posting:  # fmt: skip
    chosen = settings()
    return Posting(
        site_id,
        reader_id,
        article_key,
        raw,
        parent_id,
        idempotency_key,
        are_limits_on=chosen.are_limits_on,
        sweep_age=chosen.sweep_age,
    )


def _parent(site_id: int, parent: str | None) -> int | None:
    if parent is None:
        return None
    return id_within(site_id, parent, what="parent comment")


def _seen(row: Any) -> Any:
    if row is None:
        raise NotFound("no such comment")
    return row
