"""What a reader is told of themselves: replies and decisions, paged, counted, marked as seen."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from service.clock import utc_now
from service.comments.editing import withdraw
from service.db import transaction
from service.ids import parse_public_id, public_id
from service.lifecycle import Verb
from tests.make import make_article, make_site, moderate, published
from tests.make import make_reader as make_guest

MINE = "/api/v1/sites/gazette/mine/notices"


@pytest.fixture
def site(database: Session) -> int:
    site_id = make_site()
    make_article(site_id)
    return site_id


def author(client: FlaskClient) -> tuple[dict[str, str], int]:
    """Headers of a new guest, and their id."""
    body = {"guest": {"name": "Ada"}}
    answer = client.post("/api/v1/sites/gazette/sessions", json=body).json
    assert answer is not None
    headers = {"Authorization": f"Bearer {answer['token']}"}
    return headers, parse_public_id(answer["reader"]["id"])[1]


def ago(minutes: int) -> datetime:
    return utc_now() - timedelta(minutes=minutes)


def told(client: FlaskClient, headers: dict[str, str], query: str = "") -> dict[str, Any]:
    answer = client.get(MINE + query, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    found: dict[str, Any] = answer.json
    return found


def test_replies_and_decisions_come_the_newest_first(client: FlaskClient, site: int) -> None:
    headers, ada = author(client)
    bo = make_guest(site, "Bo")
    mine = published(site, ada, "Does anybody know when?", now=ago(60))
    reply = published(site, bo, "At noon, I think.", parent_id=mine, now=ago(30))
    published(site, ada, "Thank you.", parent_id=reply, now=ago(25))
    published(site, bo, "And another thing.", now=ago(20))  # answers nobody
    worse = published(site, ada, "Something worse.", now=ago(15))
    moderate(site, worse, Verb.REJECT, now=ago(10))
    answer = told(client, headers)
    rejected, replied = answer["items"]
    assert (rejected["kind"], rejected["comment_id"]) == (
        "comment_rejected",
        public_id(site, worse),
    )
    assert rejected["excerpt"] == "Something worse."  # which of one's comments it is about
    assert (replied["kind"], replied["author"], replied["excerpt"]) == (
        "reply", {"name": "Bo"}, "At noon, I think.",
    )  # fmt: skip
    assert replied["comment_id"] == public_id(site, reply)
    assert replied["article"]["key"] == "story"
    assert (answer["unread"], answer["next_cursor"]) == (2, None)


def test_what_one_took_back_is_not_repeated(client: FlaskClient, site: int) -> None:
    headers, ada = author(client)
    mine = published(site, ada, "I should not have.", now=ago(15))
    moderate(site, mine, Verb.REJECT, now=ago(10))
    with transaction(site) as session:
        withdraw(session, site, ada, mine, now=ago(5))
    [rejected] = told(client, headers)["items"]
    assert rejected["excerpt"] is None


def test_what_is_hidden_meanwhile_is_told_no_more(client: FlaskClient, site: int) -> None:
    headers, ada = author(client)
    mine = published(site, ada, now=ago(60))
    reply = published(site, make_guest(site, "Bo"), "Nonsense.", parent_id=mine, now=ago(30))
    assert told(client, headers)["unread"] == 1
    moderate(site, reply, Verb.REJECT, now=ago(10))
    assert told(client, headers) == {"items": [], "next_cursor": None, "unread": 0}


def test_pages_follow_each_other_and_leave_nothing_out(client: FlaskClient, site: int) -> None:
    headers, ada = author(client)
    mine = published(site, ada, now=ago(60))
    for minute in range(7):
        published(
            site, make_guest(site, f"Bo {minute}"), f"Reply {minute}.",
            parent_id=mine, now=ago(50 - minute),
        )  # fmt: skip
    texts, query = [], "?limit=3"
    while query:
        page = told(client, headers, query)
        texts += [each["excerpt"] for each in page["items"]]
        query = f"?limit=3&cursor={page['next_cursor']}" if page["next_cursor"] else ""
    assert texts == [f"Reply {minute}." for minute in reversed(range(7))]


def test_what_was_seen_counts_no_more_and_never_becomes_new_again(
    client: FlaskClient, site: int
) -> None:
    headers, ada = author(client)
    mine = published(site, ada, now=ago(60))
    bo = make_guest(site, "Bo")
    published(site, bo, "One.", parent_id=mine, now=ago(30))
    newest = told(client, headers)["items"][0]["created_at"]
    seen = client.put(f"{MINE}/seen", json={"until": newest}, headers=headers)
    assert seen.status_code == 204
    published(site, bo, "Two.", parent_id=mine, now=ago(5))
    answer = told(client, headers)
    assert answer["unread"] == 1
    assert [each["is_read"] for each in answer["items"]] == [False, True]
    client.put(f"{MINE}/seen", json={"until": "2020-01-01T00:00:00Z"}, headers=headers)
    assert told(client, headers)["unread"] == 1
    client.put(f"{MINE}/seen", json={"until": "2999-01-01T00:00:00Z"}, headers=headers)
    assert told(client, headers)["unread"] == 0


def test_notices_are_ones_own(client: FlaskClient, site: int) -> None:
    headers, ada = author(client)
    published(site, make_guest(site, "Bo"), parent_id=published(site, ada, now=ago(9)), now=ago(8))
    other, _ = author(client)
    assert told(client, other)["items"] == []
    assert client.get(MINE).status_code == 401
    assert client.put(f"{MINE}/seen", json={"until": "2026-01-01T00:00:00Z"}).status_code == 401
    page = told(client, headers, "?limit=1")
    assert page["next_cursor"] is None
    assert client.get(f"{MINE}?cursor=xx", headers=headers).status_code in (400, 422)
    naive = client.put(f"{MINE}/seen", json={"until": "2026-01-01T00:00:00"}, headers=headers)
    assert naive.status_code == 422
