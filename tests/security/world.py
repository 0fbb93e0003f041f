"""A site with everything in it, the people of that site and of another, and a way to undo.

Built once for a module, in a transaction that is never committed; `undone` takes back what one
test did. MARK stands in everything that is not public.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, update
from werkzeug.test import TestResponse

from service.api import places
from service.api.auth import STAFF_COOKIE
from service.api.config import secret
from service.articles import sites
from service.clock import utc_now
from service.db import ALL_SITES, db, transaction
from service.identity import staff, tokens
from service.identity.keys import Scope, create_key
from service.identity.staff import grant
from service.ids import new_id, parse_public_id, public_id
from service.lifecycle import Verb
from service.models import Reader, Staff, StaffSession
from service.moderation import policies
from tests.make import make_article, make_reader, make_site, moderate, post, published, score
from tests.security.operations import Things

MARK = "zanzibar"
PASSWORD = f"a {MARK} of a password"
ORIGIN = "https://news.example"
LIGHT = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
Headers = dict[str, str]


class World:
    """`things`: what requests name, by the names of tests/security/operations.py."""

    def __init__(self, client: FlaskClient, connection: Connection) -> None:
        self.client, self.connection = client, connection
        self.site = make_site(origins=[ORIGIN])
        self.other = make_site("courier", origins=["https://courier.example"])
        for site in (self.site, self.other):
            make_article(site)
        self.people: dict[str, Headers] = {"anonymous": {}}
        self.things = Things({})
        _put_people(self)
        _put_things(self)

    def name(self, row: int) -> str:
        """The public id of a row of the site."""
        return public_id(self.site, row)

    def open(
        self, headers: Headers, method: str, path: str, query: Any = None, body: Any = None
    ) -> TestResponse:
        """One request."""
        return self.client.open(
            path if path.startswith("/") else f"/api/v1/{path}", method=method,
            query_string=query, json=body, headers=headers,
        )  # fmt: skip

    def made(self, method: str, path: str, body: Any = None, *, by: str = "admin") -> Any:
        """What a request that must succeed answers."""
        answer = self.open(self.people[by], method, path, None, body)
        assert answer.status_code < 300, (path, answer.text)
        return answer.json

    def key(self, *scopes: Scope, site: int | None = None) -> Headers:
        """What a program with such a key sends."""
        with transaction(ALL_SITES) as session:
            plain = create_key(
                session, site or self.site, "k" if site else f"{MARK} key", scopes, now=utc_now()
            )
        return {"Authorization": f"Bearer {plain}"}

    def guest(self) -> Headers:
        """What a page of the publisher sends after somebody began to write as a guest."""
        made = self.made("POST", "sites/gazette/sessions", {"guest": {"name": "Gus"}},
                         by="anonymous")  # fmt: skip
        return {"Authorization": f"Bearer {made['token']}"}

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Whatever happens within is taken back."""
        nested = self.connection.begin_nested()
        try:
            yield
        finally:
            db.session.remove()
            nested.rollback()
            policies._kept.clear()


@pytest.fixture(scope="module")
def world(app: Flask) -> Iterator[World]:
    """The one world of a module. No request is refused for frequency in it."""
    engine, chosen, hasher = db.engines[None], app.extensions["parley"], staff._hasher
    connection = engine.connect()
    outer = connection.begin()
    db.engines[None] = connection  # type: ignore[assignment]
    db.session.remove()
    db.session.configure(join_transaction_mode="create_savepoint")
    app.extensions["parley"] = chosen.model_copy(update={"rate_limits": "off"})
    staff._hasher = LIGHT
    _forget()
    try:
        yield World(app.test_client(use_cookies=False), connection)
    finally:
        db.session.remove()
        db.session.configure(join_transaction_mode="conditional_savepoint")
        db.engines[None], app.extensions["parley"], staff._hasher = engine, chosen, hasher
        outer.rollback()
        connection.close()
        _forget()


def _forget() -> None:
    places.forget()
    sites.forget()
    staff._nobody.cache_clear()
    policies._kept.clear()


def _put_people(world: World) -> None:
    people, site, other = world.people, world.site, world.other
    for name, role, where, columns in (
        ("moderator", "moderator", site, {}),
        ("analyst", "analyst", site, {}),
        ("admin", "admin", site, {}),
        ("colleague", "moderator", site, {}),
        ("moderator B", "moderator", other, {}),
        ("admin B", "admin", other, {}),
        ("operator", None, site, {"is_operator": True}),
    ):
        people[name] = _staff(name, role, where, **columns)
    for name in ("reader", "suspended", "banned"):
        people[name] = _reader(site, make_reader(site, name.title()))
    people["embed"] = world.guest()
    people["reader B"] = _reader(other, make_reader(other, "Rea"))
    people["key B"] = world.key(*Scope, site=other)
    people["publisher key B"] = world.key(Scope.STATISTICS, site=other)


