"""Asking a publisher's own check about revisions: one signed request for a whole batch.

The request carries texts and scores, and no name, address or id of a person. It is called with no
transaction open; what comes back goes into the Draft, so that the phases stay pure.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_hex
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, Field, ValidationError
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from service.errors import Invalid, NotFound
from service.ids import public_id
from service.models import ExternalCheck, Site
from service.moderation.pipeline import External
from service.outside import Unreachable, post
from service.webhooks.sign import signed_headers

logger = logging.getLogger(__name__)

MIN_SECONDS, MAX_SECONDS = 0.2, 5.0
KIND = "comments.check"
_MOST = 256 * 1024  # bytes of an answer
_FAILED = External(has_answered=False)


@dataclass(frozen=True, slots=True)
class Check:
    """A site's own check, ready to be asked."""

    site_id: int
    site: str
    url: str
    seconds: float
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """One revision to ask about; scores are probabilities 0..1, empty where the model failed."""

    comment_id: int
    revision: int
    text: str
    language: str
    scores: Mapping[str, float]


class Said(BaseModel):
    """One finding of the check: `allow` is kept as nothing, `hold` brings it before a person."""

    id: str = Field(max_length=64)
    action: Literal["allow", "hold"]
    message: Annotated[str, Field(max_length=200)] = ""


class Reply(BaseModel):
    """The body of a 200: findings about some of the comments; about the others it says nothing."""

    findings: list[Said] = Field(max_length=1_000)


def check_of(session: Session, site_id: int) -> Check | None:
    """The site's own check, if it has one."""
    row = session.execute(
        select(ExternalCheck.url, ExternalCheck.seconds, ExternalCheck.sealed, Site.slug)
        .join(Site, Site.id == ExternalCheck.site_id)
        .where(ExternalCheck.site_id == site_id)
    ).one_or_none()
    return Check(site_id, row.slug, row.url, row.seconds, bytes(row.sealed)) if row else None


def save_check(
    session: Session, site_id: int, url: str, *, seconds: float, sealed: bytes, now: datetime
) -> None:
    """Ask there from now on, instead of where was asked before."""
    values = {"url": url, "seconds": seconds, "sealed": sealed, "created_at": now}
    session.execute(
        upsert(ExternalCheck)
        .values(site_id=site_id, **values)
        .on_conflict_do_update(index_elements=[ExternalCheck.site_id], set_=values)
    )


def remove_check(session: Session, site_id: int) -> None:
    """Nobody is asked any more. Raises NotFound."""
    gone = session.execute(
        delete(ExternalCheck)
        .where(ExternalCheck.site_id == site_id)
        .returning(ExternalCheck.site_id)
    ).all()
    if not gone:
        raise NotFound("this site has no check of its own")


def ask(
    check: Check, questions: Sequence[Question], *, secret: str, allow_private: bool, now: datetime
) -> list[External]:
    """One External per question, in the same order; never raises: whatever goes wrong is an
    answer that did not come. `secret` is the check's own, unsealed."""
    body = _body(check, questions)
    headers = signed_headers(secret, f"chk_{token_hex(12)}", body, now=now)
    try:
        answer = post(
            check.url, body.encode(), headers, seconds=check.seconds,
            allow_private=allow_private, most=_MOST,
        )  # fmt: skip
        if answer.status != 200:
            raise Unreachable(str(answer.status))
        said = Reply.model_validate(orjson.loads(answer.body)).findings
    except (Unreachable, Invalid, ValidationError, orjson.JSONDecodeError) as error:
        why = str(error) if isinstance(error, Unreachable) else type(error).__name__
        logger.warning("external check failed", extra={"site": check.site_id, "why": why})
        return [_FAILED] * len(questions)
    return [_answer(check, each, said) for each in questions]


def _answer(check: Check, question: Question, said: Sequence[Said]) -> External:
    mine = public_id(check.site_id, question.comment_id)
    held = [each.message or "held" for each in said if each.id == mine and each.action == "hold"]
    return External(has_answered=True, held=tuple(held[:10]))


def _body(check: Check, questions: Sequence[Question]) -> str:
    items: list[dict[str, Any]] = [
        {
            "id": public_id(check.site_id, each.comment_id),
            "revision": each.revision,
            "text": each.text,
            "language": each.language,
            "scores": dict(each.scores),
        }
        for each in questions
    ]
    told = {"type": KIND, "data": {"site": check.site, "comments": items}}
    return orjson.dumps(told).decode()
