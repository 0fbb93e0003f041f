"""The mail that brings an invitation to whom it is for."""

from datetime import datetime

from sqlalchemy.orm import Session

from service.identity.sealing import seal
from service.models import Invitation
from service.notices import outbox


def send(
    session: Session, row: Invitation, *, by: str, link: str, secret: str, now: datetime
) -> None:
    """Promise the mail of an invitation that `by` has just made; `link` holds its secret, so all
    is sealed."""
    told = {
        "invitation": row.id, "to": row.email, "language": row.language, "by": by,
        "role": row.role, "link": link, "until": row.expires_at.date().isoformat(),
    }  # fmt: skip
    sealed = seal(outbox.pack(told), secret=secret)
    outbox.add(session, row.site_id, outbox.INVITATION, sealed=sealed, now=now)
