"""Reads: pages, counts and changes a second, beside peers, a constant answer and a file."""

import gzip
import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from statistics import median
from urllib.parse import quote

import psycopg
import redis
import requests

from bench.client import Load, drive, request
from bench.edge import edge
from bench.filling import fill, more_articles
from bench.limits import constant
from bench.peers import Opening
from bench.peers.opening import PEERS, peer
from bench.plan import Plan
from bench.stack import Stack
from bench.steps import Rows, step

GZIP = {"Accept_Encoding": "gzip"}
SIZES = (100, 10_000, 100_000)
PEERS_SIZES = (100, 10_000)
PAGES = 10_000  # that poll for changes
_COLD = 15  # pages rendered anew, of which the median is told
Loads = dict[str, Callable[[float], Load]]


def reads(made: Stack, plan: Plan) -> Rows:
    """Every row of the figure."""
    rows = Rows()
    _fill(made)
    loads = {**_pages(made), **_counts(made), **_changes(made)}
    loads["healthz"] = _load(made.url, request("GET", f"{made.url}/healthz"))
    with ExitStack() as running:
        url = running.enter_context(constant())
        loads["limit_constant"] = _load(url, request("GET", f"{url}/"))
        loads |= _edge(made, rows, running)
        for opening in PEERS:
            loads |= _peer(made, plan, rows, opening, running)
        rows.rounds(loads, plan)
    for size in SIZES:
        rows.add(f"cold_{size}", partial(_cold, made, size), limit=60)
    return rows


def _fill(made: Stack) -> None:
    for size in SIZES:
        made.article(f"size-{size}")
        with step(f"writing {size} comments", limit=120):
            fill(made, f"size-{size}", size)


def _load(url: str, raw: bytes | Iterator[bytes], connections: int = 8) -> Callable[[float], Load]:
    asked = itertools.repeat(raw) if isinstance(raw, bytes) else raw
    return lambda seconds: drive(url, asked, connections=connections, seconds=seconds)


def _page(made: Stack, size: int) -> str:
    return f"{made.base}/articles/size-{size}/comments?limit=100"


def _pages(made: Stack) -> Loads:
    loads = {
        f"page_{size}": _load(made.url, request("GET", _page(made, size), **GZIP)) for size in SIZES
    }
    tag = requests.get(_page(made, 100), timeout=30).headers["ETag"]
    known = request("GET", _page(made, 100), If_None_Match=tag, **GZIP)
    return {**loads, "page_100_etag": _load(made.url, known)}


def _counts(made: Stack) -> Loads:
    def asked(count: int) -> str:
        keys = "&".join(f"article={quote(f'size-{n}')}" for n in range(count))
        return f"{made.base}/counts?{keys}"

    return {f"counts_{n}": _load(made.url, request("GET", asked(n))) for n in (50, 100)}


def _changes(made: Stack) -> Loads:
    """10,000 open pages ask what is new: all on one article, and each on one of its own."""
    made.article("polled")
    with step(f"making {PAGES} articles", limit=60):
        keys = more_articles(made, "polled", PAGES)

    def asked(key: str) -> bytes:
        url = f"{made.base}/articles/{key}/changes?since=1"
        return request("GET", url, If_None_Match='"1-1"')

    return {
        "changes_one_article": _load(made.url, asked(keys[0]), 64),
        "changes_10000_articles": _load(made.url, map(asked, itertools.cycle(keys)), 64),
    }


def _edge(made: Stack, rows: Rows, running: ExitStack) -> Loads:
    body = gzip.compress(requests.get(_page(made, 100), timeout=30).content, 4, mtime=0)
    try:
        url = running.enter_context(edge(made.url, body))
    except Exception as error:  # whatever it was is told in the rows
        for name in ("limit_file", "nginx_page_100"):
            rows.miss(name, str(error)[:300])
        return {}
    page = request("GET", _page(made, 100).replace(made.url, url), **GZIP)
    file = request("GET", f"{url}/file")
    return {"limit_file": _load(url, file), "nginx_page_100": _load(url, page)}


def _peer(made: Stack, plan: Plan, rows: Rows, opening: Opening, running: ExitStack) -> Loads:
    name = opening.__name__
    names = [f"{name}_page_{size}" for size in PEERS_SIZES] + [f"{name}_counts_50"]
    opened = running.enter_context(peer(rows, names, opening, plan, made))
    if opened is None:
        return {}
    few = {f"/a-{n}": 1 for n in range(50)}
    with step(f"filling {name}", limit=120):
        opened.fill({f"/size-{size}": size for size in PEERS_SIZES} | few)
    # Where a page takes a second, eight at once would only wait for each other.
    loads = {
        f"{name}_page_{size}": _load(
            opened.url, opened.page(f"/size-{size}"), 8 if size == PEERS_SIZES[0] else 2
        )
        for size in PEERS_SIZES
    }
    return {**loads, f"{name}_counts_50": _load(opened.url, opened.counts([*few]))}


def _cold(made: Stack, size: int) -> dict[str, float]:
    """Milliseconds for one page that nobody has kept: its article has moved since."""
    waits = []
    with psycopg.connect(made.told["database_url"], autocommit=True) as connection:
        valkey = redis.Redis.from_url(made.told["broker_url"])
        for _ in range(_COLD):
            connection.execute(_MOVE, [f"size-{size}"])
            for key in valkey.scan_iter("v:*"):
                valkey.delete(key)
            time.sleep(0.05)  # the web processes' own memory of a version is shorter
            begun = time.perf_counter()
            requests.get(_page(made, size), timeout=30).raise_for_status()
            waits.append(1_000 * (time.perf_counter() - begun))
        valkey.close()
    return {"median_ms": round(median(waits), 1)}


_MOVE = "UPDATE articles SET version = version + 1 WHERE key = %s"
