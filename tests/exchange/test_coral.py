"""`parley import coral`: mongoexport's lines, of Coral and of Talk 4."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from service.articles.urls import key_of
from service.errors import Invalid
from service.exchange.importing import import_file
from service.exchange.records import Options
from tests.exchange.foreign import stored
from tests.make import NOW, ORIGIN, make_site


def _comment(key: str, parent: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "_id": {"$oid": "5f"}, "tenantID": "t", "siteID": "s", "id": key, "storyID": "story-1",
        "authorID": "u1", "parentID": parent, "ancestorIDs": [parent] if parent else [],
        "childIDs": [], "childCount": 0, "status": "NONE", "actionCounts": {"REACTION": 3},
        "tags": [], "createdAt": {"$date": "2021-05-04T03:02:01.500Z"},
        "revisions": [{"id": "r1", "body": "<div>First</div>", "createdAt": {"$date": "2021-05-04T03:02:01.500Z"}},
                      {"id": "r2", "body": "<div>Now <b>this</b></div><div><br></div><blockquote>so</blockquote>"}],
        **more,
    }  # fmt: skip


COMMENTS = [
    _comment("c2", "c1", status="APPROVED", authorID="u2",
             createdAt={"$date": {"$numberLong": "1620097321500"}}),
    _comment("c1"),
    _comment("c3", status="REJECTED"),
    _comment("c4", status="PREMOD"),
    _comment("c5", status="SYSTEM_WITHHELD", authorID="u9"),
    _comment("c6", authorID=None, revisions=[], deletedAt={"$date": "2022-01-01T00:00:00Z"}),
    _comment("c7", storyID="none"),
    _comment("c8", createdAt={"$date": {"$numberLong": "9" * 30}}),
]  # fmt: skip
STORIES = [{"id": "story-1", "tenantID": "t", "siteID": "s", "url": f"{ORIGIN}/harbour",
            "metadata": {"title": "The harbour", "author": "Desk"}}]  # fmt: skip
USERS = [
    {"id": "u1", "username": "Ann", "email": "ann@mail.example"},
    {"id": "u2", "username": None},
]

TALK = [
    {"id": "c1", "asset_id": "a1", "author_id": "u1", "parent_id": None, "status": "ACCEPTED",
     "body": "Now\nthis", "body_history": [{"body": "Was"}, {"body": "Now\nthis <3"}],
     "created_at": {"$date": "2018-05-04T03:02:01.500Z"}, "deleted_at": None},
    {"id": "c2", "asset_id": "a1", "author_id": "u1", "parent_id": "c1", "status": "REJECTED",
     "body": "No", "body_history": [{"body": "No"}], "created_at": {"$date": "2018-05-05T00:00:00Z"}},
]  # fmt: skip
ASSETS = [{"id": "a1", "url": f"{ORIGIN}/harbour", "title": "The harbour", "metadata": None}]


@pytest.fixture
def site(database: Session) -> int:
    return make_site()


def _written(folder: Path, **collections: list[dict[str, Any]]) -> Path:
    for name, lines in collections.items():
        (folder / f"{name}.json").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder / "comments.json"


def test_a_community_comes_over_and_a_second_time_adds_nothing(site: int, tmp_path: Path) -> None:
    file = _written(tmp_path, comments=COMMENTS, stories=STORIES, users=USERS)
    report = import_file("coral", site, file, now=NOW)
    assert (report.stored, report.left_out, report.broken) == (5, {"deleted there": 1}, 2)
    assert [each.place for each in report.troubles] == ["line 7, c7", "line 8"]
    rows = stored(site)
    assert {key: (row.parent, row.status, row.name) for key, row in rows.items()} == {
        "c1": (None, "published", "Ann"),
        "c2": ("c1", "published", "Guest"),  # who had chosen no name yet
        "c3": (None, "rejected", "Ann"),
        "c4": (None, "held", "Ann"),
        "c5": (None, "held", "Guest"),
    }
    assert rows["c1"].text == "Now **this**\n\n> so"  # as last edited
    at = datetime(2021, 5, 4, 3, 2, 1, 500_000, tzinfo=UTC)
    assert (rows["c1"].created_at, rows["c2"].created_at) == (at, at)
    assert rows["c1"].article == key_of(f"{ORIGIN}/harbour")
    assert rows["c1"].title == "The harbour"
    assert import_file("coral", site, file, now=NOW).stored == 0


def test_talk_had_other_names_for_the_same(site: int, tmp_path: Path) -> None:
    file = _written(tmp_path, comments=TALK, assets=ASSETS, users=USERS)
    report = import_file("coral", site, file, now=NOW, options=Options(key="{id}"))
    assert (report.stored, report.broken) == (2, 0)
    rows = stored(site)
    assert (rows["c1"].text, rows["c1"].status, rows["c1"].article) == (
        "Now\nthis <3", "published", "a1",
    )  # fmt: skip
    assert (rows["c2"].parent, rows["c2"].status) == ("c1", "rejected")


def test_without_its_stories_nothing_is_stored(site: int, tmp_path: Path) -> None:
    file = _written(tmp_path, comments=COMMENTS, users=USERS)
    with pytest.raises(Invalid, match=r"stories\.json must lie beside comments\.json"):
        import_file("coral", site, file, now=NOW)
    assert stored(site) == {}
