"""The policy as data: read, replaced by a new version, its history."""

from typing import Any

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field
from sqlalchemy import select

from service.api import auth, places
from service.api.answers import answer, listing
from service.api.schemas import Body, SitePath
from service.clock import utc_now
from service.db import transaction
from service.feeds.views import timestamp
from service.identity.permissions import Permission, require
from service.models import PolicyVersion
from service.moderation.policies import SitePolicy, current_policy, save_policy
from service.moderation.policy import overlay

api = APIBlueprint("policies", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="policies")])


class Overlay(Body):
    section: str | None = None
    article: str | None = None
    body: dict[str, Any]


class PolicyBody(Body):
    body: dict[str, Any] = Field(description="what differs from the default policy")
    overlays: list[Overlay] = Field(default_factory=list, max_length=500)
    note: str = Field(default="", max_length=2_000)


@api.get("/sites/<site>/policy")
def get(path: SitePath) -> Response:
    """The site's policy: what it set, and the complete policy that follows."""
    site_id = places.site_id(path.site)
    require(auth.current_actor(), Permission.READ_POLICY, site_id)
    with transaction(site_id) as session:
        return answer(_policy_json(current_policy(session, site_id)))


@api.put("/sites/<site>/policy")
def put(path: SitePath, body: PolicyBody) -> Response:
    """Save a new version; it holds for what is judged from now on."""
    site_id = places.site_id(path.site)
    actor = auth.moderating()
    require(actor, Permission.WRITE_POLICY, site_id)
    overlays: list[Any] = [each.model_dump() for each in body.overlays]
    with transaction(site_id) as session:
        save_policy(
            session, site_id, body.body, overlays,
            author=actor.name, note=body.note, now=utc_now(),
        )  # fmt: skip
        return answer(_policy_json(current_policy(session, site_id)))


@api.get("/sites/<site>/policy/versions")
def versions(path: SitePath) -> Response:
    """Every version, the newest first."""
    site_id = places.site_id(path.site)
    require(auth.current_actor(), Permission.READ_POLICY, site_id)
    with transaction(site_id) as session:
        rows = session.execute(
            select(PolicyVersion)
            .where(PolicyVersion.site_id == site_id)
            .order_by(PolicyVersion.version.desc())
            .limit(100)
        ).scalars()
        items = [
            {
                "version": row.version, "body": row.body, "overlays": row.overlays,
                "author": row.author, "note": row.note, "created_at": timestamp(row.created_at),
            }
            for row in rows
        ]  # fmt: skip
    return answer(listing(items))


def _policy_json(policy: SitePolicy) -> dict[str, Any]:
    return {
        "version": policy.version,
        "body": dict(policy.body),
        "overlays": [dict(each) for each in policy.overlays],
        "effective": overlay(policy.body).model_dump(mode="json"),
    }
