"""Webhooks on the real ledger: spread once, in order, signed, tried again, parked, replayed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete
from standardwebhooks.webhooks import Webhook as Receiver

from service.db import ALL_SITES, transaction
from service.errors import NotFound
from service.identity.sealing import seal
from service.ids import parse_public_id
from service.models import Site
from service.webhooks import hooks
from service.webhooks.deliver import DELAYS, Due, lease, note, spread
from service.webhooks.payloads import event_id_of, event_name, payload
from service.webhooks.sign import new_secret, signed_headers
from tests.make import make_article, make_site

_numbers = count(1)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def site(app: Flask) -> Iterator[int]:
    """A site whose rows are really committed: an open transaction is behind no horizon."""
    site_id = make_site(f"hooked-{next(_numbers)}")
    yield site_id
    with transaction(ALL_SITES) as session:
        session.execute(delete(Site).where(Site.id == site_id))


def hook(site_id: int, *kinds: str) -> int:
    with transaction(site_id) as session:
        return hooks.add_hook(
            session, site_id, "https://news.example/hook", kinds,
            sealed=seal(b"whsec_x", secret="s" * 32), now=NOW,
        )  # fmt: skip


def spread_now() -> int:
    with transaction(ALL_SITES) as session:
        return spread(session, now=NOW)


def take(now: datetime = NOW, limit: int = 100) -> list[Due]:
    with transaction(ALL_SITES) as session:
        return lease(session, now=now, limit=limit)


def told(due: Due, status: int | None, now: datetime = NOW) -> None:
    with transaction(due.site_id) as session:
        note(session, due, status, str(status), now=now)


def test_what_happened_after_the_hook_was_added_is_told_once_and_in_order(site: int) -> None:
    make_article(site, "before")
    hook(site)
    for key in ("one", "two", "three"):
        make_article(site, key)
    assert spread_now() == 3
    assert spread_now() == 0
    due = take()
    assert [each.event["article_key"] for each in due] == ["one", "two", "three"]
    assert take() == []  # leased
    assert len(take(NOW + timedelta(seconds=61))) == 3  # the one who had them died


def test_an_event_that_commits_late_is_not_skipped(site: int, app: Flask) -> None:
    from sqlalchemy import text

    from service.db import db

    hook(site)
    with db.engine.connect() as slow:
        slow.execute(text("SET parley.site = '0'"))
        slow.execute(
            text("INSERT INTO events (site_id, kind) VALUES (:site, 'article.changed')"),
            {"site": site},
        )
        make_article(site, "quick")  # a later transaction, committed before
        assert spread_now() == 0
        slow.commit()
    assert spread_now() == 2


def test_a_hook_hears_only_the_kinds_it_asked_for(site: int) -> None:
    hook(site, "comment.published")
    make_article(site)
    assert spread_now() == 0


def test_another_sites_events_are_not_told(site: int) -> None:
    hook(site)
    with transaction(site) as session:
        assert len(hooks.hooks_of(session, site)) == 1
    other = make_site(f"other-{next(_numbers)}")
    try:
        make_article(other)
        assert spread_now() == 0
    finally:
        with transaction(ALL_SITES) as session:
            session.execute(delete(Site).where(Site.id == other))


def test_a_failure_is_tried_eight_times_over_a_day_and_then_parked(site: int) -> None:
    hook_id = hook(site)
    make_article(site)
    spread_now()
    now, tries = NOW, 0
    while found := take(now):
        told(found[0], 503, now)
        tries += 1
        now += timedelta(hours=14)
    assert tries == len(DELAYS) == 8
    assert 20 * 3_600 < sum(DELAYS) < 28 * 3_600
    with transaction(site) as session:
        row = hooks.deliveries_of(session, site, state="parked", before=None, limit=10)[0]
        assert (row.state, row.attempts, row.answer) == ("parked", 8, "503")
        assert hooks.replay(session, site, hook_id, None, now=now) == 1
    assert len(take(now)) == 1


def test_nothing_is_sent_again_to_a_webhook_that_is_not_there(site: int) -> None:
    gone = hook(site)
    with transaction(site) as session:
        hooks.remove_hook(session, site, gone)
    for hook_id in (gone, 1):
        with pytest.raises(NotFound), transaction(site) as session:
            hooks.replay(session, site, hook_id, None, now=NOW)
    quiet = hook(site)
    with transaction(site) as session:
        assert hooks.replay(session, site, quiet, None, now=NOW) == 0


def test_behind_a_failure_only_one_is_tried_at_a_time(site: int) -> None:
    hook(site)
    for key in ("one", "two", "three"):
        make_article(site, key)
    spread_now()
    first = take(limit=1)[0]
    told(first, None)
    later = NOW + timedelta(minutes=5)
    assert [each.event_id for each in take(later)] == [first.event_id]


def test_gone_is_gone(site: int) -> None:
    hook(site)
    make_article(site)
    spread_now()
    told(take()[0], 410)
    make_article(site, "later")
    assert spread_now() == 0
    assert take(NOW + timedelta(days=2)) == []


def test_a_receivers_library_verifies_the_signature() -> None:
    secret, now = new_secret(), datetime.now(UTC)
    name = event_name(7, 1, secret="ours")
    body = payload(event(text=None, status="held"), site="gazette", name=name)
    headers = signed_headers(secret, name, body, now=now)
    assert Receiver(secret).verify(body, headers)["type"] == "comment.held"
    with pytest.raises(Exception, match="signature"):
        Receiver(secret).verify(body.replace("held", "kept"), headers)


def event(**over: Any) -> dict[str, Any]:
    return {
        "site_id": 7, "event_id": 1, "kind": "comment.held", "at": NOW, "article_key": "story",
        "comment_id": 5, "reader_id": 6, "revision": 1, "data": {}, "status": "held",
        "text": None, **over,
    }  # fmt: skip


def test_ids_of_events_count_nothing_and_lead_back() -> None:
    names = [event_name(7, number, secret="ours") for number in range(1, 200)]
    numbers = [parse_public_id(name.removeprefix("evt_"))[1] for name in names]
    assert len(set(numbers)) == len(numbers)
    assert min(numbers) > 10**9
    assert numbers != sorted(numbers)
    assert [event_id_of(name, secret="ours") for name in names] == list(range(1, 200))
    assert event_id_of(names[0], secret="another") != 1


def test_a_text_is_told_only_while_everybody_may_read_it() -> None:
    assert "text" not in orjson.loads(payload(event(), site="gazette", name="evt_1"))["data"]
    public = payload(event(text="Good day.", status="published"), site="gazette", name="evt_2")
    assert orjson.loads(public)["data"]["text"] == "Good day."


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    """A browser of the gazette's admin; writes carry the token."""
    from service.identity.staff import create_staff, grant

    site_id = make_site()
    with transaction(ALL_SITES) as session:
        staff_id = create_staff(session, "ed@news.example", "Ed", "a-good-password", now=NOW)
        grant(session, site_id, staff_id, "admin")
    body = {"email": "ed@news.example", "password": "a-good-password"}
    signed = client.post("/api/v1/sessions", json=body)
    assert signed.json is not None
    client.environ_base["HTTP_X_CSRF_TOKEN"] = signed.json["csrf_token"]
    return client


def test_an_admin_adds_lists_and_removes_webhooks(admin: FlaskClient) -> None:
    base = "/api/v1/sites/gazette/webhooks"
    body = {"url": "https://news.example/hook", "events": ["comment.published"]}
    made = admin.post(base, json=body)
    assert made.status_code == 201
    assert made.json is not None
    assert made.json["secret"].startswith("whsec_")
    listed = admin.get(base)
    assert listed.json is not None
    assert [each["url"] for each in listed.json["items"]] == ["https://news.example/hook"]
    assert "secret" not in listed.json["items"][0]
    assert admin.delete(f"{base}/{made.json['id']}").status_code == 204
    assert admin.delete(f"{base}/{made.json['id']}").status_code == 404
    deliveries = admin.get("/api/v1/sites/gazette/deliveries")
    assert deliveries.json == {"items": [], "next_cursor": None}


@pytest.mark.parametrize("url", ["http://news.example/", "https://127.0.0.1/", "https://[::1]/"])
def test_a_webhook_does_not_lead_inside(admin: FlaskClient, url: str) -> None:
    answer = admin.post("/api/v1/sites/gazette/webhooks", json={"url": url})
    assert answer.status_code == 422
