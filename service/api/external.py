"""A site's own check of comments, for its admins: asked by the worker beside the model."""

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field

from service.api import auth, places
from service.api.answers import answer
from service.api.config import secret, settings
from service.api.schemas import Body, SitePath
from service.clock import utc_now
from service.db import transaction
from service.errors import NotFound
from service.identity.permissions import Permission
from service.identity.sealing import seal
from service.moderation.external import (
    MAX_SECONDS,
    MIN_SECONDS,
    check_of,
    remove_check,
    save_check,
)
from service.outside import MAX_URL, parse
from service.staff.acts import note_act
from service.webhooks.sign import new_secret

api = APIBlueprint("external", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="external")])


class CheckBody(Body):
    url: str = Field(max_length=MAX_URL)
    seconds: float = Field(
        default=2.0, ge=MIN_SECONDS, le=MAX_SECONDS, description="how long it may think"
    )


@api.get("/sites/<site>/external")
def show(path: SitePath) -> Response:
    """Where the site's own check is asked."""
    site_id = places.site_id(path.site)
    auth.staff_with(Permission.ADMINISTER, site_id)
    with transaction(site_id) as session:
        found = check_of(session, site_id)
    if found is None:
        raise NotFound("this site has no check of its own")
    return answer({"url": found.url, "seconds": found.seconds})


@api.put("/sites/<site>/external")
def save(path: SitePath, body: CheckBody) -> Response:
    """Ask there about each comment, signed after the Standard Webhooks specification; `secret` is
    shown this once. Private addresses are refused."""
    site_id, now = places.site_id(path.site), utc_now()
    actor = auth.staff_with(Permission.ADMINISTER, site_id)
    parse(body.url, allow_private=settings().allows_private_targets)
    made = new_secret()
    with transaction(site_id) as session:
        save_check(
            session, site_id, body.url, seconds=body.seconds,
            sealed=seal(made.encode(), secret=secret()), now=now,
        )  # fmt: skip
        note_act(session, site_id, actor, ("check_saved", body.url), now=now)
    return answer({"url": body.url, "seconds": body.seconds, "secret": made})


@api.delete("/sites/<site>/external")
def remove(path: SitePath) -> Response:
    """Nobody is asked any more."""
    site_id = places.site_id(path.site)
    actor = auth.staff_with(Permission.ADMINISTER, site_id)
    with transaction(site_id) as session:
        remove_check(session, site_id)
        note_act(session, site_id, actor, ("check_removed", path.site), now=utc_now())
    return Response(status=204)
