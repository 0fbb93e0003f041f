"""`parley import --dry-run` tells what an import would do; and an import does just that."""

import gzip
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.cli import main
from service.db import transaction
from service.exchange.importing import import_file
from service.exchange.records import Options
from service.exchange.report import SHOWN, Trial, lines_of, lines_of_trial
from service.exchange.trying import try_file
from service.models import Article, Comment, Reader
from tests.make import NOW, ORIGIN, make_site

LINES = [
    {"id": 3, "article": "a", "author": "ann", "text": "Before its parent.", "parent": 2},
    {"id": 2, "article": "a", "author": "bob", "text": "Before its parent, too.", "parent": 1},
    {"id": 1, "article": "a", "author": "ann", "text": "The top.", "url": f"{ORIGIN}/a"},
    {"id": 4, "article": "b", "author": "eve", "text": "Lost.", "parent": 99},
    {"id": 5, "article": "b", "author": "eve", "text": "Lost with it.", "parent": 4},
    {"id": 6, "article": "b", "author": "eve", "text": ""},
    {"id": 7, "article": "b", "author": "bob", "text": "To the silent.", "parent": 6},
    {"id": 8, "article": "c", "author": "bob", "text": "Afar.", "url": "https://far.example/c"},
    {"id": 9, "article": "c", "author": "bob"},
]  # fmt: skip


@pytest.fixture
def site(database: Session) -> int:
    return make_site()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "old.jsonl"
    made.write_text("\n".join(map(json.dumps, LINES)))
    return made


def _try(site: int, file: Path) -> Trial:
    return try_file("jsonl", site, file, origins=(ORIGIN,), now=NOW)


def _rows(site: int) -> tuple[int, ...]:
    with transaction(site) as session:
        counts = (select(func.count()).select_from(each) for each in (Article, Comment, Reader))
        return tuple(session.execute(each).scalar_one() for each in counts)


def test_a_dry_run_says_what_an_import_would_do_and_stores_nothing(site: int, file: Path) -> None:
    trial = _try(site, file)
    assert _rows(site) == (0, 0, 0)
    assert (trial.articles, trial.authors) == (3, 3)
    assert trial.outside == {"https://far.example": 1}
    told = lines_of_trial(trial)
    assert told[0].startswith("9 records read: 5 comments to store below 3 articles, by 3 authors")
    for expected in (
        "2 refused as not_found: what they answer is not there.",
        "1 refused as too_short.",
        "1 could not be read.",
        "  line 6: the text is empty",
        "  line 9: text: Field required",
        "  line 4: 99, which it answers, is not there",
        "  line 5: 4, which it answers, is not there",
    ):
        assert expected in told
    report = import_file("jsonl", site, file, now=NOW)
    assert (report.stored, report.refused, report.broken) == (
        trial.report.stored, trial.report.refused, trial.report.broken,
    )  # fmt: skip
    again = _try(site, file)
    assert (again.report.stored, again.report.known) == (0, 6)  # the place of the silent one, too


def test_answers_may_stand_before_their_parents(site: int, file: Path) -> None:
    import_file("jsonl", site, file, now=NOW)
    with transaction(site) as session:
        rows = session.execute(select(Comment)).scalars().all()
        by_key = {str(row.import_key): row for row in rows}
        assert [by_key[f"jsonl:{number}"].depth for number in (1, 2, 3)] == [0, 1, 2]
        assert by_key["jsonl:3"].parent_id == by_key["jsonl:2"].id


def test_what_cannot_be_shown_keeps_its_place_where_it_is_answered(site: int, file: Path) -> None:
    report = import_file("jsonl", site, file, now=NOW)
    assert report.placeholders == 1
    assert "Places kept for comments that did not come over but are answered: 1." in lines_of(
        report
    )
    with transaction(site) as session:
        row = session.execute(select(Comment).where(Comment.import_key == "jsonl:6")).scalar_one()
        answer = session.execute(
            select(Comment).where(Comment.import_key == "jsonl:7")
        ).scalar_one()  # fmt: skip
        assert (row.status, answer.parent_id) == ("withdrawn", row.id)
    assert import_file("jsonl", site, file, now=NOW).stored == 0


