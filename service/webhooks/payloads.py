"""What a webhook says: the event, and the comment's text only while everybody may read it. Pure."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson

from service.errors import NotFound
from service.ids import parse_public_id, public_id, shuffled, unshuffled

_PREFIX = "evt_"


def payload(event: Mapping[str, Any], *, site: str, name: str) -> str:
    """The body for one event; `event` is a row of webhooks.deliver's query, `name` its id."""
    site_id = event["site_id"]
    at: datetime = event["at"]
    data = {
        "event": name,
        "site": site,
        "article": event["article_key"],
        "comment": _public(site_id, event["comment_id"]),
        "reader": _public(site_id, event["reader_id"]),
        "revision": event["revision"],
        "details": event["data"],
        "status": event["status"],
        "text": event["text"],
    }
    known = {name: value for name, value in data.items() if value is not None}
    body = {"type": event["kind"], "timestamp": at.isoformat(), "data": known}
    return orjson.dumps(body).decode()


def event_name(site_id: int, event_id: int, *, secret: str) -> str:
    """The stable id of an event: the same at every attempt, so that receivers can tell repeats.
    Events are counted over all sites, which is nobody's business: the count is shuffled."""
    return _PREFIX + public_id(site_id, shuffled(event_id, key=_key(secret)))


def event_id_of(name: str, *, secret: str) -> int:
    """The event that `event_name` named so. Raises NotFound for what it cannot have written."""
    _, number = parse_public_id(name.removeprefix(_PREFIX))
    if number >> 62:
        raise NotFound("no such event")
    return unshuffled(number, key=_key(secret))


@lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    return hashlib.blake2s(b"parley: ids of events " + secret.encode()).digest()


def _public(site_id: int, row_id: int | None) -> str | None:
    return None if row_id is None else public_id(site_id, row_id)
