"""Limits of frequency: per person and per address, with Valkey and without it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient

from service import limiting, valkey
from service.clock import utc_now
from service.db import transaction
from service.errors import Unavailable
from service.identity import staff, tokens
from service.identity.readers import create_guest
from service.limiting import Rule, address_hash, refusals, wait_for
from tests.make import (
    comment,
    make_article,
    make_policy,
    make_reader,
    make_site,
    name_of,
    published,
)
from tests.review.conftest import sign_in
from tests.review.test_fairness import SECRET

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_the_limit_is_shared_until_its_window_ends(app: Any) -> None:
    rule = Rule("test_shared", 3, 600)
    assert [wait_for(rule, "ann") for _ in range(3)] == [None] * 3
    waiting = wait_for(rule, "ann")
    assert waiting is not None
    assert 0 < waiting <= 600
    assert wait_for(rule, "ben") is None


def test_each_process_counts_for_itself_while_valkey_is_away(app: Any) -> None:
    url = valkey.current_url()
    valkey.configure("redis://127.0.0.1:1/0")  # nobody listens there
    try:
        rule = Rule("test_alone", 2, 600)
        assert [wait_for(rule, "ann") is None for _ in range(3)] == [True, True, False]
        with pytest.raises(Unavailable):
            valkey.memory().demand(lambda client: client.ping())
    finally:
        valkey.configure(url)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("203.0.113.9", "203.0.113.77", True),  # one network
        ("203.0.113.9", "203.0.114.9", False),
        ("2001:db8:1:2::1", "2001:db8:1:ffff::9", True),  # one /48
        ("2001:db8:1::1", "2001:db8:2::1", False),
        ("::ffff:203.0.113.9", "203.0.113.9", True),  # the same machine, written otherwise
    ],
)
def test_addresses_are_cut_and_hashed(app: Any, one: str, other: str, is_same: bool) -> None:
    assert (address_hash(one, now=NOW) == address_hash(other, now=NOW)) is is_same
    assert one not in address_hash(one, now=NOW)


def test_an_address_has_another_name_tomorrow(app: Any) -> None:
    later = datetime(2026, 6, 2, 12, tzinfo=UTC)
    assert address_hash("203.0.113.9", now=NOW) != address_hash("203.0.113.9", now=later)
    limiting._salts.clear()
    assert address_hash("203.0.113.9", now=NOW) == address_hash("203.0.113.9", now=NOW)


def test_passwords_cannot_be_guessed_freely(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    light = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(staff, "_hasher", light)
    staff._nobody.cache_clear()
    body = {"email": "guessed@news.example", "password": "wrong"}
    answers = [client.post("/api/v1/sessions", json=body) for _ in range(11)]
    assert [each.status_code for each in answers[:10]] == [401] * 10
    assert answers[10].status_code == 429
    assert int(answers[10].headers["Retry-After"]) > 0


def test_refusals_are_counted_for_the_site_and_shown_to_its_admins(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from service.api import limits as table

    site_id = make_site()
    make_article(site_id)
    monkeypatch.setattr(table, "SESSION_BY_ADDRESS", Rule(f"session_{site_id}", 1, 600))
    body = {"guest": {"name": "Ann"}}
    answers = [client.post("/api/v1/sites/gazette/sessions", json=body) for _ in range(3)]
    assert [each.status_code for each in answers] == [201, 429, 429]
    assert refusals(site_id, now=utc_now()) == {f"session_{site_id}": 2}


def test_what_the_policy_refuses_for_frequency_is_counted_and_shown(client: FlaskClient) -> None:
    site_id = make_site()
    make_article(site_id)
    started = client.post("/api/v1/sites/gazette/sessions", json={"guest": {"name": "Ann"}})
    bearer = {"Authorization": f"Bearer {started.get_json()['token']}"}

    def say(text: str) -> int:
        return client.post("/api/v1/sites/gazette/articles/story/comments", json={"text": text},
                           headers=bearer).status_code  # fmt: skip

    before = _refused_in_metrics(client, "speed")
    assert [say(f"Remark number {n}.") for n in range(4)] == [202, 429, 429, 429]
    make_policy(site_id, {"speed": {"seconds_between": 0}})
    assert say("Remark number 0.") == 409  # the same again
    assert say("") == 422  # refused, but not for frequency
    assert refusals(site_id, now=utc_now()) == {"speed": 3, "repeat": 1}
    assert _refused_in_metrics(client, "speed") == before + 3
    shown = sign_in(client, site_id, "Root", "admin").get("/sites/gazette/refusals")
    assert {each["rule"]: each["count"] for each in shown["refused"]} == {"speed": 3, "repeat": 1}


def _refused_in_metrics(client: FlaskClient, rule: str) -> float:
    lines = client.get("/metrics").get_data(as_text=True).splitlines()
    name = f'parley_refusals_total{{rule="{rule}"}} '
    return sum(float(line.removeprefix(name)) for line in lines if line.startswith(name))


def test_a_crowd_of_new_accounts_of_one_network_does_not_carry_a_comment(
    client: FlaskClient, database: Any
) -> None:
    site_id = make_site()
    make_article(site_id)
    pushed, other = (published(site_id, make_reader(site_id), now=utc_now()) for _ in range(2))
    here = f"2001:db8:{pushed % 60_000:x}"  # a network of this test alone

    def vote(comment: int, *, value: int = 1, network: str = here, days: int = 0) -> Any:
        with transaction(site_id) as session:
            reader = create_guest(session, site_id, "Vic", now=utc_now() - timedelta(days=days))
        claims = tokens.ReaderClaims(site_id, reader, "Vic")
        token = tokens.issue(claims, secret=SECRET, now=utc_now(), life=timedelta(hours=1))
        return client.put(
            f"/api/v1/comments/{name_of(site_id, comment)}/vote", json={"value": value},
            headers={"Authorization": f"Bearer {token}"},
            environ_overrides={"REMOTE_ADDR": f"{network}::{reader % 9_999:x}"},
        )  # fmt: skip

    crowd = [vote(pushed, value=-1) for _ in range(13)]
    assert [each.status_code for each in crowd] == [200] * 10 + [429] * 3
    assert 0 < int(crowd[-1].headers["Retry-After"]) <= 600
    assert vote(pushed, value=0).status_code == 200  # who takes a vote back pushes nothing
    assert vote(pushed, days=2).status_code == 200  # an older account
    assert vote(pushed, network="2001:db8:ffff").status_code == 200  # another network
    assert vote(other).status_code == 200  # another comment
    counts = comment(site_id, pushed)
    assert (counts.up, counts.down) == (2, 10)
    assert refusals(site_id, now=utc_now())["vote_newcomers"] == 3
