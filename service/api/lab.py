"""The policy lab: a draft replayed over past comments."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field

from service.api import auth, places
from service.api.answers import answer, table
from service.api.policies import Overlay, draft_from
from service.api.schemas import Body, SitePath, TableQuery
from service.clock import utc_now
from service.db import after_commit, transaction
from service.errors import Conflict, Invalid
from service.identity.permissions import Permission, require
from service.ids import id_within, public_id
from service.lab.replays import PORTION, ReplayAsked, begin, find, replay_portion
from service.lab.report import gather, progress, report
from service.lab.tables import Table, rows_of
from service.queue import Task, ring
from service.scoring import Attribute

api = APIBlueprint("lab", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="policies")])

AT_ONCE = 2 * PORTION  # comments; more are replayed in the background


class PolicyReplayBody(Body):
    """A draft, and the past to replay; without times the last 30 days."""

    body: dict[str, Any] = Field(description="what differs from the default policy")
    overlays: list[Overlay] = Field(default_factory=list, max_length=500)
    start: datetime | None = Field(default=None, alias="from")
    end: datetime | None = Field(default=None, alias="to")
    attribute: Attribute = Field(
        default=Attribute.TOXICITY, description="for which thresholds are proposed"
    )
    per_day: int | None = Field(default=None, ge=1, le=1_000_000, description="wished: holds a day")
    error: float | None = Field(
        default=None, gt=0, lt=1, description="wished: of what is published, the bad share"
    )


class ReplayPath(SitePath):
    replay: str = Field(description="a replay's id")


class ReplayTableQuery(TableQuery):
    table: Table = "outcome"


@api.post("/sites/<site>/policy/replays")
def post_replay(path: SitePath, body: PolicyReplayBody) -> Response:
    """What the draft would have published, held and rejected; how good it is, with intervals
    that allow for what people never judged; where it and people differ. Changes nothing. With
    many comments the answer is 202, and its `id` is to be asked for."""
    site_id = places.site_id(path.site)
    require(auth.current_actor(), Permission.READ_POLICY, site_id)
    draft = draft_from(site_id, body.body, body.overlays)
    start, end = _span(body)
    asked = ReplayAsked(draft, start, end, str(body.attribute), body.per_day, body.error)
    with transaction(site_id) as session:
        replay_id = begin(session, asked, now=utc_now())
        if find(session, site_id, replay_id).comments > AT_ONCE:
            after_commit(session, partial(ring, Task.REPLAY, public_id(site_id, replay_id)))
            return answer(progress(find(session, site_id, replay_id)), 202)
    while replay_portion(site_id, replay_id, now=utc_now()):
        continue
    return answer(_report(site_id, replay_id))


@api.get("/sites/<site>/policy/replays/<replay>")
def get_replay(path: ReplayPath) -> Response:
    """How far a replay is; once its `status` is done, all that it found."""
    site_id = places.site_id(path.site)
    require(auth.current_actor(), Permission.READ_POLICY, site_id)
    return answer(_report(site_id, id_within(site_id, path.replay, what="replay")))


@api.get("/sites/<site>/policy/replays/<replay>.csv")
def get_replay_csv(path: ReplayPath, query: ReplayTableQuery) -> Response:
    """What a replay that is done found, as a table for spreadsheets: the outcome, the price of
    thresholds, or the disagreements. 409 while it runs."""
    site_id = places.site_id(path.site)
    require(auth.current_actor(), Permission.READ_POLICY, site_id)
    found = _report(site_id, id_within(site_id, path.replay, what="replay"))
    if found["status"] != "done":
        raise Conflict("this replay is not done yet")
    return table(f"lab-{query.table}", rows_of(found, query.table), query)


def _span(body: PolicyReplayBody) -> tuple[datetime, datetime]:
    end = body.end or utc_now()
    start = body.start or end - timedelta(days=30)
    if start.tzinfo is None or end.tzinfo is None:
        raise Invalid("times name their zone", fields=["from", "to"])
    if start >= end:
        raise Invalid("`to` lies before `from`", fields=["from", "to"])
    return start, end


def _report(site_id: int, replay_id: int) -> dict[str, Any]:
    with transaction(site_id) as session:
        found = find(session, site_id, replay_id)
        if found.finished_at is None:
            return progress(found)
        readings = gather(session, found, now=utc_now())
    return report(readings)