def test_only_the_first_troubles_are_told_one_by_one(site: int, tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text("{}\n" * (SHOWN + 5))
    report = import_file("jsonl", site, file, now=NOW)
    assert (report.broken, len(report.troubles)) == (SHOWN + 5, SHOWN)
    assert "  … and 5 more" in lines_of(report)


def test_a_packed_file_that_is_cut_off_is_told_and_what_came_before_is_stored(
    site: int, tmp_path: Path
) -> None:
    file = tmp_path / "cut.jsonl.gz"
    many = "".join(
        json.dumps({"id": number, "article": "a", "author": "ann", "text": os.urandom(200).hex()})
        + "\n"
        for number in range(300)
    )
    file.write_bytes(gzip.compress(many.encode())[:-9_000])
    report = import_file("jsonl", site, file, now=NOW)
    assert 0 < report.stored < 300
    assert report.troubles[-1].place == "end of the file"
    assert "cut off" in report.troubles[-1].reason


@pytest.mark.parametrize(
    "value",
    [
        {"author": "a\0b"},  # PostgreSQL holds no NUL
        {"title": "a\0b"},
        {"author": "x" * 5_000},  # longer than an index takes
        {"text": "a\x0bb"},  # a control character, as old systems have them
        {"author_name": "a\u202eb"},  # reorders its neighbours
        {"author_name": "  "},
        {"created_at": "9999-12-31T23:59:59Z"},
        {"created_at": "0001-01-01T00:00:00"},
        {"url": "about:blank"},
    ],
)
def test_odd_values_cost_no_comment(site: int, tmp_path: Path, value: dict[str, str]) -> None:
    file = tmp_path / "odd.jsonl"
    file.write_text(json.dumps({"id": 1, "article": "a", "author": "ann", "text": "Hm."} | value))
    assert import_file("jsonl", site, file, now=NOW).stored == 1
    with transaction(site) as session:
        assert session.execute(select(Comment.created_at)).scalar_one() <= NOW


def test_older_than_parley_they_are_still_in_order(site: int, tmp_path: Path) -> None:
    file = tmp_path / "archive.jsonl"
    file.write_text("\n".join(
        json.dumps({"id": f"{day:02}", "article": "a", "author": "ann", "text": f"Day {day}.",
                    "created_at": f"2011-03-{day:02}T10:00:00Z"})
        for day in range(31, 0, -1)
    ))  # fmt: skip
    import_file("jsonl", site, file, now=NOW)
    with transaction(site) as session:
        keys = session.execute(select(Comment.import_key).order_by(Comment.id)).scalars().all()
    assert keys == sorted(map(str, keys))


def test_keys_are_made_as_the_operator_says(site: int, file: Path) -> None:
    options = Options(key="old-{id}", moved=(("https://far.example", ORIGIN),))
    import_file("jsonl", site, file, now=NOW, options=options)
    with transaction(site) as session:
        found = dict([tuple(each) for each in session.execute(select(Article.key, Article.url))])
    assert found == {"old-a": f"{ORIGIN}/a", "old-b": None, "old-c": f"{ORIGIN}/c"}


def test_an_article_without_an_address_gets_it_from_a_later_line(site: int, tmp_path: Path) -> None:
    file = tmp_path / "late.jsonl"
    lines = [{"id": n, "article": "a", "author": "ann", "text": f"Number {n}."} for n in (1, 2, 3)]
    lines[1]["url"] = f"{ORIGIN}/a"
    file.write_text("\n".join(map(json.dumps, lines)))
    report = import_file("jsonl", site, file, now=NOW)
    assert (report.stored, report.refused) == (3, {})
    with transaction(site) as session:
        assert session.execute(select(Article.url)).scalar_one() == f"{ORIGIN}/a"


@pytest.mark.parametrize(
    ("options", "fault"), [(["--moved", "x"], "FROM=TO"), (["--key", "x"], "{id}")]
)
def test_a_wrong_option_is_told(file: Path, options: list[str], fault: str) -> None:
    result = CliRunner().invoke(main, ["import", "jsonl", str(file), "--site", "x", *options])
    assert result.exit_code == 2
    assert fault in result.output
