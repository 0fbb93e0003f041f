"""What a reader is told of themselves, how far they have read it, and whether by mail too."""

from datetime import datetime

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import AwareDatetime, Field

from service.accounts.addresses import has_address, want_digest
from service.api import auth, places
from service.api.answers import answer, listing
from service.api.config import secret
from service.api.schemas import Body, PageQuery, SitePath
from service.clock import utc_now
from service.db import transaction
from service.feeds.cursor import decode, encode
from service.feeds.notices import Place, own_notices, unread
from service.identity.readers import saw_notices

api = APIBlueprint("notices", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="comments")])


class SeenBody(Body):
    until: AwareDatetime = Field(description="`created_at` of the newest notice that was seen")


class DigestBody(Body):
    wants_digest: bool = Field(description="mail about replies and decisions, once a day at most")


@api.get("/sites/<site>/mine/notices")
def mine(path: SitePath, query: PageQuery) -> Response:
    """Replies to this reader and decisions on them in the last 90 days, the newest first; `unread`
    counts to 100."""
    site_id = places.site_id(path.site)
    reader = auth.reader(site_id)
    kind, now = f"notices:{reader.id}", utc_now()
    after = Place(*decode(query.cursor, secret=secret(), kind=kind)) if query.cursor else None
    with transaction(site_id) as session:
        items, place = own_notices(
            session, site_id, reader.id, after=after, limit=query.limit, now=now
        )
        count = unread(session, site_id, reader.id, now=now)
    cursor = encode([place.at, place.id], secret=secret(), kind=kind) if place else None
    return answer(listing(items, cursor, unread=count))


@api.put("/sites/<site>/mine/notices/seen")
def see(path: SitePath, body: SeenBody) -> Response:
    """Mark as read what this reader was told until then; never the other way round."""
    site_id = places.site_id(path.site)
    reader = auth.reader(site_id)
    until: datetime = min(body.until, utc_now())
    with transaction(site_id) as session:
        saw_notices(session, site_id, reader.id, until=until)
    return Response(status=204)


@api.get("/sites/<site>/mine/mails")
def mails(path: SitePath) -> Response:
    """Whether this reader wants digests by mail; `null` when no address of theirs is known."""
    site_id = places.site_id(path.site)
    reader = auth.reader(site_id)
    with transaction(site_id) as session:
        wants = has_address(session, site_id, reader.id)
    return answer({"wants_digest": wants})


@api.put("/sites/<site>/mine/mails")
def want_mails(path: SitePath, body: DigestBody) -> Response:
    """Digests by mail from now on, or no longer; answers as GET does then."""
    site_id = places.site_id(path.site)
    reader = auth.reader(site_id)
    with transaction(site_id) as session:
        want_digest(session, site_id, reader.id, wanted=body.wants_digest, now=utc_now())
        wants = has_address(session, site_id, reader.id)
    return answer({"wants_digest": wants})
