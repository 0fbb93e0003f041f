"""What authors are owed: appeals, what one was told, statements of reasons."""

from datetime import datetime
from typing import Any, Literal

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field

from service.api import auth, limits, places
from service.api.answers import answer, listing
from service.api.review_queries import moderating_of
from service.api.schemas import Body, CommentPath, Query, SitePath
from service.clock import utc_now
from service.db import transaction
from service.errors import Forbidden, Invalid
from service.feeds.told import statement_json, statements_between
from service.feeds.views import timestamp
from service.identity.actors import judge_for
from service.identity.permissions import Permission, require
from service.ids import parse_public_id, public_id
from service.moderation.reasons import are_exports_on
from service.moderation.review import new_batch
from service.review import appeals

api = APIBlueprint("appeals", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="appeals")])

EXPORTED = 10_000


class AppealBody(Body):
    text: str = Field(min_length=1, max_length=appeals.MAX_TEXT)


class AnswerBody(Body):
    outcome: Literal["uphold", "deny"]
    note: str | None = Field(default=None, max_length=2_000)


class StatementsQuery(Query):
    since: datetime = Field(alias="from")
    until: datetime = Field(alias="to")


@api.post("/comments/<id>/appeals")
def appeal(path: CommentPath, body: AppealBody) -> Response:
    """Appeal against the rejection of one's own comment: somebody else looks again."""
    now = utc_now()
    site_id, comment_id = parse_public_id(path.id)
    reader = auth.reader(site_id)
    limits.by_account(limits.APPEAL, reader.id, site_id)
    limits.by_address(appeals.BY_ADDRESS, site_id)
    if not body.text.strip() or "\0" in body.text:
        raise Invalid("say why", fields=["text"])
    with transaction(site_id) as session:
        made = appeals.appeal(session, site_id, reader.id, comment_id, body.text.strip(), now=now)
    made_id = public_id(site_id, made)
    return answer({"id": made_id, "status": "open", "created_at": timestamp(now)}, 201)


@api.post("/review/appeals/<id>")
def answer_appeal(path: CommentPath, body: AnswerBody) -> Response:
    """Uphold an appeal (the comment is published) or deny it; never one's own decision."""
    who, appeal_id = moderating_of(path.id)
    now = utc_now()
    batch = new_batch(now)
    with transaction(who.site_id) as session:
        row = appeals.answer_appeal(
            session, who.site_id, appeal_id, judge_for(who.actor),
            is_upheld=body.outcome == "uphold", note=body.note, batch=batch, now=now,
        )  # fmt: skip
    return answer({
        "batch": public_id(who.site_id, batch),
        "id": path.id, "status": row.status, "comment_status": row.comment_status,
        "comment_id": public_id(who.site_id, row.comment_id),
    })  # fmt: skip


@api.get("/sites/<site>/statements")
def statements(path: SitePath, query: StatementsQuery) -> Response:
    """Statements of reasons of a time, free of personal data, where the site exports them."""
    site_id = places.site_id(path.site)
    require(auth.current_actor(), Permission.ADMINISTER, site_id)
    if query.since.tzinfo is None or query.until.tzinfo is None:
        raise Invalid("a time has its zone", fields=["from", "to"])
    with transaction(site_id) as session:
        if not are_exports_on(session, site_id):
            raise Forbidden("this site does not export statements: it is a switch of the site")
        rows = statements_between(session, site_id, query.since, query.until, limit=EXPORTED)
    return answer(listing([_exported(row) for row in rows]))


def _exported(row: Any) -> dict[str, Any]:
    """A record in the words of the Commission's transparency database."""
    law = row.ground == "law"
    told = statement_json(row)
    return {
        "puid": told["id"],
        "decision_visibility": ["DECISION_VISIBILITY_CONTENT_REMOVED"]
        if row.restriction == "removed"
        else ["DECISION_VISIBILITY_CONTENT_DISABLED"],
        "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT"
        if law
        else "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "illegal_content_legal_ground": row.legal_ground if law else None,
        "illegal_content_explanation": row.rule if law else None,
        "incompatible_content_ground": None if law else row.rule,
        "incompatible_content_explanation": None if law else row.rule,
        "content_type": ["CONTENT_TYPE_TEXT"],
        "content_date": row.posted_at.date().isoformat(),
        "content_language": row.language.upper() if len(row.language) == 2 else None,
        "application_date": row.created_at.date().isoformat(),
        "end_date_visibility_restriction": row.ended_at.date().isoformat()
        if row.ended_at
        else None,
        "category": f"STATEMENT_CATEGORY_{row.category}",
        "decision_facts": f"A comment was {row.restriction}: {row.reason}.",
        "source_type": {
            "notice": "SOURCE_ARTICLE_16", "report": "SOURCE_TYPE_OTHER_NOTIFICATION",
        }.get(row.source, "SOURCE_VOLUNTARY"),
        "automated_detection": "Yes" if row.is_detected_by_machine else "No",
        "automated_decision": "AUTOMATED_DECISION_FULLY"
        if row.is_decided_by_machine
        else "AUTOMATED_DECISION_NOT_AUTOMATED",
    }  # fmt: skip
