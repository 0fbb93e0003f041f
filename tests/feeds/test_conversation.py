"""A permalink leads into its conversation at once, however large the thread is."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from service.db import transaction
from service.feeds.conversation import AFTER
from service.lifecycle import Verb
from service.models import Reader
from tests.make import NOW, make_article, make_reader, make_site, moderate, name_of, published

SITE = "gazette"


@pytest.fixture
def site(database: Session) -> int:
    site_id = make_site(SITE)
    make_article(site_id)
    return site_id


def reply(site: int, reader: int, parent: int, text: str, minute: int) -> int:
    """A published reply; ids sort by time, so every one has its own minute."""
    now = NOW + timedelta(minutes=minute)
    return published(site, reader, text, parent_id=parent, now=now)


def around(client: FlaskClient, site: int, comment_id: int) -> Any:
    return client.get(f"/api/v1/comments/{name_of(site, comment_id)}/conversation")


def test_the_way_down_and_what_follows_are_told(client: FlaskClient, site: int) -> None:
    ann = make_reader(site)
    top = published(site, ann, "The top.")
    early = reply(site, ann, top, "An early reply.", 1)
    parent = reply(site, ann, top, "A later reply.", 2)
    wanted = reply(site, ann, parent, "The wanted one.", 3)
    below = reply(site, ann, wanted, "An answer to it.", 4)

    found = around(client, site, wanted).get_json()["items"][0]

    assert found["id"] == name_of(site, top)
    told = [reply["id"] for reply in found["replies"]["items"]]
    assert told == [name_of(site, each) for each in (parent, wanted, below)]
    assert name_of(site, early) not in told
    assert found["replies"]["next_cursor"] is None


def test_the_cursor_goes_on_behind_what_was_told(client: FlaskClient, site: int) -> None:
    ann = make_reader(site)
    top = published(site, ann, "The top.")
    replies = [reply(site, ann, top, f"Reply {n}.", n) for n in range(AFTER + 3)]

    below = around(client, site, replies[0]).get_json()["items"][0]["replies"]
    told = [reply["id"] for reply in below["items"]]
    rest = client.get(
        f"/api/v1/comments/{name_of(site, top)}/replies?cursor={below['next_cursor']}"
    ).get_json()

    told += [reply["id"] for reply in rest["items"]]
    assert told == [name_of(site, each) for each in replies]


def test_a_comment_that_is_not_public_has_no_conversation(client: FlaskClient, site: int) -> None:
    comment_id = published(site, make_reader(site))
    moderate(site, comment_id, Verb.REJECT)
    assert around(client, site, comment_id).status_code == 404


def test_the_plain_page_shows_the_thread_and_nothing_else(client: FlaskClient, site: int) -> None:
    ann = make_reader(site, "Ann <b>B</b>")
    top = published(site, ann, "Some **strong** words.")
    published(site, ann, "<script>alert(1)</script>", parent_id=top)
    hidden = published(site, ann, "Nobody reads this.")
    moderate(site, hidden, Verb.REJECT)

    answer = client.get(f"/api/v1/sites/{SITE}/articles/story/comments.html")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 200
    assert "<strong>strong</strong>" in page
    assert "Comments (2)" in page
    assert f">{NOW.day} {NOW:%B} {NOW.year}</time>" in page
    assert "Nobody reads this" not in page
    assert "<script" not in page
    assert "Ann &lt;b&gt;" in page
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    again = client.get(
        f"/api/v1/sites/{SITE}/articles/story/comments.html",
        headers={"If-None-Match": answer.headers["ETag"]},
    )
    assert again.status_code == 304


def test_the_plain_page_speaks_as_most_of_it_does_or_as_was_asked(
    client: FlaskClient, site: int
) -> None:
    url = f"/api/v1/sites/{SITE}/articles/story/comments.html"
    persian = [
        published(site, make_reader(site), f"هر روز از این پل رد می‌شوم {at}.") for at in (1, 2)
    ]
    with transaction(site) as session:
        session.execute(
            text("UPDATE revisions SET language = 'fa' WHERE comment_id = ANY(:ids)"),
            {"ids": persian},
        )
    published(site, make_reader(site), "I walk here every single day.")
    page = client.get(url).get_data(as_text=True)
    assert '<html lang="fa" dir="rtl">' in page
    assert "دیدگاه‌ها (۳)" in page
    persian_digits = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
    assert f">{NOW.day} ".translate(persian_digits) in page
    page = client.get(f"{url}?lang=fr").get_data(as_text=True)
    assert '<html lang="fr" dir="ltr">' in page
    assert "Commentaires (3)" in page


def test_the_plain_page_marks_who_works_there(client: FlaskClient, site: int) -> None:
    mira = make_reader(site, "Mira")
    with transaction(site) as session:
        row = session.get(Reader, (site, mira))
        assert row is not None
        row.badges = ["moderator", "gardener"]
    published(site, mira, "We read along.")
    page = client.get(f"/api/v1/sites/{SITE}/articles/story/comments.html").get_data(as_text=True)
    assert '<span class="badge">Moderator</span>' in page
    assert '<span class="badge">gardener</span>' in page  # a publisher's own


def test_the_plain_page_of_nothing_is_a_404(client: FlaskClient, site: int) -> None:
    assert client.get(f"/api/v1/sites/{SITE}/articles/nowhere/comments.html").status_code == 404
    assert client.get("/api/v1/sites/nobody/articles/story/comments.html").status_code == 404
