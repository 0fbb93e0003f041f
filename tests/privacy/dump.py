"""All that is kept, as one text: every row of the database, every key and value of Valkey."""

import gzip
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.valkey import memory


def everything(session: Session) -> str:
    """Every row of every table, as text."""
    tables = session.execute(
        text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    ).scalars()
    return "\n".join(
        str(row)
        for table in tables
        for row in session.execute(text(f"SELECT t::text FROM {table} AS t")).scalars()
    )


def all_in_valkey() -> bytes:
    """Every key with its value, pages unpacked."""
    client: Any = memory()._client
    return b"\n".join(key + b" " + _value(client, key) for key in client.scan_iter(count=1_000))


def _value(client: Any, key: bytes) -> bytes:
    kind = client.type(key)
    if kind == b"string":
        value = client.get(key) or b""
        packed = value.find(b"\x1f\x8b")
        return gzip.decompress(value[packed:]) if packed >= 0 else value
    read = {
        b"hash": lambda: client.hgetall(key),
        b"list": lambda: client.lrange(key, 0, -1),
        b"set": lambda: client.smembers(key),
        b"zset": lambda: client.zrange(key, 0, -1),
        b"stream": lambda: client.xrange(key),
        b"none": lambda: b"",  # it ended meanwhile
    }
    return repr(read[kind]()).encode()
