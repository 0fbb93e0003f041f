"""The readers' part of the contract, through HTTP: the answer, and what is stored."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from service.db import transaction
from service.ids import parse_public_id
from service.lifecycle import Verb
from service.models import Comment, Revision
from service.scoring import Attribute
from tests.make import ORIGIN, make_article, make_policy, make_site, moderate, score

SITE = "/api/v1/sites/gazette"
THREAD = f"{SITE}/articles/story/comments"


@pytest.fixture
def site(database: Session) -> int:
    site_id = make_site()
    make_article(site_id)
    return site_id


def guest(client: FlaskClient, name: str = "Ann") -> dict[str, str]:
    """Headers of a new guest."""
    answer = client.post(f"{SITE}/sessions", json={"guest": {"name": name}})
    assert answer.status_code == 201
    return {"Authorization": f"Bearer {answer.json['token']}"}


def post(client: FlaskClient, headers: dict[str, str], text: str = "A calm remark.",
         **over: Any) -> TestResponse:  # fmt: skip
    return client.post(THREAD, json={"text": text, **over}, headers=headers)


def code(answer: TestResponse) -> tuple[int, str]:
    assert answer.mimetype == "application/problem+json"
    return answer.status_code, answer.json["code"]


def test_a_posted_comment_answers_202_and_is_stored(client: FlaskClient, site: int) -> None:
    answer = post(client, guest(client), "A *calm* remark.")
    assert answer.status_code == 202
    body = answer.json
    assert set(body) >= {
        "id", "article", "parent_id", "author", "text", "html", "language", "direction", "status",
        "revision", "created_at", "edited_at", "votes", "reply_count", "depth",
    }  # fmt: skip
    assert (body["status"], body["html"]) == ("submitted", "<p>A <em>calm</em> remark.</p>")
    with transaction(site) as session:
        assert session.execute(select(Comment.status)).scalar_one() == "submitted"


def test_the_thread_shows_it_once_published_and_a_matching_etag_is_304(
    client: FlaskClient, site: int
) -> None:
    empty = client.get(THREAD)
    assert (empty.status_code, empty.json["items"]) == (200, [])
    name = post(client, guest(client)).json["id"]
    assert client.get(THREAD).json["items"] == []
    score(*parse_public_id(name))
    full = client.get(THREAD)
    assert [item["id"] for item in full.json["items"]] == [name]
    assert full.headers["Cache-Control"] == "public, max-age=0, s-maxage=2"
    assert full.headers["Access-Control-Expose-Headers"].startswith("ETag")
    again = client.get(THREAD, headers={"If-None-Match": full.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert full.headers["ETag"] != empty.headers["ETag"]


def test_two_posts_with_one_idempotency_key_are_one_comment(client: FlaskClient, site: int) -> None:
    headers = guest(client) | {"Idempotency-Key": "once"}
    first, second = post(client, headers), post(client, headers)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json["id"] == second.json["id"]
    with transaction(site) as session:
        assert session.execute(select(func.count()).select_from(Comment)).scalar_one() == 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, (422, "invalid")),  # nothing
        ({"text": ""}, (422, "too_short")),
        ({"text": "x" * 5001}, (422, "too_long")),
        ({"text": 5}, (422, "invalid")),
        ({"text": "Hi", "status": "published"}, (422, "invalid")),  # mass assignment
        ({"text": "Hi", "parent_id": "nonsense"}, (404, "not_found")),
        ({"text": "a\x00b"}, (422, "invalid")),
        ({"text": "Hi", "author": {"subject": "1", "name": "Eve"}}, (422, "invalid")),
    ],
)
def test_bad_bodies_are_clear_4xx(
    client: FlaskClient, site: int, body: dict[str, Any], expected: tuple[int, str]
) -> None:
    assert code(client.post(THREAD, json=body, headers=guest(client))) == expected


@pytest.mark.parametrize(
    ("raw", "mimetype", "expected"),
    [
        (b"{", "application/json", (400, "malformed")),
        (b'{"text": "x"}', "text/plain", (415, "unsupported_media")),
        (b'{"text": "' + b"x" * 70_000 + b'"}', "application/json", (413, "too_large")),
        (b"[" * 40 + b"]" * 40, "application/json", (400, "malformed")),
        (b'{"text": "\\ud800"}', "application/json", (400, "malformed")),
    ],
)
def test_bodies_are_refused_before_they_are_parsed(
    client: FlaskClient, site: int, raw: bytes, mimetype: str, expected: tuple[int, str]
) -> None:
    answer = client.post(THREAD, data=raw, content_type=mimetype, headers=guest(client))
    assert code(answer) == expected


def test_a_banned_word_is_the_one_reason_whatever_else_was_found(
    client: FlaskClient, site: int
) -> None:
    make_policy(site, {"words": {"banned": ["frobnicate"]}})
    headers = guest(client)
    name = post(client, headers, "Go and frobnicate yourself, you fool.").json["id"]
    toxic = dict.fromkeys(Attribute, 0.99)
    score(site, parse_public_id(name)[1], toxic)
    with transaction(site) as session:
        found = session.execute(select(Revision.findings)).scalar_one()
    assert {(each["phase"], each["action"]) for each in found} == {
        ("words", "reject"), ("scores", "hold"),
    }  # fmt: skip
    own = client.get(f"/api/v1/comments/{name}", headers=headers)
    assert own.json["status"] == "rejected"
    assert own.json["reasons"] == [{"code": "words", "automated": True}]


def test_only_a_readers_own_token_writes(client: FlaskClient, site: int) -> None:
    assert code(post(client, {})) == (401, "unauthenticated")
    assert code(post(client, {"Authorization": "Bearer nonsense"})) == (401, "token_invalid")
    make_site("other")
    make_article_token = client.post(
        "/api/v1/sites/other/sessions", json={"guest": {"name": "Eve"}}
    ).json["token"]
    stranger = {"Authorization": f"Bearer {make_article_token}"}
    assert code(post(client, stranger)) == (401, "token_invalid")


def test_ones_own_comment_tells_why_it_is_held_without_teaching_evasion(
    client: FlaskClient, site: int
) -> None:
    headers = guest(client)
    name = post(client, headers, "see " + "https://x.example " * 6).json["id"]
    own = client.get(f"/api/v1/comments/{name}", headers=headers)
    assert own.json["status"] == "held"
    assert own.json["reasons"] == [{"code": "links", "automated": True}]
    client.patch(f"/api/v1/comments/{name}", json={"text": "No more links."}, headers=headers)
    edited = client.get(f"/api/v1/comments/{name}", headers=headers)
    assert edited.json["status"] == "held"
    assert edited.json["reasons"] == [{"code": "edited", "automated": True}]
    assert code(client.get(f"/api/v1/comments/{name}")) == (404, "not_found")
    assert code(client.get(f"/api/v1/comments/{name}", headers=guest(client, "Bob"))) == (
        404, "not_found",
    )  # fmt: skip
    mine = client.get(f"{SITE}/articles/story/mine", headers=headers)
    assert [each["id"] for each in mine.json["comments"]] == [name]
    assert mine.headers["Cache-Control"] == "private, no-store"


def test_edit_vote_flag_and_withdraw(client: FlaskClient, site: int) -> None:
    author, other = guest(client), guest(client, "Bob")
    name = post(client, author).json["id"]
    path = f"/api/v1/comments/{name}"
    assert code(client.patch(path, json={"text": "Better."}, headers=author)) == (
        409, "illegal_move",
    )  # fmt: skip
    assert code(client.put(f"{path}/vote", json={"value": 1}, headers=other)) == (404, "not_found")
    score(*parse_public_id(name))
    edited = client.patch(path, json={"text": "Better."}, headers=author)
    assert (edited.json["revision"], edited.json["text"]) == (2, "Better.")
    assert client.get(THREAD).json["items"][0]["text"] == "A calm remark."
    assert code(client.put(f"{path}/vote", json={"value": 1}, headers=author))[0] == 403
    for value, counts in ((1, (1, 0)), (1, (1, 0)), (-1, (0, 1)), (0, (0, 0))):
        voted = client.put(f"{path}/vote", json={"value": value}, headers=other)
        assert tuple(voted.json["votes"].values()) == counts
    assert client.put(f"{path}/vote", json={"value": True}, headers=other).status_code == 422
    flagged = [client.post(f"{path}/flags", json={"reason": "spam"}, headers=other) for _ in "ab"]
    assert [each.status_code for each in flagged] == [201, 200]
    assert client.delete(path, headers=author).status_code == 204
    assert client.get(THREAD).json["items"] == []
    assert code(client.delete(path, headers=author)) == (409, "illegal_move")


def test_an_article_is_created_once_below_the_sites_origins(client: FlaskClient, site: int) -> None:
    headers = guest(client)
    new = {"url": f"{ORIGIN}/new?utm_source=x#top", "title": "New"}
    made = client.put(f"{SITE}/articles/new", json=new, headers=headers)
    assert (made.status_code, made.json["url"]) == (201, f"{ORIGIN}/new")
    assert client.put(f"{SITE}/articles/new", json=new, headers=headers).status_code == 200
    other = {"url": f"{ORIGIN}/else"}
    assert code(client.put(f"{SITE}/articles/new", json=other, headers=headers)) == (
        409, "url_conflict",
    )  # fmt: skip
    for url in ("https://news.example.evil.example/", "https://evilnews.example/", "javascript:1"):
        answer = client.put(f"{SITE}/articles/bad", json={"url": url}, headers=headers)
        assert answer.status_code in (403, 422)
    retitled = client.put(
        f"{SITE}/articles/new", json={"url": new["url"], "title": "Hacked"}, headers=headers
    )
    assert retitled.json["title"] == "New"
    assert code(client.put(f"{SITE}/articles/none", json={}, headers=headers)) == (422, "invalid")
    assert code(client.get(f"{SITE}/articles/nowhere")) == (404, "not_found")


def test_changes_and_counts(client: FlaskClient, site: int) -> None:
    changes = f"{SITE}/articles/story/changes"
    version = client.get(f"{SITE}/articles/story").json["version"]
    assert client.get(f"{changes}?since={version}").json["items"] == []
    name = post(client, guest(client)).json["id"]
    score(*parse_public_id(name))
    answer = client.get(f"{changes}?since={version}")
    assert [item["id"] for item in answer.json["items"]] == [name]
    again = client.get(
        f"{changes}?since={version}", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
    moderate(*parse_public_id(name), Verb.REJECT)
    gone = client.get(f"{changes}?since={answer.json['version']}").json["items"]
    assert gone == [{"id": name, "parent_id": None, "depth": 0, "removed": True}]
    counts = client.get(f"{SITE}/counts?article=story&article=none").json["items"]
    assert counts == [{"article": "story", "comment_count": 0},
                      {"article": "none", "comment_count": 0}]  # fmt: skip
    for query in ("", "since=-1", "since=x", f"since={2**63}"):
        assert client.get(f"{changes}?{query}").status_code == 422


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "order=worst", "limit=x"])
def test_wrong_queries_are_422(client: FlaskClient, site: int, query: str) -> None:
    assert code(client.get(f"{THREAD}?{query}")) == (422, "invalid")


def test_a_forged_cursor_is_400(client: FlaskClient, site: int) -> None:
    assert code(client.get(f"{THREAD}?cursor=AAAA")) == (400, "malformed")


def test_every_answer_to_a_stranger_is_a_problem_document(client: FlaskClient, site: int) -> None:
    assert code(client.get("/api/v1/nothing")) == (404, "not_found")
    assert code(client.get("/api/v1/sites/nowhere/articles/x")) == (404, "not_found")
    assert code(client.post(f"{SITE}/articles/story")) == (405, "method_not_allowed")
