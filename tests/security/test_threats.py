"""Attacks of the threat model that no other file plays through: hostile words by every way in,
addresses that must not be fetched, floods, keys that are over."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from service.api.limits import POST_BY_ADDRESS
from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.exchange.importing import import_file
from service.identity.keys import Scope, create_key
from service.models import Revision
from tests.make import make_article, make_policy, make_site
from tests.test_text import SCRIPTS

STORY = "/api/v1/sites/gazette/articles/story"


@pytest.fixture
def site(database: Session) -> int:
    site_id = make_site()
    make_article(site_id)
    return site_id


def guest(client: FlaskClient, name: str = "Ann", **options: Any) -> dict[str, str]:
    made = client.post("/api/v1/sites/gazette/sessions", json={"guest": {"name": name}}, **options)
    assert made.json is not None
    return {"Authorization": f"Bearer {made.json['token']}"}


def test_no_script_survives_posting_editing_or_an_import(
    site: int, client: FlaskClient, tmp_path: Path
) -> None:
    with transaction(ALL_SITES) as session:
        key = create_key(session, site, "k", [Scope.POST], now=utc_now())
    by_key = {"Authorization": f"Bearer {key}"}
    for number, script in enumerate(SCRIPTS):
        author = {"subject": f"s{number}", "name": "Ann"}
        body = {"text": f"Remark {number}. {script}", "author": author}
        assert client.post(f"{STORY}/comments", json=body, headers=by_key).status_code == 202
    make_policy(site, {"while_unscored": "publish"})  # what nobody has seen cannot be edited
    writer = guest(client, "Eve", environ_overrides={"REMOTE_ADDR": "2001:db8:e::1"})
    mine = client.post(
        f"{STORY}/comments", json={"text": "Good day."}, headers=writer,
        environ_overrides={"REMOTE_ADDR": "2001:db8:e::1"},
    ).json  # fmt: skip
    assert mine is not None
    for script in SCRIPTS:
        edited = client.patch(
            f"/api/v1/comments/{mine['id']}", json={"text": f"Well. {script}"}, headers=writer
        )
        assert edited.status_code == 200, edited.text
    file = tmp_path / "old.jsonl"
    lines = [
        {"id": number, "article": "story", "author": script[:60], "text": f"Old. {script}"}
        for number, script in enumerate(SCRIPTS)
    ]
    file.write_text("\n".join(map(json.dumps, lines)))
    import_file("jsonl", site, file, now=utc_now())
    with transaction(site) as session:
        stored = list(session.execute(select(Revision.html)).scalars())
    assert len(stored) >= 3 * len(SCRIPTS)
    for html in stored:
        shown = html.lower()
        for sign in (
            "<script",
            "<img",
            "<svg",
            "<iframe",
            'onclick="',
            'href="javascript',
            'href="data',
        ):
            assert sign not in shown, html


@contextmanager
def listener() -> Iterator[tuple[str, socket.socket]]:
    """A place that must not be called: its address."""
    with socket.socket() as heard:
        heard.bind(("127.0.0.1", 0))
        heard.listen()
        heard.settimeout(0.2)
        yield f"http://127.0.0.1:{heard.getsockname()[1]}", heard


def test_no_address_that_readers_name_is_ever_fetched(
    client: FlaskClient, database: Session
) -> None:
    with listener() as (url, heard):
        site_id = make_site(origins=[url])
        headers = guest(client)
        begun = client.put(
            "/api/v1/sites/gazette/articles/untitled", json={"url": f"{url}/untitled"},
            headers=headers,
        )  # fmt: skip
        assert begun.status_code in (200, 201), begun.text
        said = {"text": f"See {url}/a and ![x]({url}/b.png), <img src={url}/c.png>."}
        posted = client.post(
            "/api/v1/sites/gazette/articles/untitled/comments", json=said, headers=headers
        )
        assert posted.status_code == 202
        for path in ("comments", "comments.html"):
            client.get(f"/api/v1/sites/gazette/articles/untitled/{path}")
        with pytest.raises(TimeoutError):
            heard.accept()
        with transaction(site_id) as session:
            title = session.execute(text("SELECT title FROM articles")).scalar_one()
        assert not title


def test_a_flood_from_one_address_is_stopped_whoever_sends_it(
    site: int, client: FlaskClient
) -> None:
    where = {"REMOTE_ADDR": f"2001:db8:{site % 60_000:x}::1"}
    statuses = []
    for number in range(POST_BY_ADDRESS.amount + 5):
        headers = guest(client, f"Bot {number}", environ_overrides=where)
        body = {"text": f"Buy number {number} today, {number * 7} times cheaper than elsewhere."}
        answer = client.post(
            f"{STORY}/comments", json=body, headers=headers, environ_overrides=where
        )
        statuses.append(answer.status_code)
    assert statuses == [202] * POST_BY_ADDRESS.amount + [429] * 5


@pytest.mark.parametrize(
    ("column", "why"),
    [("expires_at", "its time is over"), ("revoked_at", "it was revoked")],
)
def test_a_key_that_is_over_opens_nothing(
    site: int, client: FlaskClient, column: str, why: str
) -> None:
    with transaction(ALL_SITES) as session:
        key = create_key(session, site, "k", [Scope.MODERATE], now=utc_now())
    headers = {"Authorization": f"Bearer {key}"}
    asked = "/api/v1/review/queues?site=gazette"
    assert client.get(asked, headers=headers).status_code == 200
    with transaction(ALL_SITES) as session:
        session.execute(
            text(f"UPDATE api_keys SET {column} = :at"), {"at": utc_now() - timedelta(seconds=1)}
        )
        kept = "".join(session.execute(text("SELECT k::text FROM api_keys AS k")).scalars())
    answer = client.get(asked, headers=headers)
    assert (answer.status_code, (answer.json or {}).get("code")) == (401, "token_invalid"), why
    secret = key.rpartition("_")[2]
    assert secret not in kept
    assert secret.encode().hex() not in kept
