"""Notices of illegal content: anybody sends one, moderators answer it (DSA, Article 16)."""

from typing import Any, Literal

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field

from service.accounts.addresses import valid_address
from service.api import limits, places
from service.api.answers import answer, listing
from service.api.config import settings
from service.api.review_queries import SiteQuery, moderating, moderating_of
from service.api.schemas import Body, CommentPath, Query, SitePath
from service.clock import utc_now
from service.db import transaction
from service.errors import Invalid
from service.feeds.views import timestamp
from service.identity.actors import judge_for
from service.ids import id_within, public_id
from service.notices.wording import language_of
from service.review import illegal, notice_mails
from service.review.notice_mails import PostOffice

api = APIBlueprint(
    "illegal", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="illegal content")]
)


class NoticeBody(Body):
    comment_id: str = Field(max_length=64)
    category: str = Field(default="illegal", min_length=1, max_length=100)
    explanation: str = Field(min_length=1, max_length=5_000)
    name: str | None = Field(default=None, max_length=256)
    email: str | None = Field(default=None, max_length=320)
    language: str = Field(default="en", max_length=35, description="of the mails to the sender")
    good_faith: Literal[True] = Field(description="the sender believes all this to be true")


class NoticeAnswer(Body):
    outcome: Literal["removed", "kept"]
    answer: str = Field(min_length=1, max_length=5_000)


class NoticePath(SitePath):
    id: str = Field(max_length=64)


class ReceiptQuery(Query):
    receipt: str = Field(min_length=1, max_length=128)


class NoticesQuery(SiteQuery):
    status: Literal["open", "removed", "kept"] = "open"
    limit: int = Field(default=50, ge=1, le=100)


@api.post("/sites/<site>/notices")
def notify(path: SitePath, body: NoticeBody) -> Response:
    """Say that a comment is illegal; anybody may. The receipt opens the answer."""
    now = utc_now()
    site_id = places.site_id(path.site)
    comment_id = id_within(site_id, body.comment_id, what="comment")
    limits.by_address(illegal.BY_ADDRESS, site_id)
    if any("\0" in (each or "") for each in (body.explanation, body.name)):
        raise Invalid("a text has no NUL", fields=["explanation"])
    claim = illegal.Claim(
        comment_id, body.category, body.explanation, body.name,
        valid_address(body.email) if body.email else None, language_of(body.language),
    )  # fmt: skip
    office = PostOffice.of(settings())
    with transaction(site_id) as session:
        notice_id, receipt = notice_mails.receive(session, site_id, claim, office, now=now)
    return answer({
        "id": public_id(site_id, notice_id), "receipt": receipt, "status": "open",
        "created_at": timestamp(now),
    }, 201)  # fmt: skip


@api.get("/sites/<site>/notices/<id>")
def notice(path: NoticePath, query: ReceiptQuery) -> Response:
    """How a notice stands, for who holds its receipt."""
    site_id = places.site_id(path.site)
    notice_id = id_within(site_id, path.id, what="notice")
    with transaction(site_id) as session:
        row = illegal.by_receipt(session, site_id, notice_id, query.receipt)
    return answer({
        "id": path.id, "status": row.status, "answer": row.answer, "automated": False,
        "created_at": timestamp(row.created_at), "decided_at": timestamp(row.decided_at),
    })  # fmt: skip


@api.get("/review/notices")
def notices(query: NoticesQuery) -> Response:
    """Notices of illegal content, the oldest first."""
    who = moderating(query.site)
    with transaction(who.site_id) as session:
        rows = illegal.notices(session, who.site_id, query.status, limit=query.limit)
    return answer(listing([_notice(row) for row in rows]))


@api.post("/review/notices/<id>")
def answer_notice(path: CommentPath, body: NoticeAnswer) -> Response:
    """Remove the comment as illegal, or keep it, and say so to who notified."""
    who, notice_id = moderating_of(path.id)
    now = utc_now()
    with transaction(who.site_id) as session:
        row = illegal.answer_notice(
            session, who.site_id, notice_id, judge_for(who.actor),
            is_removed=body.outcome == "removed", words=body.answer, now=now,
        )  # fmt: skip
        notice_mails.tell_answer(session, row, PostOffice.of(settings()), now=now)
    return answer(_notice(row))


def _notice(row: Any) -> dict[str, Any]:
    return {
        "id": public_id(row.site_id, row.id),
        "comment_id": public_id(row.site_id, row.comment_id),
        "category": row.category, "explanation": row.explanation, "name": row.name,
        "email": row.email, "status": row.status, "answer": row.answer,
        "comment_status": row.comment_status, "created_at": timestamp(row.created_at),
        "decided_at": timestamp(row.decided_at),
    }  # fmt: skip
