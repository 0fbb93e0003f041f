"""`parley import isso`: its SQLite file, read and left as it is."""

import gzip
import hashlib
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from service.articles.urls import key_of
from service.exchange.importing import import_file
from service.exchange.records import Options
from tests.exchange.foreign import stored
from tests.make import NOW, ORIGIN, make_site

# As Isso makes them.
SCHEMA = """
    CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256));
    CREATE TABLE comments (
        tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER,
        created FLOAT NOT NULL, modified FLOAT, mode INTEGER, remote_addr VARCHAR,
        text VARCHAR, author VARCHAR, email VARCHAR, website VARCHAR,
        likes INTEGER DEFAULT 0, dislikes INTEGER DEFAULT 0, voters BLOB NOT NULL,
        notification INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE preferences (key VARCHAR PRIMARY KEY, value VARCHAR);
"""
ROWS = [
    (1, 1, None, 1300000000.5, 1, "Top, *starred*\n\n> quoted", "Ann", "ann@mail.example"),
    (1, 2, 1, 1300000100.0, 4, "", None, None),
    (1, 3, 2, 1300000200.0, 1, "An answer.", None, None),
    (1, 4, None, 1300000300.0, 2, "Not looked at yet.", "Eve", None),
    (1, 5, None, 1300000400.0, 4, "", None, None),
    (9, 6, None, 1300000500.0, 1, "Below nothing.", "Eve", None),
    (1, 7, None, "soon", 1, "No such time.", "Eve", None),
]


@pytest.fixture
def site(database: Session) -> int:
    return make_site()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "comments.db"
    connection = sqlite3.connect(made)
    connection.executescript(SCHEMA)
    connection.execute("INSERT INTO threads VALUES (1, '/2011/harbour/', 'The harbour')")
    connection.executemany(
        "INSERT INTO comments (tid, id, parent, created, mode, text, author, email, voters)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, x'00')",
        ROWS,
    )
    connection.commit()
    connection.close()
    return made


@pytest.mark.parametrize("packed", [False, True])
def test_a_database_comes_over_and_is_left_as_it_is(site: int, file: Path, packed: bool) -> None:
    if packed:
        file.write_bytes(gzip.compress(file.read_bytes()))
    before = hashlib.sha256(file.read_bytes()).digest()
    options = Options(base=ORIGIN)
    report = import_file("isso", site, file, now=NOW, options=options)
    assert (report.stored, report.placeholders, report.left_out) == (3, 1, {"deleted there": 2})
    assert [(each.place, each.reason) for each in report.troubles] == [
        ("comment 6", "its thread is not in the file"),
        ("comment 7", "created: this is no time"),
    ]
    rows = stored(site)
    assert {key: (row.parent, row.status) for key, row in rows.items()} == {
        "1": (None, "published"),
        "2": ("1", "withdrawn"),
        "3": ("2", "published"),
        "4": (None, "held"),
    }
    assert rows["1"].text == "Top, *starred*\n\n> quoted"
    assert rows["1"].created_at == datetime(2011, 3, 13, 7, 6, 40, 500_000, tzinfo=UTC)
    assert (rows["1"].name, rows["3"].name) == ("Ann", "Guest")
    assert rows["1"].article == key_of(f"{ORIGIN}/2011/harbour/")
    assert import_file("isso", site, file, now=NOW, options=options).stored == 0
    assert hashlib.sha256(file.read_bytes()).digest() == before
    assert [each.name for each in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("raw", [b"no database", b"SQLite format 3\0" + b"\xff" * 4_000])
def test_what_is_no_database_is_told(site: int, tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "comments.db"
    file.write_bytes(raw)
    report = import_file("isso", site, file, now=NOW)
    assert (report.stored, report.broken) == (0, 1)
    assert report.troubles[0].place == "the database"
