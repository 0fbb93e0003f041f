"""Every cell of docs/operate/permissions.md, asked through HTTP."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from service.api.auth import STAFF_COOKIE
from service.api.config import secret
from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.identity import tokens
from service.identity.keys import Scope, create_key
from service.identity.staff import grant
from service.ids import new_id, public_id
from service.lifecycle import Verb
from service.models import Reader, Staff, StaffSession
from tests.make import make_article, make_reader, make_site, moderate, post, published, score

PAGE = Path(__file__).parents[2] / "docs/operate/permissions.md"
A = "/api/v1/sites/gazette"
REFUSED = {401, 403, 404}


def cells() -> list[tuple[str, str, str]]:
    """(action, actor, what the cell says) of the whole table."""
    rows = [
        [cell.strip() for cell in line.strip("| \n").split(" | ")]
        for line in PAGE.read_text().splitlines()
        if line.startswith("| ")
    ]
    head, _, *body = rows
    return [
        (row[0], actor, said) for row in body for actor, said in zip(head[1:], row[1:], strict=True)
    ]


class World:
    """A site, its people, and the things they act upon."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.site = make_site()
        make_article(self.site)
        self.other = make_site("courier", origins=["https://courier.example"])
        self.someone = make_reader(self.site, "Someone")
        self.comment = self.name(published(self.site, self.someone))

    def name(self, row: int) -> str:
        return public_id(self.site, row)

    def reader(self, **state: Any) -> tuple[int, dict[str, str]]:
        reader = make_reader(self.site, "Ann")
        if state:
            with transaction(self.site) as session:
                session.execute(update(Reader).where(Reader.id == reader).values(**state))
        claims = tokens.ReaderClaims(self.site, reader, "Ann")
        made = tokens.issue(claims, secret=secret(), now=utc_now(), life=timedelta(hours=1))
        return reader, {"Authorization": f"Bearer {made}"}

    def staff(self, role: str | None, *, site: int = 0, **columns: Any) -> dict[str, str]:
        who, now = new_id(utc_now()), utc_now()
        with transaction(ALL_SITES) as session:
            session.add(Staff(id=who, email=f"{who}@x.example", name="Mo", **columns))
            session.flush()
            # A session without a sign-in: hashing two passwords a cell would take minutes.
            session.add(
                StaffSession(
                    token_hash=hashlib.sha256(b"cookie").digest(), staff_id=who,
                    csrf_token="csrf", expires_at=now + timedelta(hours=1),
                )
            )  # fmt: skip
            if role:
                grant(session, site or self.site, who, role)
        return {"Cookie": f"{STAFF_COOKIE}=cookie", "X-CSRF-Token": "csrf"}

    def key(self, scopes: list[Scope]) -> dict[str, str]:
        with transaction(ALL_SITES) as session:
            plain = create_key(session, self.site, "k", scopes, now=utc_now())
        return {"Authorization": f"Bearer {plain}"}

    def own(self, reader: int, *, held: bool = False) -> str:
        """A comment of that reader, from a time when they were not banned yet."""
        with transaction(self.site) as session:
            row = session.get_one(Reader, (self.site, reader))
            kept = {"banned_at": row.banned_at, "suspended_until": row.suspended_until}
            row.banned_at = row.suspended_until = None
        comment = post(self.site, reader, "My own words.", now=utc_now())
        score(self.site, comment, now=utc_now())
        if held:
            moderate(self.site, comment, Verb.HOLD)
        with transaction(self.site) as session:
            session.execute(update(Reader).where(Reader.id == reader).values(**kept))
        return self.name(comment)


