"""`parley import jsonl`: the ordinary way, times kept, twice is once."""

import gzip
import json
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db import transaction
from service.exchange import storing
from service.exchange.importing import import_file
from service.exchange.incoming import article_key
from service.exchange.report import Report, lines_of
from service.identity import readers
from service.ids import new_id
from service.models import Comment, Reader, ScoringJob
from tests.make import NOW, make_policy, make_site, score

LINES = [
    {"id": 1, "article": "A/B", "author": "ann", "text": "Top of a thread.", "parent": None},
    {"id": 2, "article": "A/B", "author": "bob", "text": "An answer.", "parent": 1},
    {"id": 3, "article": "A/B", "author": "ann", "text": "Top of a thread.", "parent": 2},
    {"id": 4, "article": "Other", "author": "ann", "text": "Elsewhere.", "parent": None,
     "created_at": "2020-02-03T04:05:06Z"},
    {"id": 5, "article": "Other", "author": "eve", "text": "Lost.", "parent": 99},
    {"id": 6, "article": "Other", "author": "eve", "text": " ", "parent": None},
]  # fmt: skip


@pytest.fixture
def site(database: Session) -> int:
    return make_site()


def _import(site: int, file: Path) -> Report:
    return import_file("jsonl", site, file, now=NOW)


def _file(folder: Path, *, packed: bool) -> Path:
    file = folder / "comments.jsonl"
    raw = "\n".join([*map(json.dumps, LINES), "{broken"]).encode()
    file.write_bytes(gzip.compress(raw) if packed else raw)
    return file


@pytest.mark.parametrize("packed", [False, True])
def test_threads_are_as_in_the_file_and_a_second_import_adds_nothing(
    site: int, tmp_path: Path, packed: bool
) -> None:
    file = _file(tmp_path, packed=packed)
    report = _import(site, file)
    assert (report.read, report.stored, report.refused) == (
        7, 4, {"not_found": 1, "too_short": 1},
    )  # fmt: skip
    told = lines_of(report)
    assert "7 records read: 4 comments stored, 0 were there." in told
    assert "  line 5: 99, which it answers, is not there" in told
    assert "  line 6: the text is empty" in told
    assert any(line.startswith("  line 7: Invalid JSON") for line in told)
    assert _import(site, file).stored == 0
    with transaction(site) as session:
        rows = session.execute(select(Comment).order_by(Comment.import_key)).scalars().all()
        assert [row.depth for row in rows] == [0, 1, 2, 0]
        assert rows[3].created_at.year == 2020
        assert rows[0].id < rows[1].id < rows[2].id  # the file's order is the thread's
        assert session.execute(select(Reader.name)).scalars().all().count("ann") == 1
        lanes = session.execute(select(ScoringJob.lane)).scalars().all()
        assert lanes == ["bulk"] * 4


def test_what_was_written_long_ago_waits_for_its_scores_since_now(
    site: int, tmp_path: Path
) -> None:
    _import(site, _file(tmp_path, packed=False))
    with transaction(site) as session:
        assert session.execute(select(Comment.created_at)).scalars().all() != [NOW] * 4
        assert set(session.execute(select(ScoringJob.created_at)).scalars()) == {NOW}


def test_imported_comments_are_judged_under_the_policy(site: int, tmp_path: Path) -> None:
    make_policy(site, {"words": {"banned": ["elsewhere"]}})
    _import(site, _file(tmp_path, packed=False))
    with transaction(site) as session:
        ids = session.execute(select(Comment.id)).scalars().all()
    for each in ids:
        score(site, each)
    with transaction(site) as session:
        found = session.execute(select(Comment.status).order_by(Comment.import_key)).scalars()
        assert list(found) == ["published"] * 3 + ["rejected"]


def test_a_title_that_cannot_be_a_key_gets_a_stable_one() -> None:
    assert article_key("plain") == "plain"
    assert article_key("a/b") == article_key("a/b") != article_key("a/c")


def test_an_id_that_is_taken_costs_no_comment(
    site: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "first.jsonl"
    file.write_text(json.dumps(LINES[0]))
    _import(site, file)
    with transaction(site) as session:
        taken = session.execute(select(Comment.id, Comment.reader_id)).one()
    for module, first in ((storing, taken.id), (readers, taken.reader_id)):
        drawn = iter([first])
        monkeypatch.setattr(
            module,
            "new_id",
            lambda at, drawn=drawn, **more: next(drawn, None) or new_id(at, **more),
        )
    file.write_text(json.dumps({"id": 2, "article": "A/B", "author": "bob", "text": "Another."}))
    report = _import(site, file)
    assert (report.stored, report.refused) == (1, {})
