"""`parley import wordpress`: comments of a WXR export, and what of it are none."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from service.articles.urls import key_of
from service.exchange.importing import import_file
from service.exchange.records import Options
from tests.exchange.foreign import FILES, stored
from tests.make import NOW, ORIGIN, make_site

FILE = FILES / "wordpress.xml"


@pytest.fixture
def site(database: Session) -> int:
    return make_site()


def test_a_blogs_comments_come_over_and_a_second_time_adds_nothing(site: int) -> None:
    report = import_file("wordpress", site, FILE, now=NOW)
    assert (report.read, report.stored, report.placeholders, report.refused) == (8, 4, 1, {})
    assert report.left_out == {
        "pingback of WordPress": 1, "spam there": 1, "deleted there": 1,
        "below a page that is not public": 1,
    }  # fmt: skip
    rows = stored(site)
    assert {key: (row.parent, row.depth, row.status) for key, row in rows.items()} == {
        "8": (None, 0, "published"),
        "9": ("8", 1, "published"),  # stands before its parent in the file
        "10": (None, 0, "held"),
        "13": (None, 0, "withdrawn"),  # a pingback that is answered: its place
        "14": ("13", 1, "published"),
    }
    assert rows["8"].created_at == datetime(2010, 7, 20, 12, 8, 8, tzinfo=UTC)
    assert rows["14"].created_at == datetime(2010, 8, 18, 15, 19, 14, tzinfo=UTC)
    assert rows["8"].text == "Two\nlines, [a link](https://a.example/x) and a bell."
    assert (rows["8"].subject, rows["9"].name, rows["14"].name) == (
        "account-7",
        "Bob & Co",
        "Guest",
    )
    assert rows["8"].article == key_of(f"{ORIGIN}/2010/07/harbour/")
    assert rows["8"].title == "The harbour"
    again = import_file("wordpress", site, FILE, now=NOW)
    assert (again.stored, again.placeholders, again.known) == (0, 0, 4)


def test_keys_may_be_those_of_the_themes_tag(site: int) -> None:
    import_file("wordpress", site, FILE, now=NOW, options=Options(key="wp-{id}"))
    assert stored(site)["8"].article == "wp-100"
