"""Who takes part in a discussion: readers by their token, and staff, whose console speaks for them
as the reader that they are on the site."""

from datetime import datetime

from sqlalchemy.orm import Session

from service.api import auth
from service.identity.actors import ReaderActor, StaffActor
from service.identity.speaking import voice


def participant(site_id: int) -> ReaderActor | StaffActor:
    """Who asks, if they may take part on that site. Raises Unauthenticated or Forbidden."""
    actor = auth.current_actor()
    if isinstance(actor, StaffActor) and auth.may_moderate(actor, site_id):
        return actor
    return auth.reader(site_id)


def reader_of(
    session: Session, site_id: int, who: ReaderActor | StaffActor, *, now: datetime
) -> int:
    """The id of the reader that they are there; that of staff is made when they first speak."""
    if isinstance(who, StaffActor):
        return voice(session, site_id, who, now=now)
    return who.id
