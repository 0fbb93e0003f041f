"""The weekly mail of a site's figures: whether the member of staff who asks gets it."""

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from sqlalchemy.orm import Session

from service.api import auth, places
from service.api.answers import answer
from service.api.schemas import Body, Language, SitePath
from service.clock import utc_now
from service.core import current_settings
from service.db import transaction
from service.identity.permissions import Permission, require
from service.notices import reports

api = APIBlueprint(
    "reports", __name__, url_prefix="/api/v1/sites", abp_tags=[Tag(name="statistics")]
)


class MailsBody(Body):
    is_wanted: bool
    language: Language = "en"


@api.get("/<site>/statistics/mails")
def get(path: SitePath) -> Response:
    """Whether one gets the weekly mail, and whether this installation sends mail at all."""
    site_id, staff_id = _who(path)
    with transaction(site_id) as session:
        return _told(session, site_id, staff_id)


@api.put("/<site>/statistics/mails")
def put(path: SitePath, body: MailsBody) -> Response:
    """Get the weekly mail from next Monday on, in this language; or no more of them."""
    site_id, staff_id = _who(path)
    language = body.language if body.is_wanted else None
    with transaction(site_id) as session:
        reports.want(session, site_id, staff_id, language=language, now=utc_now())
        return _told(session, site_id, staff_id)


def _who(path: SitePath) -> tuple[int, int]:
    actor, site_id = auth.staff_member(), places.site_id(path.site)
    require(actor, Permission.SEE_STATISTICS, site_id)
    return site_id, actor.id


def _told(session: Session, site_id: int, staff_id: int) -> Response:
    is_wanted = reports.is_wanted(session, site_id, staff_id)
    return answer({"is_wanted": is_wanted, "is_possible": current_settings().sends_mail})
