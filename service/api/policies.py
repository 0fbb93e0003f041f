"""The policy as data and as text: read, checked, compared, replaced by a new version."""

from typing import Any, Literal

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field
from sqlalchemy import select

from service.api import auth, places
from service.api.answers import answer, listing
from service.api.schemas import Body, Query, SitePath
from service.clock import utc_now
from service.db import transaction
from service.errors import Invalid, NotFound, PolicyInvalid
from service.feeds.views import timestamp
from service.identity.permissions import Permission, require
from service.models import PolicyVersion
from service.moderation.policies import (
    SitePolicy,
    current_policy,
    roll_back,
    save_policy,
    site_policy,
    validate,
)
from service.moderation.policy import overlay
from service.moderation.policy_changes import changes
from service.moderation.policy_schema import schema
from service.moderation.policy_text import Document, Unreadable, read, write_json, write_toml

api = APIBlueprint("policies", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="policies")])

_DRAFT = -1  # a version that no saved policy has
_NEWEST = 100  # versions shown
_IGNORED = "as GET gives it: ignored, for it follows from `body` and `overlays`"


class Overlay(Body):
    """What differs in a section, or below one article: one of the two is named."""

    section: str | None = Field(default=None, min_length=1, max_length=100)
    article: str | None = Field(default=None, min_length=1, max_length=255)
    body: dict[str, Any]


class PolicyBody(Body):
    """What GET gives may be sent back as it is: `effective`, `toml` and `json` follow from the rest,
    and are ignored."""

    body: dict[str, Any] = Field(description="what differs from the default policy")
    overlays: list[Overlay] = Field(default_factory=list, max_length=500)
    note: str = Field(default="", max_length=2_000)
    version: int | None = Field(
        default=None,
        ge=0,
        description="the version that was changed: 409 when it is not the newest",
    )
    effective: Any = Field(default=None, description=_IGNORED)
    toml: Any = Field(default=None, description=_IGNORED)
    json_: Any = Field(default=None, alias="json", description=_IGNORED)


class TextBody(Body):
    """A policy as text, to be read; or as data, to be written."""

    format: Literal["toml", "json"] = "toml"
    text: str | None = Field(default=None, max_length=60_000)
    body: dict[str, Any] = Field(default_factory=dict)
    overlays: list[Overlay] = Field(default_factory=list, max_length=500)


class RollbackBody(Body):
    version: int = Field(ge=0, le=2**31, description="0: the default policy")
    note: str = Field(default="", max_length=2_000)


class ChangesQuery(Query):
    before: int = Field(ge=0, le=2**31, alias="from")
    after: int = Field(ge=0, le=2**31, alias="to")


def draft_from(site_id: int, body: dict[str, Any], overlays: list[Overlay]) -> SitePolicy:
    """A valid draft of that site's policy. Raises ValidationError."""
    laid_over = tuple(each.model_dump(exclude_none=True) for each in overlays)
    validate(body, laid_over)
    return SitePolicy(site_id, _DRAFT, body, laid_over)


def policy_json(policy: SitePolicy) -> dict[str, Any]:
    """A policy as data and as text, with the complete one that follows for the whole site."""
    document = Document(dict(policy.body), [dict(each) for each in policy.overlays])
    return {
        "version": None if policy.version == _DRAFT else policy.version,
        "body": document.body,
        "overlays": document.overlays,
        "effective": overlay(policy.body).model_dump(mode="json"),
        "toml": write_toml(document),
        "json": write_json(document),
    }


@api.get("/policy.schema.json")
def get_schema() -> Response:
    """The JSON schema of a policy's text, for editors."""
    response = answer(schema())
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@api.get("/sites/<site>/policy")
def get(path: SitePath) -> Response:
    """The site's policy: what it set, as data and as TOML, and the complete policy that follows."""
    site_id = places.site_id(path.site)
    require(auth.current_actor(), Permission.READ_POLICY, site_id)
    with transaction(site_id) as session:
        return answer(policy_json(current_policy(session, site_id)))


@api.put("/sites/<site>/policy")
def put(path: SitePath, body: PolicyBody) -> Response:
    """Save a new version; it holds for what is judged from now on."""
    site_id = places.site_id(path.site)
    actor = auth.moderating()
    require(actor, Permission.WRITE_POLICY, site_id)
    draft = draft_from(site_id, body.body, body.overlays)
    with transaction(site_id) as session:
        save_policy(
            session, site_id, draft.body, list(draft.overlays), author=actor.name,
            note=body.note, now=utc_now(), standing_on=body.version,
        )  # fmt: skip
        return answer(policy_json(current_policy(session, site_id)))


@api.post("/sites/<site>/policy/checks")
def check(path: SitePath, body: TextBody) -> Response:
    """Read a policy's text, or write one. Saves nothing; what is wrong is told by line and column."""
    site_id = places.site_id(path.site)
    require(auth.current_actor(), Permission.READ_POLICY, site_id)
    if body.text is None:
        return answer(policy_json(draft_from(site_id, body.body, body.overlays)))
    try:
        document = read(body.text, body.format)
    except Unreadable as error:
        faults = [
            {"line": each.line, "column": each.column, "path": each.path, "why": each.why}
            for each in error.faults
        ]
        raise PolicyInvalid("the text is no policy", faults=faults) from error
    return answer(policy_json(_drafted(site_id, document)))


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
            .limit(_NEWEST)
        ).scalars()
        items = [
            {
                "version": row.version, "body": row.body, "overlays": row.overlays,
                "author": row.author, "note": row.note, "created_at": timestamp(row.created_at),
            }
            for row in rows
        ]  # fmt: skip
    return answer(listing(items))


@api.get("/sites/<site>/policy/changes")
def get_changes(path: SitePath, query: ChangesQuery) -> Response:
    """What one version does differently from another; version 0 is the default policy."""
    site_id = places.site_id(path.site)
    require(auth.current_actor(), Permission.READ_POLICY, site_id)
    with transaction(site_id) as session:
        newest = current_policy(session, site_id).version
        if max(query.before, query.after) > newest:
            raise NotFound("no such version")
        before, after = (
            site_policy(session, site_id, version) for version in (query.before, query.after)
        )
    found = changes((before.body, before.overlays), (after.body, after.overlays))
    return answer(listing([
        {"where": each.where, "path": each.path, "before": each.before, "after": each.after}
        for each in found
    ]))  # fmt: skip


@api.post("/sites/<site>/policy/rollbacks")
def post_rollback(path: SitePath, body: RollbackBody) -> Response:
    """Make an older version the site's policy again, as a new version."""
    site_id = places.site_id(path.site)
    actor = auth.moderating()
    require(actor, Permission.WRITE_POLICY, site_id)
    note = body.note or f"Back to version {body.version}"
    with transaction(site_id) as session:
        roll_back(session, site_id, body.version, author=actor.name, note=note, now=utc_now())
        return answer(policy_json(current_policy(session, site_id)), 201)


def _drafted(site_id: int, document: Document) -> SitePolicy:
    if len(document.overlays) > 500:
        raise Invalid("a policy has 500 overlays at most", fields=["overlays"])
    return SitePolicy(site_id, _DRAFT, document.body, tuple(document.overlays))
