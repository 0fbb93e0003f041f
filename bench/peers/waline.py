"""Waline from npm, by its own `vanilla.js`, on the PostgreSQL that Parley itself runs on."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from urllib.parse import quote, urlsplit

import orjson
import psycopg

from bench.client import request
from bench.peers import Peer, wait_for
from bench.peers.installing import node_packages, program
from bench.texts import texts
from service.up.ports import free_port

_PACKAGE = "@waline/vercel@1.39.3"
_DATABASE = "waline"
_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@contextmanager
def waline(cache: Path, database_url: str) -> Iterator[Peer]:
    """A running Waline. Raises Unusable."""
    modules = node_packages(cache / "waline", _PACKAGE)
    database, port = _make_database(database_url), free_port()
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [program("node"), modules / "@waline" / "vercel" / "vanilla.js", str(port)],
        env={**os.environ, **_settings(database)}, cwd=modules.parent,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(f"{url}/api/comment?path=/posts&pageSize=10&page=1")
        yield _peer(url, database)
    finally:
        process.terminate()
        process.wait(20)


def _settings(database: str) -> dict[str, str]:
    parts = urlsplit(database)
    return {
        "PG_HOST": parts.hostname or "", "PG_PORT": str(parts.port), "PG_DB": _DATABASE,
        "PG_USER": parts.username or "", "PG_PASSWORD": parts.password or "",
        "TZ": "UTC", "JWT_TOKEN": "a-bench-keeps-no-secrets",
        # No limit of frequency, no waiting for a moderator, no asking a service on the internet.
        "IPQPS": "0", "COMMENT_AUDIT": "false", "AKISMET_KEY": "false",
        # At every request it asks a service on the internet which sign-ins there are: answered here.
        "OAUTH_URL": 'data:application/json,{"services":[]}',
    }  # fmt: skip


def _peer(url: str, database: str) -> Peer:
    def posts(seed: int) -> Iterator[bytes]:
        for text in texts(seed):
            body = {"comment": text, "nick": "Reader", "mail": "", "link": "", "url": "/posts",
                    "ua": _AGENT}  # fmt: skip
            yield request("POST", f"{url}/api/comment", orjson.dumps(body))

    return Peer(
        version=_PACKAGE,
        url=url,
        posts=posts,
        page=lambda article: request(
            "GET", f"{url}/api/comment?path={quote(article)}&pageSize=100&page=1"
                   "&sortBy=insertedAt_desc"),
        counts=lambda articles: request(
            "GET", f"{url}/api/comment?type=count&url={quote(','.join(articles))}"),
        fill=lambda sizes: _fill(database, sizes),
    )  # fmt: skip


def _make_database(server: str) -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {_DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {_DATABASE}")
    made = urlsplit(server)._replace(path=f"/{_DATABASE}").geturl()
    with psycopg.connect(made) as connection:
        connection.execute(_TABLES)
    return made


def _fill(database: str, sizes: dict[str, int]) -> None:
    with psycopg.connect(database) as connection, connection.cursor() as cursor:
        for article, size in sizes.items():
            with cursor.copy(
                "COPY wl_comment (comment, nick, ip, ua, status, url) FROM STDIN"
            ) as rows:
                for text in islice(texts(size), size):
                    rows.write_row((text, "Reader", "127.0.0.1", _AGENT, "approved", article))
        cursor.execute("ANALYZE wl_comment")


# The columns that it reads and writes, with the types it documents.
_WHEN = "timestamp(0) without time zone DEFAULT current_timestamp"
_TABLES = f"""
    CREATE SEQUENCE wl_comment_seq;
    CREATE TABLE wl_comment (
        id int PRIMARY KEY DEFAULT nextval('wl_comment_seq'), user_id int, comment text,
        ip varchar(100), link varchar(255), mail varchar(255), nick varchar(255), pid int, rid int,
        sticky numeric, status varchar(50), "like" int, ua text, url varchar(255),
        insertedat {_WHEN}, createdat {_WHEN}, updatedat {_WHEN}
    );
    CREATE SEQUENCE wl_users_seq;
    CREATE TABLE wl_users (
        id int PRIMARY KEY DEFAULT nextval('wl_users_seq'), display_name varchar(255),
        email varchar(255), password varchar(255), type varchar(50), label varchar(255),
        url varchar(255), avatar varchar(255), github varchar(255), twitter varchar(255),
        facebook varchar(255), google varchar(255), weibo varchar(255), qq varchar(255),
        oidc varchar(255), huawei varchar(255), "2fa" varchar(32),
        createdat {_WHEN}, updatedat {_WHEN}
    );
"""
