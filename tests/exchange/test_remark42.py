"""`parley import remark42`: a backup, line by line."""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from service.articles.urls import key_of
from service.exchange.importing import import_file
from service.exchange.report import lines_of
from tests.exchange.foreign import stored
from tests.make import NOW, ORIGIN, make_site

META = {
    "version": 1,
    "users": [{"id": "github_1", "blocked": {"status": False, "until": "0001-01-01T00:00:00Z"},
               "verified": True}],
    "posts": [{"url": f"{ORIGIN}/harbour", "read_only": True}],
}  # fmt: skip


def _comment(key: str, parent: str = "", **more: object) -> dict[str, object]:
    return {
        "id": key, "pid": parent, "text": "<p>Shown.</p>\n",
        "user": {"name": "Ann", "id": "github_1", "picture": "", "ip": "293ec5b0", "admin": False},
        "locator": {"site": "gazette", "url": f"{ORIGIN}/harbour"}, "score": 1,
        "votes": {"github_2": True}, "vote": 0, "time": "2017-12-20T15:18:22-06:00",
        "title": "The harbour", **more,
    }  # fmt: skip


LINES = [
    META,
    _comment("a1", orig="Mine, **bold**:\n&gt; they said &#34;so&#34;", text="<p>Mine</p>"),
    _comment("a2", "a1", text='<p>some text, <a href="https://a.example" rel="nofollow">link</a></p>',
             user={"name": "Bob &amp; Co", "id": "anonymous_2"}, time="2017-12-21T00:00:00.5Z"),
    _comment("a3", "a2", text="", delete=True, user={"name": "deleted", "id": "deleted"}),
    _comment("a4", "a3", imported=True),
    _comment("a5", "zz"),
    {"version": 7},
    {},
]  # fmt: skip


@pytest.fixture
def site(database: Session) -> int:
    return make_site()


@pytest.mark.parametrize("packed", [False, True])
def test_a_backup_comes_over_and_a_second_time_adds_nothing(
    site: int, tmp_path: Path, packed: bool
) -> None:
    file = tmp_path / "userbackup-gazette-20240101.gz"
    raw = "\n\t".join([*map(json.dumps, LINES), "{broken"]).encode()
    file.write_bytes(gzip.compress(raw) if packed else raw)
    report = import_file("remark42", site, file, now=NOW)
    assert (report.stored, report.placeholders, report.left_out) == (3, 1, {"deleted there": 1})
    assert (report.refused, report.broken) == ({"not_found": 1}, 3)
    told = lines_of(report)
    assert "  line 6, a5: zz, which it answers, is not there" in told
    assert "  line 7: version 7: unknown" in told
    assert "  line 8: id: it has none" in told
    rows = stored(site)
    assert {key: (row.parent, row.depth, row.status) for key, row in rows.items()} == {
        "a1": (None, 0, "published"),
        "a2": ("a1", 1, "published"),
        "a3": ("a2", 2, "withdrawn"),
        "a4": ("a3", 3, "published"),
    }
    assert rows["a1"].text == 'Mine, **bold**:\n> they said "so"'
    assert rows["a2"].text == "some text, [link](https://a.example)"
    assert rows["a1"].created_at == datetime(2017, 12, 20, 21, 18, 22, tzinfo=UTC)
    assert (rows["a2"].name, rows["a2"].subject) == ("Bob & Co", "anonymous_2")
    assert rows["a1"].article == key_of(f"{ORIGIN}/harbour")
    assert rows["a1"].title == "The harbour"
    again = import_file("remark42", site, file, now=NOW)
    assert (again.stored, again.placeholders, again.known) == (0, 0, 3)
