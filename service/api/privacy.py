"""One's own data, and erasure: by the reader, or on request by whoever may erase readers."""

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field

from service.api import auth, places
from service.api.answers import answer
from service.api.config import secret
from service.api.schemas import SitePath
from service.clock import utc_now
from service.db import transaction
from service.identity.actors import KeyActor
from service.identity.permissions import Permission, require
from service.ids import id_within
from service.privacy.erase import begin, go_on
from service.privacy.export import export
from service.staff.acts import note_act

api = APIBlueprint("privacy", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="privacy")])

_PORTIONS_AT_ONCE = 5  # the rest is erased by the worker within minutes


class ReaderPath(SitePath):
    reader: str = Field(description="a reader's id, or `me`")


@api.get("/sites/<site>/readers/<reader>/export")
def get_export(path: ReaderPath) -> Response:
    """All that is kept of a reader: `me` for oneself, an id for whoever may erase readers."""
    site_id = places.site_id(path.site)
    reader_id, _ = _whom(site_id, path.reader)
    with transaction(site_id) as session:
        body = export(session, site_id, reader_id, secret=secret())
    name = f'attachment; filename="parley-{path.site}.json"'
    return answer(body, Content_Disposition=name)


@api.delete("/sites/<site>/readers/<reader>")
def erase(path: ReaderPath) -> Response:
    """Erase name, texts and all that was made from them; replies stay. There is no way back."""
    now = utc_now()
    site_id = places.site_id(path.site)
    reader_id, asked_by = _whom(site_id, path.reader)
    with transaction(site_id) as session:
        begin(session, site_id, reader_id, asked_by=asked_by, now=now)
        if asked_by == "moderator":
            act = ("reader_erased", path.reader)
            note_act(session, site_id, auth.staff_member(), act, now=now)
    for _ in range(_PORTIONS_AT_ONCE):
        with transaction(site_id) as session:
            if go_on(session, site_id, reader_id, now=now):
                return answer({"state": "erased"})
    return answer({"state": "erasing"}, 202)


def _whom(site_id: int, reader: str) -> tuple[int, str]:
    if reader == "me":
        return auth.reader(site_id).id, "reader"
    actor = auth.current_actor()
    require(actor, Permission.ERASE_READERS, site_id)
    reader_id = id_within(site_id, reader, what="reader")
    return reader_id, "key" if isinstance(actor, KeyActor) else "moderator"
