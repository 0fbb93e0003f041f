"""Erasure and export: not one byte of a reader is left, replies stay, and one gets one's own."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.identity.keys import Scope, create_key
from service.ids import parse_public_id, public_id
from service.lifecycle import Status, Verb
from service.models import Erasure, Revision
from service.privacy.erase import PORTION, begin, erase_again, go_on, tombstones, unfinished
from service.privacy.retention import erase_overdue
from tests.make import (
    NOW,
    make_article,
    make_reader,
    make_site,
    moderate,
    post,
    published,
    score,
    status,
)
from tests.privacy.dump import all_in_valkey, everything

NAME, WORDS = "Zuleika Quagmire", "marmalade-submarine"
BASE = "/api/v1/sites/gazette"


@pytest.fixture
def site(client: FlaskClient) -> int:
    site_id = make_site()
    make_article(site_id)
    return site_id


def session_of(client: FlaskClient, name: str) -> tuple[int, dict[str, str]]:
    made = client.post(f"{BASE}/sessions", json={"guest": {"name": name}})
    assert made.json is not None
    _, reader_id = parse_public_id(made.json["reader"]["id"])
    return reader_id, {"Authorization": f"Bearer {made.json['token']}"}


def test_not_one_byte_of_the_reader_is_left(client: FlaskClient, site: int) -> None:
    reader, bearer = session_of(client, NAME)
    other = make_reader(site, "Ben")
    first = published(site, reader, f"I like the {WORDS}.")
    reply = published(site, other, "So do I.", parent_id=first)
    held = post(site, reader, f"Another {WORDS}, held.", now=NOW + timedelta(minutes=1))
    score(site, held)
    moderate(site, held, Verb.HOLD, note=f"the {WORDS} again")
    flag = {"reason": "other", "detail": f"{WORDS}: says {NAME}"}
    client.post(f"/api/v1/comments/{public_id(site, reply)}/flags", json=flag, headers=bearer)
    client.get(f"{BASE}/articles/story/comments")  # kept in Valkey
    assert WORDS in everything_now()
    assert WORDS.encode() in all_in_valkey()

    erased = client.delete(f"{BASE}/readers/me", headers=bearer)
    assert (erased.status_code, erased.json) == (200, {"state": "erased"})

    for word in (WORDS, NAME, "Zuleika", "zuleika", "quagmire"):
        assert word not in everything_now()
        assert word.encode() not in all_in_valkey()
    assert status(site, reply) is Status.PUBLISHED
    thread = client.get(f"{BASE}/articles/story/comments").json
    assert thread is not None
    assert [each["removed"] for each in thread["items"]] == [True]
    assert thread["items"][0]["replies"]["items"][0]["text"] == "So do I."


def everything_now() -> str:
    with transaction(ALL_SITES) as session:
        return everything(session)


def test_a_token_of_an_erased_reader_writes_nothing(client: FlaskClient, site: int) -> None:
    _, bearer = session_of(client, NAME)
    client.delete(f"{BASE}/readers/me", headers=bearer)
    answer = client.post(
        f"{BASE}/articles/story/comments", json={"text": "I am back."}, headers=bearer
    )
    assert answer.status_code == 403


def test_an_erasure_goes_on_where_a_process_died(site: int) -> None:
    reader = make_reader(site, NAME)
    count = PORTION + 1
    for n in range(count):
        post(site, reader, f"{WORDS} number {n}", now=NOW + timedelta(seconds=n))
    with transaction(site) as session:
        begin(session, site, reader, asked_by="moderator", now=NOW)
    with transaction(site) as session:
        assert go_on(session, site, reader, now=NOW) is False
    with transaction(ALL_SITES) as session:  # another process, later
        assert (site, reader) in unfinished(session)
    rounds = 0
    is_done = False
    while not is_done:
        with transaction(site) as session:
            is_done = go_on(session, site, reader, now=NOW)
        rounds += 1
    assert rounds == 2
    assert WORDS not in everything_now()
    with transaction(site) as session:
        assert session.get_one(Erasure, (site, reader)).finished_at is not None


def test_a_reader_gets_all_of_their_own_and_nothing_of_others(
    client: FlaskClient, site: int
) -> None:
    reader, bearer = session_of(client, NAME)
    published(site, reader, f"I like the {WORDS}.")
    published(site, make_reader(site, "Ben"), "Nobody's business.", now=NOW)
    answer = client.get(f"{BASE}/readers/me/export", headers=bearer)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json is not None
    assert answer.json["reader"]["name"] == NAME
    assert [each["text"] for each in answer.json["comments"]] == [f"I like the {WORDS}."]
    assert "business" not in answer.text
    assert answer.json["decisions"][0]["status"] == "published"


def key(site_id: int, scope: Scope) -> dict[str, str]:
    with transaction(ALL_SITES) as session:
        plain = create_key(session, site_id, str(scope), [scope], now=NOW)
    return {"Authorization": f"Bearer {plain}"}


def test_a_reader_is_erased_on_request_by_whoever_may(client: FlaskClient, site: int) -> None:
    reader = make_reader(site, NAME)
    where = f"{BASE}/readers/{public_id(site, reader)}"
    assert client.delete(where).status_code == 401
    assert client.delete(where, headers=key(site, Scope.MODERATE)).status_code == 403
    other = make_site("courier", origins=["https://courier.example"])
    assert client.delete(where, headers=key(other, Scope.PRIVACY)).status_code == 404
    allowed = key(site, Scope.PRIVACY)
    assert client.get(f"{where}/export", headers=allowed).status_code == 200
    assert client.delete(where, headers=allowed).status_code == 200
    assert client.get(f"{where}/export", headers=allowed).status_code == 404


@pytest.mark.parametrize(
    ("verb", "days", "is_erased"),
    [
        (Verb.REJECT, 179, False),  # an appeal may still come
        (Verb.REJECT, 181, True),
        (Verb.HOLD, 400, False),  # somebody has yet to look
    ],
)
def test_texts_go_when_their_time_is_over(
    site: int, verb: Verb, days: int, is_erased: bool
) -> None:
    reader = make_reader(site)
    comment_id = published(site, reader, f"{WORDS}!")
    moderate(site, comment_id, verb)
    with transaction(ALL_SITES) as session:
        erase_overdue(session, now=NOW + timedelta(days=days))
    assert (text_of(site, comment_id) == "") is is_erased


def test_withdrawn_texts_go_after_thirty_days_or_as_the_site_says(
    client: FlaskClient, site: int
) -> None:
    reader, bearer = session_of(client, "Ann")
    comment_id = published(site, reader, f"{WORDS}!", now=utc_now())
    client.delete(f"/api/v1/comments/{public_id(site, comment_id)}", headers=bearer)
    with transaction(ALL_SITES) as session:
        erase_overdue(session, now=utc_now() + timedelta(days=29))
    assert text_of(site, comment_id) != ""
    with transaction(ALL_SITES) as session:
        session.execute(text("UPDATE sites SET settings = '{\"withdrawn_days\": 7}'"))
        erase_overdue(session, now=utc_now() + timedelta(days=8))
    assert text_of(site, comment_id) == ""


def text_of(site_id: int, comment_id: int) -> str:
    with transaction(site_id) as session:
        return session.get_one(Revision, (site_id, comment_id, 1)).text


def test_whoever_a_restore_brings_back_is_erased_again(site: int) -> None:
    reader = make_reader(site, NAME)  # as in the backup: no tombstone, all is there
    with transaction(ALL_SITES) as session:
        assert erase_again(session, public_id(site, reader), now=NOW) is True
    with transaction(ALL_SITES) as session:
        assert ("gazette", public_id(site, reader)) in tombstones(session)
        assert erase_again(session, public_id(site, reader), now=NOW) is False
    assert NAME not in everything_now()