Request = tuple[str, str, Any]
ACTIONS: dict[str, Callable[[World, int], Request]] = {
    "read public comments": lambda w, r: ("GET", f"{A}/articles/story/comments", None),
    "read one's own held comment": lambda w, r: (
        "GET", f"/api/v1/comments/{w.own(r or w.someone, held=True)}", None),
    "post a comment": lambda w, r: ("POST", f"{A}/articles/story/comments", {"text": "Good day."}),
    "edit one's own comment": lambda w, r: (
        "PATCH", f"/api/v1/comments/{w.own(r or w.someone)}", {"text": "Other words."}),
    "delete one's own comment": lambda w, r: (
        "DELETE", f"/api/v1/comments/{w.own(r or w.someone)}", None),
    "vote": lambda w, r: ("PUT", f"/api/v1/comments/{w.comment}/vote", {"value": 1}),
    "report": lambda w, r: ("POST", f"/api/v1/comments/{w.comment}/flags", {"reason": "spam"}),
    "see the queues": lambda w, r: ("GET", "/api/v1/review/queues?site=gazette", None),
    "see an author's record": lambda w, r: (
        "GET", f"/api/v1/review/authors/{w.name(w.someone)}", None),
    "publish, hold, reject": lambda w, r: (
        "POST", "/api/v1/review/decisions",
        {"verb": "hold", "items": [{"id": w.comment, "revision": 1}]}),
    "ban, suspend": lambda w, r: (
        "POST", f"/api/v1/review/authors/{w.name(w.someone)}/actions",
        {"action": "ban", "reason": "abuse"}),
    "read the log": lambda w, r: ("GET", "/api/v1/review/log?site=gazette", None),
    "read the policy": lambda w, r: ("GET", f"{A}/policy", None),
    "change the policy": lambda w, r: ("PUT", f"{A}/policy", {"body": {"premoderate": True}}),
    "see statistics": lambda w, r: ("GET", f"{A}/statistics?from=2026-01-01&to=2026-01-02", None),
    "see and make API keys": lambda w, r: (
        "POST", f"{A}/keys", {"name": "new", "scopes": ["read"]}),
    "see and make signing keys": lambda w, r: (
        "POST", f"{A}/signing-keys", {"algorithm": "HS256", "issuer": "https://news.example"}),
    "see and make webhooks": lambda w, r: (
        "POST", f"{A}/webhooks", {"url": "https://news.example/hook"}),
    "export one's own data": lambda w, r: ("GET", f"{A}/readers/me/export", None),
    "erase a reader on request": lambda w, r: (
        "DELETE", f"{A}/readers/{w.name(w.someone)}", None),
}  # fmt: skip


def acting(world: World, actor: str, said: str) -> tuple[int, dict[str, str]]:
    """(reader id or 0, headers) of an actor; a key has the scope that the cell names, or, where
    it is refused, every scope there is."""
    readers = {
        "reader": {},
        "suspended": {"suspended_until": utc_now() + timedelta(days=1)},
        "banned": {"banned_at": utc_now()},
    }
    if actor in readers:
        return world.reader(**readers[actor])
    if actor == "anonymous":
        return 0, {}
    if actor == "key":
        return 0, world.key(list(Scope) if said == "-" else [Scope(said)])
    if actor == "moderator B":
        return 0, world.staff("moderator", site=world.other)
    if actor == "operator":
        return 0, world.staff(None, is_operator=True)
    return 0, world.staff(actor)


@pytest.mark.parametrize(("action", "actor", "said"), cells())
def test_the_table_is_true(
    app: Flask, database: Session, action: str, actor: str, said: str
) -> None:
    world = World(app.test_client(use_cookies=False))
    reader, headers = acting(world, actor, said)
    method, path, body = ACTIONS[action](world, reader)
    answer = world.client.open(path, method=method, json=body, headers=headers)
    results = (answer.json or {}).get("results") if answer.is_json else None
    refused = answer.status_code in REFUSED or (results and not any(e["ok"] for e in results))
    assert bool(refused) is (said == "-"), (answer.status_code, answer.get_data(as_text=True))
    assert said == "-" or answer.status_code < 300, answer.get_data(as_text=True)


@pytest.mark.parametrize("scope", list(Scope))
def test_a_scope_opens_only_what_the_table_names(
    app: Flask, database: Session, scope: Scope
) -> None:
    for action, actor, said in cells():
        if actor != "key" or said in ("-", "read", str(scope)):
            continue
        if action == "read the policy" and scope is Scope.STATISTICS:
            continue  # figures are read beside the policy they were made under
        world = World(app.test_client(use_cookies=False))
        method, path, body = ACTIONS[action](world, 0)
        answer = world.client.open(path, method=method, json=body, headers=world.key([scope]))
        results = (answer.json or {}).get("results") if answer.is_json else None
        refused = answer.status_code in REFUSED or (results and not any(e["ok"] for e in results))
        assert refused, (action, scope, answer.status_code)
        database.rollback()
        break
