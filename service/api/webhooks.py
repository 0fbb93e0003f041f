"""Webhooks of a site, for its admins."""

from typing import Any, Literal

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field
from sqlalchemy import Row

from service.api import auth, places
from service.api.answers import answer, listing
from service.api.config import secret, settings
from service.api.schemas import Body, PageQuery, SitePath
from service.clock import utc_now
from service.db import transaction
from service.errors import Malformed
from service.events import Kind
from service.feeds.cursor import decode, encode
from service.identity.actors import StaffActor
from service.identity.permissions import Permission
from service.identity.sealing import seal
from service.ids import parse_public_id, public_id
from service.outside import MAX_URL, parse
from service.staff.acts import note_act
from service.webhooks import hooks
from service.webhooks.payloads import event_id_of, event_name
from service.webhooks.sign import new_secret

api = APIBlueprint("webhooks", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="webhooks")])


class HookPath(SitePath):
    webhook: str = Field(description="a webhook's id")


class NewHook(Body):
    url: str = Field(max_length=MAX_URL)
    events: list[Kind] = Field(default_factory=list, max_length=100, description="empty: all")


class DeliveryReplayBody(Body):
    event: str | None = Field(default=None, description="evt_…; absent: all that were parked")


class DeliveriesQuery(PageQuery):
    state: Literal["due", "delivered", "parked"] | None = None


@api.get("/sites/<site>/webhooks")
def list_hooks(path: SitePath) -> Response:
    """Where this site's events are told."""
    site_id, _ = _administered(path.site)
    with transaction(site_id) as session:
        rows = hooks.hooks_of(session, site_id)
    return answer(listing([_hook_json(row) for row in rows]))


@api.post("/sites/<site>/webhooks")
def add_hook(path: SitePath, body: NewHook) -> Response:
    """Tell events to an address, signed after the Standard Webhooks specification; `secret` is
    shown this once. Private addresses are refused."""
    site_id, actor = _administered(path.site)
    parse(body.url, allow_private=settings().allows_private_targets)
    made = new_secret()
    with transaction(site_id) as session:
        hook_id = hooks.add_hook(
            session, site_id, body.url, body.events,
            sealed=seal(made.encode(), secret=secret()), now=utc_now(),
        )  # fmt: skip
        row = next(each for each in hooks.hooks_of(session, site_id) if each.id == hook_id)
        note_act(
            session, site_id, actor, ("webhook_made", row.url), now=utc_now(),
            data={"events": row.kinds},
        )  # fmt: skip
    return answer({**_hook_json(row), "secret": made}, 201)


@api.delete("/sites/<site>/webhooks/<webhook>")
def remove_hook(path: HookPath) -> Response:
    """It hears no more."""
    site_id, actor = _administered(path.site)
    with transaction(site_id) as session:
        hooks.remove_hook(session, site_id, _id(path.webhook))
        note_act(session, site_id, actor, ("webhook_removed", path.webhook), now=utc_now())
    return Response(status=204)


@api.post("/sites/<site>/webhooks/<webhook>/replays")
def replay(path: HookPath, body: DeliveryReplayBody) -> Response:
    """Send an event again, or all that were parked."""
    site_id, _ = _administered(path.site)
    event_id = None if body.event is None else event_id_of(body.event, secret=secret())
    with transaction(site_id) as session:
        count = hooks.replay(session, site_id, _id(path.webhook), event_id, now=utc_now())
    return answer({"replayed": count}, 202)


@api.get("/sites/<site>/deliveries")
def list_deliveries(path: SitePath, query: DeliveriesQuery) -> Response:
    """What was told, what is due, and what was parked after a day of failures; newest first."""
    site_id, _ = _administered(path.site)
    kind = f"deliveries:{site_id}:{query.state}"
    place = decode(query.cursor, secret=secret(), kind=kind) if query.cursor else None
    if place is not None and len(place) != 2:
        raise Malformed("this cursor is of another list")
    with transaction(site_id) as session:
        rows = hooks.deliveries_of(
            session, site_id, state=query.state, before=place,
            limit=query.limit,
        )  # fmt: skip
    is_full = len(rows) == query.limit
    last = [rows[-1].event_id, rows[-1].webhook_id] if is_full else None
    cursor = encode(last, secret=secret(), kind=kind) if last else None
    return answer(listing([_delivery_json(row) for row in rows], cursor))


def _administered(slug: str) -> tuple[int, StaffActor]:
    site_id = places.site_id(slug)
    return site_id, auth.staff_with(Permission.ADMINISTER, site_id)


def _id(public: str) -> int:
    return parse_public_id(public)[1]


def _hook_json(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": public_id(row.site_id, row.id),
        "url": row.url,
        "events": row.kinds,
        "created_at": row.created_at,
        "disabled_at": row.disabled_at,
    }


def _delivery_json(row: Row[Any]) -> dict[str, Any]:
    return {
        "event": event_name(row.site_id, row.event_id, secret=secret()),
        "type": row.kind,
        "webhook": public_id(row.site_id, row.webhook_id),
        "state": row.state,
        "attempts": row.attempts,
        "next_at": row.next_at if row.state == "due" else None,
        "answer": row.answer,
        "created_at": row.created_at,
        "delivered_at": row.delivered_at,
    }
