"""The figures: each drives a running installation and returns what a result file keeps."""

import itertools
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import orjson
import psycopg

from bench.client import drive, request
from bench.peers import durable_inserts, isso, pgbench
from bench.stack import Stack
from bench.texts import bodies, texts

GZIP = {"Accept_Encoding": "gzip"}


def posts(made: Stack, seconds: float) -> dict[str, Any]:
    """Accepted a second at 8 and 64 connections, beside Isso and one durable insert."""
    place = made.article("posts")
    bearers = itertools.cycle([made.token(f"Reader {n}") for n in range(100)])

    def requests(seed: int) -> Iterator[bytes]:
        for body, token in zip(bodies(seed), bearers, strict=False):
            yield request("POST", f"{place}/comments", body, Authorization=f"Bearer {token}")

    drive(made.url, requests(time.time_ns()), connections=8, seconds=2)  # plans, pools, caches
    found: dict[str, Any] = {
        f"parley_{n}": drive(
            made.url, requests(time.time_ns()), connections=n, seconds=seconds
        ).summary()
        for n in (8, 64)
    }
    database = made.told["database_url"]
    found["limit_insert_8"] = {"rate": durable_inserts(database, connections=8, seconds=seconds)}
    for n in (8, 64):
        found[f"limit_pgbench_{n}"] = {"rate": pgbench(database, connections=n, seconds=seconds)}
    with isso() as url:
        if url is not None:
            raw = (
                request("POST", f"{url}/new?uri=/bench", orjson.dumps({"text": text}))
                for text in texts(time.time_ns())
            )
            found["isso_8"] = drive(url, raw, connections=8, seconds=seconds).summary()
            one = itertools.repeat(request("GET", f"{url}/?uri=/bench&limit=100"))
            found["isso_page_8"] = drive(url, one, connections=8, seconds=seconds).summary()
    return found


def reads(made: Stack, seconds: float) -> dict[str, Any]:
    """First page at 100, 10,000 and 100,000 comments; with a matching ETag; a constant answer."""
    found: dict[str, Any] = {}
    for size in (100, 10_000, 100_000):
        place = made.article(f"size-{size}")
        fill(made, f"size-{size}", size)
        page = request("GET", f"{place}/comments?limit=100", **GZIP)
        found[f"page_{size}"] = drive(
            made.url, itertools.repeat(page), connections=8, seconds=seconds
        ).summary()
    tag = f'"{_version(made, "size-100")}"'
    known = request("GET", f"{made.base}/articles/size-100/comments?limit=100",
                    If_None_Match=tag, **GZIP)  # fmt: skip
    keys = "&".join(f"article={quote(f'size-{n}')}" for n in range(100))
    others = {
        "page_100_etag": known,
        "counts_100": request("GET", f"{made.base}/counts?{keys}"),
        "limit_constant": request("GET", f"{made.url}/healthz"),
    }
    for name, raw in others.items():
        found[name] = drive(
            made.url, itertools.repeat(raw), connections=8, seconds=seconds
        ).summary()
    return found


def memory(made: Stack, seconds: float) -> dict[str, Any]:
    """Seconds from the command to an installation that answers, engines made anew; megabytes of
    each role (PSS: shared pages by their share), idle and while comments come and are scored."""
    place = made.article("memory")
    token = made.token()
    idle = made.megabytes()
    load = drive(
        made.url,
        (request("POST", f"{place}/comments", body, Authorization=f"Bearer {token}")
         for body in bodies(time.time_ns())),
        connections=8, seconds=seconds, rate=50,
    )  # fmt: skip
    return {
        "cold_start_s": round(made.started, 1), "idle_mb": idle,
        "loaded_mb": made.megabytes(), "load": load.summary(),
    }  # fmt: skip


def fill(made: Stack, key: str, size: int) -> None:
    """Published comments below an article, written straight into the tables."""
    with psycopg.connect(made.told["database_url"], autocommit=True) as connection:
        connection.execute(_FILL, {"key": key, "size": size})
        connection.execute("ANALYZE comments; ANALYZE revisions")


def _version(made: Stack, key: str) -> int:
    with psycopg.connect(made.told["database_url"]) as connection:
        row = connection.execute("SELECT version FROM articles WHERE key = %s", [key]).fetchone()
    assert row is not None
    return int(row[0])


_FILL = """
    WITH a AS (UPDATE articles SET comment_count = %(size)s, version = version + 1
               WHERE key = %(key)s RETURNING *),
    r AS (INSERT INTO readers (site_id, id, issuer, subject, name, name_key)
          SELECT site_id, id, 'bench', key, 'Bench', 'bench' FROM a RETURNING site_id, id),
    c AS (INSERT INTO comments (site_id, id, article_id, root_id, depth, path, reader_id, status,
              revision, published_revision, version, created_at, published_at)
          SELECT a.site_id, a.id + n, a.id, a.id + n, 0, int8send(a.id + n), r.id, 'published',
              1, 1, a.version, now(), now()
          FROM a, r, generate_series(1, %(size)s) AS n RETURNING site_id, id)
    INSERT INTO revisions (site_id, comment_id, number, text, html, created_at)
    SELECT site_id, id, 1, t, '<p>' || t || '</p>', now()
    FROM c, LATERAL (SELECT repeat('A comment of ordinary length. ', 7) || id AS t) AS t
"""
