"""From a record of the old system to a comment of ours: which article, who, when. Pure."""

import hashlib
import re
from datetime import datetime, timedelta

from service.articles.articles import MAX_KEY
from service.articles.urls import as_browsers_write, key_of
from service.errors import Invalid
from service.exchange.records import Options, Record, Thread, name_of
from service.exchange.storing import Incoming

_MAX_ID = 255  # characters of an id or a person's key
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def incoming(
    source: str, record: Record, options: Options, *, number: int, now: datetime
) -> Incoming:
    """The comment to store. Records without a time stand in the file's order, by their `number`,
    as if written shortly before `now`; none is of the future.

    Raises Invalid for an article that has neither an id nor an address.
    """
    at = record.at or now - timedelta(hours=1) + timedelta(milliseconds=number)
    key, url = article_of(record.thread, options)
    return Incoming(
        source=source,
        key=_fitting(record.key),
        article_key=key,
        author_key=_fitting(record.author_key),
        author_name=name_of(record.author_name),
        text=_CONTROL.sub("", record.text),
        at=min(at, now),
        parent_key=_fitting(record.parent_key) if record.parent_key is not None else None,
        article_title=" ".join(_CONTROL.sub("", record.thread.title).split()),
        article_url=url,
        status=record.status,
    )


def article_of(thread: Thread, options: Options) -> tuple[str, str | None]:
    """(key, canonical address) of the article, by what the operator said about both."""
    url = _address(thread.url, options)
    if options.key is None and url is not None:
        return key_of(url), url
    if not thread.id:
        raise Invalid("the article has no address", fields=["url"])
    return article_key((options.key or "{id}").replace("{id}", thread.id)), url


def article_key(article: str) -> str:
    """The file's article as a key of ours: itself where it can be one, else a hash of it."""
    if len(article) <= MAX_KEY and "/" not in article and article.isprintable():
        return article
    return "i-" + hashlib.sha256(article.encode(errors="replace")).hexdigest()


def _address(raw: str | None, options: Options) -> str | None:
    url = (raw or "").strip()
    if url.startswith("/") and options.base:
        url = options.base.rstrip("/") + url
    for before, now in options.moved:
        if url.startswith(before):
            url = now + url.removeprefix(before)
            break
    try:
        return as_browsers_write(url)
    except Invalid:
        return None  # as old systems have them: `about:blank`, a file on somebody's disk


def _fitting(key: str) -> str:
    kept = _UNSTORABLE.sub("", key)
    return kept if len(kept) <= _MAX_ID else hashlib.sha256(kept.encode()).hexdigest()
