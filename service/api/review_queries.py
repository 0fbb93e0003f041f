"""What the review pages ask, as query strings and bodies, and how it becomes a QueueAsked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from service.api import auth, places
from service.api.config import secret
from service.api.schemas import Query
from service.errors import NotFound
from service.feeds.cursor import decode, encode
from service.feeds.queues import Entry, Filters, QueueAsked, QueueName, QueueOrder
from service.identity.actors import KeyActor, StaffActor
from service.identity.permissions import Permission, require
from service.ids import parse_public_id
from service.lifecycle import Status
from service.scoring import Attribute

Waiting = Literal["held", "reported", "submitted", "appeals", "escalated", "audit", "all"]


class SiteQuery(Query):
    site: str | None = Field(default=None, max_length=64)


class FilterFields(BaseModel):
    """Filters of a queue, the same in queries, claims, batches and saved queues."""

    model_config = ConfigDict(extra="forbid")

    site: str | None = Field(default=None, max_length=64)
    queue: Waiting = "held"
    order: Literal["oldest", "newest", "score", "uncertain"] = "oldest"
    attribute: Attribute | None = None
    min: float | None = Field(default=None, ge=0, le=1)
    max: float | None = Field(default=None, ge=0, le=1)
    article: str | None = Field(
        default=None, max_length=4_000, description="a key, or several with / between them"
    )
    section: str | None = Field(default=None, max_length=100)
    language: str | None = Field(default=None, max_length=16)
    author: str | None = Field(default=None, max_length=64)
    name: str | None = Field(
        default=None, min_length=1, max_length=100, description="a part of the author's name"
    )
    status: Status | None = None
    q: str | None = Field(default=None, min_length=1, max_length=200)
    age_min: float | None = Field(default=None, ge=0, le=1e9, description="seconds")
    age_max: float | None = Field(default=None, ge=0, le=1e9, description="seconds")
    free: bool = Field(default=False, description="leave out what others hold")


class ReviewQuery(FilterFields, Query):
    model_config = ConfigDict(extra="ignore")

    limit: int = Field(default=50, ge=1, le=100)
    cursor: str | None = Field(default=None, max_length=512)


class HistogramQuery(FilterFields, Query):
    model_config = ConfigDict(extra="ignore")

    bins: int = Field(default=20, ge=2, le=100)


class SamplesQuery(FilterFields, Query):
    model_config = ConfigDict(extra="ignore")

    size: int = Field(default=12, ge=1, le=50)


@dataclass(frozen=True, slots=True)
class Moderating:
    """Who moderates which site in this request."""

    actor: StaffActor | KeyActor
    site_id: int

    @property
    def is_supervisor(self) -> bool:
        """Admins of the site see all decisions and may take claims over."""
        actor = self.actor
        return isinstance(actor, StaffActor) and actor.roles.get(self.site_id) == "admin"


def moderating(slug: str | None) -> Moderating:
    """The actor, with the right to moderate the named (or only possible) site.

    Raises Unauthenticated, Forbidden, or NotFound.
    """
    actor = auth.moderating()
    if slug is not None:
        site_id = places.site_id(slug)
    elif isinstance(actor, KeyActor):
        site_id = actor.site_id
    elif len(actor.roles) == 1:
        site_id = next(iter(actor.roles))
    else:
        raise NotFound("say which site")
    require(actor, Permission.MODERATE, site_id)
    return Moderating(actor, site_id)


def moderating_of(public: str) -> tuple[Moderating, int]:
    """The actor with the right to moderate the site of this id, and the row's id."""
    site_id, row_id = parse_public_id(public)
    actor = auth.moderating()
    require(actor, Permission.MODERATE, site_id)
    return Moderating(actor, site_id), row_id


def asked(who: Moderating, fields: FilterFields, *, limit: int, now: datetime) -> QueueAsked:
    """What the fields ask for, from the beginning. Raises NotFound for an author elsewhere."""
    author_id = None
    if fields.author is not None:
        author_site, author_id = parse_public_id(fields.author)
        if author_site != who.site_id:
            raise NotFound("no such author")
    filters = Filters(
        attribute=fields.attribute, low=fields.min, high=fields.max, articles=_keys(fields.article),
        section=fields.section, language=fields.language, author_id=author_id, words=fields.q,
        name=fields.name, status=fields.status,
        age_min=fields.age_min, age_max=fields.age_max, is_free=fields.free,
    )  # fmt: skip
    return QueueAsked(
        who.site_id, QueueName(fields.queue), who.actor.id, now, QueueOrder(fields.order),
        filters, limit,
    )  # fmt: skip


def _keys(articles: str | None) -> tuple[str, ...]:
    """Keys have no slash, so that it can stand between them."""
    return tuple(key for key in (articles or "").split("/") if key)


def place_of(cursor: str | None, fields: FilterFields) -> tuple[float, int] | None:
    """Where the cursor leads. Raises Malformed."""
    if cursor is None:
        return None
    value, last = decode(cursor, secret=secret(), kind=_kind(fields))
    return value, last


def cursor_after(entry: Entry, fields: FilterFields) -> str:
    """The cursor of the page behind this entry."""
    return encode(list(entry.place), secret=secret(), kind=_kind(fields))


def saved_json(fields: FilterFields) -> dict[str, Any]:
    """What of the fields was set, to be kept."""
    return fields.model_dump(mode="json", exclude_none=True, exclude={"site"})


def _kind(fields: FilterFields) -> str:
    return f"review:{fields.queue}:{fields.order}:{fields.attribute}"
