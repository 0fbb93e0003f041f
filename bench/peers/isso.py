"""Isso from PyPI, with SQLite as it comes, served by gunicorn as its documentation advises."""

import os
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from urllib.parse import quote

import orjson

from bench.client import request
from bench.peers import Peer, wait_for
from bench.peers.installing import python_packages
from bench.texts import texts
from service.up.ports import free_port

_PACKAGES = ("isso==0.14.0", "gunicorn==27.0.1", "setuptools<81")
_CONF = """[general]
dbpath = {folder}/comments.db
host = http://127.0.0.1:{port}/
[server]
listen = http://127.0.0.1:{port}
[guard]
enabled = false
[moderation]
enabled = false
"""


@contextmanager
def isso(cache: Path, _database_url: str) -> Iterator[Peer]:
    """A running Isso. Raises Unusable."""
    programs = python_packages(cache / "isso", *_PACKAGES)
    with tempfile.TemporaryDirectory(prefix="isso-bench-") as name:
        folder, port = Path(name), free_port()
        (folder / "isso.cfg").write_text(_CONF.format(folder=folder, port=port))
        process = subprocess.Popen(
            [programs / "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2",
             "--threads", "4", "--preload", "isso.run"],
            env={**os.environ, "ISSO_SETTINGS": str(folder / "isso.cfg")}, cwd=folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            wait_for(f"http://127.0.0.1:{port}/config")
            database = folder / "comments.db"
            _fill(database, {"/posts": 0})
            yield _peer(f"http://127.0.0.1:{port}", database)
        finally:
            process.terminate()
            process.wait(20)


def _peer(url: str, database: Path) -> Peer:
    def posts(seed: int) -> Iterator[bytes]:
        for text in texts(seed):
            yield request("POST", f"{url}/new?uri=/posts", orjson.dumps({"text": text}))

    return Peer(
        version=_PACKAGES[0],
        url=url,
        posts=posts,
        page=lambda article: request("GET", f"{url}/?uri={quote(article)}&sort=newest&limit=100"),
        counts=lambda articles: request("POST", f"{url}/count", orjson.dumps(articles)),
        fill=lambda sizes: _fill(database, sizes),
    )


def _fill(database: Path, sizes: dict[str, int]) -> None:
    with closing(sqlite3.connect(database, timeout=30)) as connection, connection:
        for article, size in sizes.items():
            # A thread it does not know it would look up on the page itself, by HTTP.
            made = connection.execute("INSERT INTO threads (uri, title) VALUES (?, ?)",
                                      [article, article])  # fmt: skip
            rows = (
                (made.lastrowid, time.time(), f"127.0.{n % 256}.0", text, bytes(256))
                for n, text in enumerate(islice(texts(size), size))
            )
            connection.executemany(
                "INSERT INTO comments (tid, created, mode, remote_addr, text, voters)"
                " VALUES (?, ?, 1, ?, ?, ?)", rows,
            )  # fmt: skip
