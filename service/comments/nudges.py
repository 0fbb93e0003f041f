"""The second thought before posting: who is shown one, and what they made of it.

Kept is that it was due, below which article and what followed, never the text nor the reader: the
text comes back with the comment, and the token's own seal tells whether it is still the same.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from service.articles.articles import article_by_key
from service.errors import Invalid, NotFound
from service.ids import id_within, new_id, public_id
from service.models import NudgeShown
from service.text import clean

HELD_OUT = 0.1  # of the readers are shown none, so that the effect on the others is known
_SEAL = 12  # bytes, in hexadecimal digits twice as many


@dataclass(frozen=True, slots=True)
class Proposal:
    """`token` says later that it was shown, or would have been, and what was posted then."""

    token: str
    is_shown: bool


def propose(site_id: int, reader_id: int, raw: str, *, secret: str, now: datetime) -> Proposal:
    """Another wording of a text to a reader. Nothing is stored: the answer may come too late.

    Raises Invalid for a text that could not be posted.
    """
    name = public_id(site_id, new_id(now))
    token = f"{name}.{_seal(name, secret)}{_seal(f'{name} {clean(raw)}', secret)}"
    return Proposal(token, not is_held_out(site_id, reader_id, secret=secret))


def is_held_out(site_id: int, reader_id: int, *, secret: str) -> bool:
    """Whether this reader is of the share shown none: always the same answer for them."""
    drawn = _keyed(f"hold out {site_id} {reader_id}", secret)
    return int.from_bytes(drawn[:4]) < HELD_OUT * 2**32


def keep(
    session: Session, site_id: int, article_key: str, reader_id: int, token: str, *,
    secret: str, now: datetime,
) -> None:  # fmt: skip
    """The proposal arrived in time; counted once.

    Raises Invalid for a token that `propose` did not make, NotFound without the article.
    """
    nudge_id, _, _ = _open(site_id, token, secret)
    article = article_by_key(session, site_id, article_key)
    row = {
        "site_id": site_id, "id": nudge_id, "article_id": article.id, "at": now,
        "is_shown": not is_held_out(site_id, reader_id, secret=secret),
    }  # fmt: skip
    session.execute(insert(NudgeShown).values(row).on_conflict_do_nothing())


def follow(
    session: Session, site_id: int, token: str, comment_id: int, raw: str, *, secret: str
) -> None:
    """The comment was posted after all, as it was or with another wording; counted once.

    Raises Invalid for a token that `propose` did not make.
    """
    nudge_id, name, seal = _open(site_id, token, secret)
    is_same = _equal(seal, _seal(f"{name} {clean(raw)}", secret))
    session.execute(
        _FOLLOW,
        {"site": site_id, "id": nudge_id, "comment": comment_id, "is_edited": not is_same},
    )


def _open(site_id: int, token: str, secret: str) -> tuple[int, str, str]:
    """(id, its public name, the seal of the text)."""
    name, _, seals = token.partition(".")
    own, of_text = seals[: 2 * _SEAL], seals[2 * _SEAL :]
    try:
        nudge_id = id_within(site_id, name, what="nudge")
    except NotFound as error:
        raise Invalid("this is no nudge's token", fields=["nudge"]) from error
    if not _equal(own, _seal(name, secret)):
        raise Invalid("this is no nudge's token", fields=["nudge"])
    return nudge_id, name, of_text


def _seal(message: str, secret: str) -> str:
    return _keyed(f"nudge {message}", secret)[:_SEAL].hex()


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _keyed(message: str, secret: str) -> bytes:
    return hmac.digest(secret.encode(), message.encode(), hashlib.sha256)


# Only below the article it was shown at, and only the first comment that says so.
_FOLLOW = text("""
    UPDATE nudges AS n SET comment_id = c.id, is_edited = :is_edited
    FROM comments AS c
    WHERE n.site_id = :site AND n.id = :id AND n.comment_id IS NULL
      AND c.site_id = :site AND c.id = :comment AND c.article_id = n.article_id
""")
