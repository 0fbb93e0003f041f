"""A draft in the shadow, what it says beside the live policy, and whether scores have drifted."""

from typing import Any

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field
from sqlalchemy.orm import Session

from service.api import auth, places
from service.api.answers import answer, listing
from service.api.policies import Overlay, draft_from, policy_json
from service.api.schemas import Body, SitePath
from service.clock import utc_now
from service.db import transaction
from service.errors import NotFound
from service.feeds.views import timestamp
from service.identity.permissions import Permission, require
from service.ids import id_within, public_id
from service.lab.drift import accept_drift, watches
from service.lab.estimates import quality
from service.lab.report import disagreements, quality_json, seconds_a_decision
from service.lab.shadows import adopt, compare, current_shadow, end, start
from service.models import Shadow, Site
from service.moderation.policies import current_policy

api = APIBlueprint("shadows", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="policies")])


class ShadowBody(Body):
    body: dict[str, Any] = Field(description="what differs from the default policy")
    overlays: list[Overlay] = Field(default_factory=list, max_length=500)
    note: str = Field(default="", max_length=2_000)


class AdoptionBody(Body):
    id: str = Field(description="the shadow's id: refused when it is another by now")
    note: str = Field(default="", max_length=2_000)


@api.get("/sites/<site>/policy/shadow")
def get_shadow(path: SitePath) -> Response:
    """The draft that judges without effect, or else the last one, and how it compares: by day,
    and with its precision and recall."""
    site_id = places.site_id(path.site)
    require(auth.current_actor(), Permission.READ_POLICY, site_id)
    with transaction(site_id) as session:
        found = _shadow(session, site_id)
        zone = session.get_one(Site, site_id).time_zone
        compared = compare(session, found, time_zone=zone)
        told = {
            **_shadow_json(found), "days": compared.days,
            "disagreements": disagreements(session, site_id, compared.worst),
            "seconds_a_decision": seconds_a_decision(session, site_id, now=utc_now())[0],
        }  # fmt: skip
    return answer({**told, "quality": quality_json(quality(compared.cells))})


@api.put("/sites/<site>/policy/shadow")
def put_shadow(path: SitePath, body: ShadowBody) -> Response:
    """Let a draft judge every comment from now on, without effect, in the place of the last."""
    site_id = places.site_id(path.site)
    actor = auth.moderating()
    require(actor, Permission.WRITE_POLICY, site_id)
    draft = draft_from(site_id, body.body, body.overlays)
    with transaction(site_id) as session:
        start(session, draft, author=actor.name, note=body.note, now=utc_now())
        return answer(_shadow_json(_shadow(session, site_id)))


@api.delete("/sites/<site>/policy/shadow")
def delete_shadow(path: SitePath) -> Response:
    """End the shadow. What it said stays to be read."""
    site_id = places.site_id(path.site)
    require(auth.moderating(), Permission.WRITE_POLICY, site_id)
    with transaction(site_id) as session:
        end(session, site_id, now=utc_now())
    return answer(None)


@api.post("/sites/<site>/policy/shadow/adoptions")
def post_adoption(path: SitePath, body: AdoptionBody) -> Response:
    """Make the draft in the shadow the site's policy, as it is."""
    site_id = places.site_id(path.site)
    actor = auth.moderating()
    require(actor, Permission.WRITE_POLICY, site_id)
    shadow_id = id_within(site_id, body.id, what="shadow")
    note = body.note or "Live, after it was in the shadow"
    with transaction(site_id) as session:
        adopt(session, site_id, shadow_id, author=actor.name, note=note, now=utc_now())
        return answer(policy_json(current_policy(session, site_id)), 201)


@api.get("/sites/<site>/policy/drift")
def get_drift(path: SitePath) -> Response:
    """For each attribute with a threshold: whether its scores are spread as they were when the
    policy was tuned, and the share it held then and holds now."""
    site_id = places.site_id(path.site)
    require(auth.current_actor(), Permission.READ_POLICY, site_id)
    with transaction(site_id) as session:
        return answer(listing(watches(session, site_id)))


@api.post("/sites/<site>/policy/drift/acceptances")
def post_acceptance(path: SitePath) -> Response:
    """Take the spread of the last days for the usual one from now on: alarms end."""
    site_id = places.site_id(path.site)
    require(auth.moderating(), Permission.WRITE_POLICY, site_id)
    with transaction(site_id) as session:
        accept_drift(session, site_id)
        session.flush()
        return answer(listing(watches(session, site_id)), 201)


def _shadow(session: Session, site_id: int) -> Shadow:
    found = current_shadow(session, site_id)
    if found is None:
        raise NotFound("no draft was ever in the shadow")
    return found


def _shadow_json(shadow: Shadow) -> dict[str, Any]:
    return {
        "id": public_id(shadow.site_id, shadow.id),
        "body": shadow.body,
        "overlays": shadow.overlays,
        "author": shadow.author,
        "note": shadow.note,
        "started_at": timestamp(shadow.started_at),
        "ended_at": timestamp(shadow.ended_at) if shadow.ended_at else None,
    }
