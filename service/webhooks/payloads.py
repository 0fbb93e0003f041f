"""What a webhook says: the event, and the comment's text only while everybody may read it. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from service.ids import public_id


def payload(event: Mapping[str, Any], *, site: str) -> str:
    """The body for one event; `event` is a row of webhooks.deliver's query."""
    site_id = event["site_id"]
    at: datetime = event["at"]
    data = {
        "event": event_name(site_id, event["event_id"]),
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


def event_name(site_id: int, event_id: int) -> str:
    """The stable id of an event: the same at every attempt, so that receivers can tell repeats."""
    return "evt_" + public_id(site_id, event_id)


def _public(site_id: int, row_id: int | None) -> str | None:
    return None if row_id is None else public_id(site_id, row_id)
