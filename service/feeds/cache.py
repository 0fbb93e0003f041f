"""Rendered pages and article versions, in Valkey for all and in each process for moments.

A page carries the version it was made at and is served only while the article still has it; a
version is forgotten when it moves, and anyhow after VERSION_SECONDS, so that a lost message costs
no more than that. A process believes a version for HOLD_SECONDS without asking: under load that
saves the round trip, and nobody can tell."""

import threading
import time
from collections import OrderedDict
from functools import partial
from typing import Any, Generic, TypeVar

from service import replica
from service.valkey import memory

VERSION_SECONDS = 2  # what contract and caches allow a public feed to be old
PAGE_SECONDS = 600
HOLD_SECONDS = 0.02
STALE_SECONDS = 0.25  # while somebody asks
MOVED_SECONDS = int(2 * replica.SLACK_SECONDS) + 1  # surely longer than a replica that is read lags
LOCAL_BYTES = 16_000_000  # of pages in one process

T = TypeVar("T")


class Moments(Generic[T]):
    """Answers that this process may give again for HOLD_SECONDS. Owns at most `limit` of them.

    Who first finds one gone stale is sent to ask anew; the others are given it meanwhile, until it
    is STALE_SECONDS old, so that on a busy machine they do not all ask the same at once.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: dict[object, tuple[float, float, T]] = {}  # put at, fresh until

    def get(self, key: object) -> T | None:
        """The answer, or None: then ask, and put what you hear."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        at, until, value = kept
        now = time.monotonic()
        if now < until:
            return value
        if now < at + STALE_SECONDS:
            self._kept[key] = (at, min(now + HOLD_SECONDS, at + STALE_SECONDS), value)
        return None

    def put(self, key: object, value: T) -> None:
        """Remember an answer."""
        if len(self._kept) >= self._limit:
            self._kept.clear()  # they live for moments: no order among them is worth keeping
        now = time.monotonic()
        self._kept[key] = (now, now + HOLD_SECONDS, value)

    def drop(self, key: object) -> None:
        """Forget an answer."""
        self._kept.pop(key, None)


class _Pages:
    """This process's pages, the least recently used leave first. Owns LOCAL_BYTES at most."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, tuple[int, bytes]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: str, version: int) -> bytes | None:
        with self._lock:
            kept = self._pages.get(key)
            if kept is None or kept[0] != version:
                return None
            self._pages.move_to_end(key)
            return kept[1]

    def put(self, key: str, version: int, body: bytes) -> None:
        with self._lock:
            self._size += len(body) - len(self._pages.pop(key, (0, b""))[1])
            self._pages[key] = (version, body)
            while self._size > LOCAL_BYTES:
                _, (_, oldest) = self._pages.popitem(last=False)
                self._size -= len(oldest)


_versions: Moments[int] = Moments(10_000)
_pages = _Pages()


def kept_version(site_id: int, article_id: int) -> int | None:
    """The article's version, if it is known without the database."""
    held = _versions.get((site_id, article_id))
    if held is not None:
        return held
    key = _version_key(site_id, article_id)
    version = memory().ask(lambda client: client.get(key), otherwise=None)
    if version is None:
        _versions.drop((site_id, article_id))  # it moved: nobody is to be told the old one
        return None
    _versions.put((site_id, article_id), int(version))
    return int(version)


def keep_version(site_id: int, article_id: int, version: int) -> None:
    """Remember an article's version for VERSION_SECONDS."""
    key = _version_key(site_id, article_id)
    memory().ask(lambda client: client.set(key, version, ex=VERSION_SECONDS), otherwise=None)


def kept_page(site_id: int, article_id: int, page: str, version: int) -> bytes | None:
    """The rendered page, if it was kept and has that version."""
    key = _page_key(site_id, article_id, page)
    body = _pages.get(key, version)
    if body is not None:
        return body
    kept = memory().ask(lambda client: client.get(key), otherwise=None)
    if kept is None or kept[:8] != version.to_bytes(8):
        return None
    _pages.put(key, version, kept[8:])
    return bytes(kept[8:])


def keep_page(site_id: int, article_id: int, page: str, version: int, body: bytes) -> None:
    """Remember a rendered page, valid while the article has `version`."""
    key, value = _page_key(site_id, article_id, page), version.to_bytes(8) + body
    _pages.put(key, version, body)
    memory().ask(lambda client: client.set(key, value, ex=PAGE_SECONDS), otherwise=None)


def forget_articles(site_id: int, article_ids: tuple[int, ...]) -> None:
    """Called after a commit that moved these articles' versions."""
    for each in article_ids:
        _versions.drop((site_id, each))
    if article_ids:
        if replica.is_used():
            memory().ask(partial(_note_moved, site_id, article_ids), otherwise=None)
        keys = [_version_key(site_id, each) for each in article_ids]
        memory().ask(lambda client: client.delete(*keys), otherwise=None)


def moved_lately(site_id: int, article_id: int) -> bool:
    """Whether a replica may not yet have the article as it is; also when nobody knows."""
    if not replica.is_used():
        return False
    key = _moved_key(site_id, article_id)
    return memory().ask(lambda client: bool(client.exists(key)), otherwise=True)


def _note_moved(site_id: int, article_ids: tuple[int, ...], client: Any) -> None:
    with client.pipeline(transaction=False) as pipeline:
        for each in article_ids:
            pipeline.set(_moved_key(site_id, each), 1, ex=MOVED_SECONDS)
        pipeline.execute()


def purge_articles(site_id: int, article_ids: tuple[int, ...]) -> None:
    """Forget every rendered page of these articles: they may hold a text that was erased."""
    for article_id in article_ids:
        pattern = _page_key(site_id, article_id, "*")
        memory().ask(partial(_purge, pattern), otherwise=None)
    forget_articles(site_id, article_ids)


def _purge(pattern: str, client: Any) -> None:
    for key in client.scan_iter(match=pattern, count=1_000):
        client.unlink(key)


def _version_key(site_id: int, article_id: int) -> str:
    return f"v:{site_id}:{article_id}"


def _moved_key(site_id: int, article_id: int) -> str:
    return f"m:{site_id}:{article_id}"


def _page_key(site_id: int, article_id: int, page: str) -> str:
    return f"p:{site_id}:{article_id}:{page}"
