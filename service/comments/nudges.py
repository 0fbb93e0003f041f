"""The second thought before posting: who is shown one, and what they made of it.

Kept is that it was due, below which article and what followed, never the text nor the reader: the
text comes back with the comment, and the proposal's own seal tells whether it is still the same.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from service.errors import Invalid, NotFound
from service.ids import id_within, new_id, public_id
from service.models import Article, NudgeShown
from service.text import clean

HELD_OUT = 0.1  # of the readers are shown none, so that the effect on the others is known
_SEAL = 16  # bytes, in hexadecimal digits twice as many


@dataclass(frozen=True, slots=True)
class Proposal:
    """`token` comes back with the comment, so that what followed is counted."""

    token: str
    is_shown: bool


def is_held_out(site_id: int, reader_id: int, *, secret: str) -> bool:
    """Whether this reader is of the share shown none: always the same answer for them."""
    drawn = _keyed(f"hold out {site_id} {reader_id}", secret)
    return int.from_bytes(drawn[:4]) < HELD_OUT * 2**32


def propose(
    session: Session, site_id: int, article_key: str, reader_id: int, raw: str, *,
    secret: str, now: datetime,
) -> Proposal | None:  # fmt: skip
    """Keep that another wording of this text was due; None below an article that is not there yet.

    Raises Invalid for a text that could not be posted.
    """
    found = session.execute(
        select(Article.id).where(Article.site_id == site_id, Article.key == article_key)
    ).scalar_one_or_none()
    if found is None:
        return None
    nudge_id = new_id(now)
    is_shown = not is_held_out(site_id, reader_id, secret=secret)
    session.execute(
        insert(NudgeShown).values(
            site_id=site_id, id=nudge_id, article_id=found, is_shown=is_shown, at=now
        )
    )
    name = public_id(site_id, nudge_id)
    return Proposal(f"{name}.{_seal(name, clean(raw), secret)}", is_shown)


def follow(
    session: Session, site_id: int, token: str, comment_id: int, raw: str, *, secret: str
) -> None:
    """The comment was posted after all, as it was or edited; counted once.

    Raises Invalid for a token that `propose` cannot have made.
    """
    name, _, seal = token.partition(".")
    try:
        nudge_id = id_within(site_id, name, what="nudge")
    except NotFound as error:
        raise Invalid("this is no nudge's token", fields=["nudge"]) from error
    is_same = hmac.compare_digest(seal.encode(), _seal(name, clean(raw), secret).encode())
    session.execute(
        _FOLLOW,
        {"site": site_id, "id": nudge_id, "comment": comment_id, "is_edited": not is_same},
    )


def _seal(name: str, cleaned: str, secret: str) -> str:
    return _keyed(f"nudge {name} {cleaned}", secret)[:_SEAL].hex()


def _keyed(message: str, secret: str) -> bytes:
    return hmac.digest(secret.encode(), message.encode(), hashlib.sha256)


# Only below the article it was proposed for, and only the first comment that says so.
_FOLLOW = text("""
    UPDATE nudges AS n SET comment_id = c.id, is_edited = :is_edited
    FROM comments AS c
    WHERE n.site_id = :site AND n.id = :id AND n.comment_id IS NULL
      AND c.site_id = :site AND c.id = :comment AND c.article_id = n.article_id
""")
