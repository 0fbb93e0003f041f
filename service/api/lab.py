"""The policy lab: a draft replayed over past comments."""

from datetime import datetime, timedelta
from typing import Any

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field

from service.api import auth, places
from service.api.answers import answer
from service.api.policies import Overlay
from service.api.schemas import Body, SitePath
from service.clock import utc_now
from service.db import transaction
from service.errors import Invalid
from service.identity.permissions import Permission, require
from service.lab.replays import ReplayAsked, replay
from service.moderation.policies import SitePolicy
from service.moderation.policy import overlay

api = APIBlueprint("lab", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="policies")])

_DRAFT = -1  # a version that no saved policy has: the draft is never kept


class ReplayBody(Body):
    """A draft, and the past to replay; without times the last 30 days."""

    body: dict[str, Any] = Field(description="what differs from the default policy")
    overlays: list[Overlay] = Field(default_factory=list, max_length=500)
    start: datetime | None = Field(default=None, alias="from")
    end: datetime | None = Field(default=None, alias="to")
    per_day: int | None = Field(default=None, ge=1, le=1_000_000, description="holds a day")


@api.post("/sites/<site>/policy/replays")
def post_replay(path: SitePath, body: ReplayBody) -> Response:
    """What the draft would have published, held and rejected; how good it is, with intervals
    that allow for what people never judged; where it and people differ. Changes nothing."""
    site_id = places.site_id(path.site)
    require(auth.current_actor(), Permission.READ_POLICY, site_id)
    overlays = tuple(each.model_dump() for each in body.overlays)
    for each in overlays or ({"body": {}},):
        overlay(body.body, each["body"])
    end = body.end or utc_now()
    start = body.start or end - timedelta(days=30)
    if start.tzinfo is None or end.tzinfo is None:
        raise Invalid("times name their zone", fields=["from", "to"])
    if start >= end:
        raise Invalid("`to` lies before `from`", fields=["from", "to"])
    asked = ReplayAsked(
        site_id, SitePolicy(site_id, _DRAFT, body.body, overlays), start, end, body.per_day
    )
    with transaction(site_id) as session:
        return answer(replay(session, asked))
