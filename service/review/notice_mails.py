"""What who notifies illegal content is told by mail: that it arrived, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Row
from sqlalchemy.orm import Session

from service.config import Settings
from service.identity.sealing import seal
from service.ids import public_id
from service.notices import outbox
from service.review import illegal


@dataclass(frozen=True, slots=True)
class PostOffice:
    """What mails need: the key that seals them, where the service is found, whether any go out."""

    secret: str
    public_url: str
    is_open: bool

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The installation's."""
        key = settings.secret_key.get_secret_value()
        return cls(key, settings.public_url, settings.sends_mail)


def receive(
    session: Session, site_id: int, claim: illegal.Claim, office: PostOffice, *, now: datetime
) -> tuple[int, str]:
    """`illegal.receive`, and the receipt by mail to who left an address (Article 16(4))."""
    notice_id, receipt = illegal.receive(session, site_id, claim, now=now)
    if claim.email:
        link = f"{office.public_url}/notice/{public_id(site_id, notice_id)}?receipt={receipt}"
        told = {"to": claim.email, "language": claim.language, "outcome": "received", "link": link}
        _add(session, site_id, told, office, now=now)
    return notice_id, receipt


def tell_answer(session: Session, notice: Row[Any], office: PostOffice, *, now: datetime) -> None:
    """The answer by mail to who left an address (Article 16(5))."""
    if notice.email:
        told = {
            "to": notice.email, "language": notice.language, "outcome": notice.status,
            "answer": notice.answer,
        }  # fmt: skip
        _add(session, notice.site_id, told, office, now=now)


def _add(
    session: Session, site_id: int, told: dict[str, str], office: PostOffice, *, now: datetime
) -> None:
    if office.is_open:
        sealed = seal(outbox.pack(told), secret=office.secret)
        outbox.add(session, site_id, outbox.NOTICE, sealed=sealed, now=now)