def _put_things(world: World) -> None:
    things, site, now = world.things, world.site, utc_now()
    someone = make_reader(site, "Someone")
    things |= {"article": "story", "site": "gazette", "mark": MARK, "password": PASSWORD}
    things["comment"] = world.name(published(site, someone, "Good day to all."))
    things["reply"] = world.name(
        published(site, someone, "And to you.", parent_id=parse_public_id(things["comment"])[1])
    )
    things["reader"] = world.name(someone)
    things["held"] = world.name(_comment(site, someone, Verb.HOLD))
    things["rejected"] = world.name(_comment(site, someone, Verb.REJECT))
    for name in ("reader", "suspended", "banned", "embed"):
        me = world.made("GET", "sites/gazette/readers/me/export", by=name)["reader"]["id"]
        _, own = parse_public_id(me)
        things.own[name] = {
            "own": world.name(published(site, own, f"The words of {name}.", now=now)),
            "own_held": world.name(_comment(site, own, Verb.HOLD)),
            "own_rejected": world.name(_comment(site, own, Verb.REJECT)),
            "self": me,
        }
    for name in ("moderator", "admin"):
        said = {"text": f"As {name} I say so."}
        made = world.made("POST", "sites/gazette/articles/story/comments", said, by=name)
        things.own[name] = {"own": made["id"]}
    _make_by_request(world)
    for name, state in (
        ("suspended", {"suspended_until": now + timedelta(days=1)}),
        ("banned", {"banned_at": now}),
    ):
        own = parse_public_id(things.own[name]["self"])[1]
        with transaction(site) as session:
            of = (Reader.site_id == site, Reader.id == own)
            session.execute(update(Reader).where(*of).values(**state))


def _make_by_request(world: World) -> None:
    """What the site's own people have made."""
    things, made = world.things, world.made
    appeal = f"comments/{things.own['reader']['own_rejected']}/appeals"
    things["appeal"] = made("POST", appeal, {"text": f"{MARK}!"}, by="reader")["id"]
    del things.own["reader"]["own_rejected"]  # appealed once and for all
    _, own = parse_public_id(things.own["reader"]["self"])
    things.own["reader"]["own_rejected"] = world.name(_comment(world.site, own, Verb.REJECT))
    notice = made("POST", "sites/gazette/notices", {
        "comment_id": things["comment"], "explanation": MARK, "name": MARK, "good_faith": True,
    }, by="anonymous")  # fmt: skip
    things["notice"], things["receipt"] = notice["id"], notice["receipt"]
    flag = {"reason": "spam", "detail": MARK}
    made("POST", f"comments/{things['comment']}/flags", flag, by="embed")
    note = {"text": f"a note on {MARK}"}
    made("POST", f"review/authors/{things['reader']}/notes", note, by="colleague")
    hold = {"verb": "hold", "note": f"{MARK} of a colleague", "items": [{"id": things["reply"]}]}
    made("POST", "review/decisions", hold, by="colleague")
    seen = [{"id": things["reply"], "status": "held"}]
    publish = {"verb": "publish", "items": seen}
    things["undoable"] = made("POST", "review/decisions", publish, by="moderator")["batch"]
    wave = {"verb": "keep", "filter": {"site": "gazette", "queue": "held"}}
    things["batch"] = made("POST", "review/decisions", wave, by="moderator")["batch"]
    kept = {"name": MARK, "filters": {"queue": "held"}}
    things["saved"] = made("POST", "review/saved?site=gazette", kept, by="moderator")["id"]
    made("PUT", "sites/gazette/policy", {"body": {}, "note": MARK})
    past = {"body": {}, "from": "2026-01-01T00:00:00Z"}
    things["replay"] = made("POST", "sites/gazette/policy/replays", past)["id"]
    draft = {"body": {}, "note": MARK}
    things["shadow"] = made("PUT", "sites/gazette/policy/shadow", draft)["id"]
    key = {"name": MARK, "scopes": ["read"]}
    things["key"] = made("POST", "sites/gazette/keys", key)["id"]
    signing = {"algorithm": "HS256", "issuer": f"https://{MARK}.example"}
    things["signing_key"] = made("POST", "sites/gazette/signing-keys", signing)["id"]
    hook = {"url": f"https://{MARK}.example/hook"}
    things["webhook"] = made("POST", "sites/gazette/webhooks", hook)["id"]
    made("PUT", "sites/gazette/external", {"url": f"https://{MARK}.example/check"})
    guest = {"email": f"ivy@{MARK}.example", "role": "analyst"}
    things["invitation"] = made("POST", "sites/gazette/invitations", guest)["id"]
    everybody = made("GET", "sites/gazette/staff")["items"]
    things["colleague"] = next(each["id"] for each in everybody if "colleague" in each["name"])


def _comment(site: int, reader: int, verb: Verb) -> int:
    """A comment that a moderator held or rejected."""
    comment = post(site, reader, f"Words about {MARK}, {new_id(utc_now())}.", now=utc_now())
    score(site, comment, now=utc_now())
    moderate(site, comment, verb, note=MARK, reason="abuse")
    return comment


def _reader(site: int, reader: int) -> Headers:
    claims = tokens.ReaderClaims(site, reader, "Ann")
    made = tokens.issue(claims, secret=secret(), now=utc_now(), life=timedelta(hours=1))
    return {"Authorization": f"Bearer {made}"}


def _staff(name: str, role: str | None, site: int, **columns: Any) -> Headers:
    """Somebody signed in; the password is hashed lightly."""
    who, now, cookie = new_id(utc_now()), utc_now(), name.replace(" ", "-")
    is_public = name in ("moderator", "admin")  # they write among readers, under their name
    called = "Bea" if name.endswith(" B") else name.title() if is_public else f"{MARK} {name}"
    with transaction(ALL_SITES) as session:
        session.add(Staff(id=who, email=f"{who}@staff.example", name=called, password_hash=LIGHT.hash(PASSWORD),
                          **columns))  # fmt: skip
        session.flush()
        session.add(StaffSession(
            token_hash=hashlib.sha256(cookie.encode()).digest(), staff_id=who, csrf_token="csrf",
            expires_at=now + timedelta(hours=1),
        ))  # fmt: skip
        if role:
            grant(session, site, who, role)
    return {"Cookie": f"{STAFF_COOKIE}={cookie}", "X-CSRF-Token": "csrf"}
