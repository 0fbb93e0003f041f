"""Under attack a site asks browsers for work: signed, for one site, once, and only then."""

import hashlib
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service import challenges
from service.clock import utc_now
from service.config import Settings
from service.valkey import memory
from tests.make import make_site

SECRET = "a secret of the tests and nobody else"


def solve(puzzle: str, bits: int) -> str:
    for number in count():
        proof = f"{puzzle}.{number}"
        if int.from_bytes(hashlib.sha256(proof.encode()).digest()) >> (256 - bits) == 0:
            return proof
    raise AssertionError("numbers do not end")


@pytest.fixture
def attacked(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A service for which three sessions a minute are an attack, and easy puzzles enough."""
    settings: Settings = app.extensions["parley"]
    hasty = settings.model_copy(update={"attack_per_minute": 3})
    monkeypatch.setitem(app.extensions, "parley", hasty)
    monkeypatch.setattr(challenges, "EASY_BITS", 6)
    monkeypatch.setattr(challenges, "_HARD_BITS", 8)
    memory().demand(lambda valkey: [valkey.delete(key) for key in valkey.scan_iter("LIMITS*")])
    make_site()
    return client


def start(client: FlaskClient, proof: str = "") -> Any:
    headers = {"X-Parley-Proof": proof} if proof else {}
    body = {"guest": {"name": "Ann"}}
    return client.post("/api/v1/sites/gazette/sessions", json=body, headers=headers)


def until_challenged(client: FlaskClient) -> Any:
    """The first answer that asks for work; a minute may turn in between."""
    for _ in range(8):
        answer = start(client)
        if answer.status_code == 428:
            return answer
        assert answer.status_code == 201
    raise AssertionError("never challenged")


def test_work_is_asked_for_only_under_attack_and_opens_once(attacked: FlaskClient) -> None:
    assert start(attacked).status_code == 201
    asked = until_challenged(attacked).json
    assert asked["code"] == "challenge_required"
    proof = solve(asked["puzzle"], asked["bits"])
    assert start(attacked, proof).status_code == 201
    assert start(attacked, proof).status_code == 428  # once


def test_other_sites_are_not_bothered(attacked: FlaskClient) -> None:
    make_site("courier", origins=["https://courier.example"])
    until_challenged(attacked)
    body = {"guest": {"name": "Ann"}}
    assert attacked.post("/api/v1/sites/courier/sessions", json=body).status_code == 201


def test_limits_that_are_off_ask_for_nothing(
    app: Flask, attacked: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    off = app.extensions["parley"].model_copy(update={"rate_limits": "off"})
    monkeypatch.setitem(app.extensions, "parley", off)
    assert [start(attacked).status_code for _ in range(8)] == [201] * 8


def test_readers_of_other_pages_may_send_the_header(client: FlaskClient) -> None:
    asked = {"Origin": "https://news.example", "Access-Control-Request-Method": "POST"}
    answer = client.options("/api/v1/sites/gazette/sessions", headers=asked)
    assert "X-Parley-Proof" in answer.headers["Access-Control-Allow-Headers"]


NOW = datetime.fromisoformat("2026-06-01T12:00:00+00:00")
LATER = NOW + challenges.LIFE + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("change", "site", "at", "is_taken"),
    [
        (lambda proof: proof, 7, NOW, True),
        (lambda proof: proof, 8, NOW, False),  # for another site
        (lambda proof: proof, 7, LATER, False),  # too late
        (lambda proof: proof.replace(".6.", ".0.", 1), 7, NOW, False),  # made easier
        (lambda proof: proof.rpartition(".")[0] + ".x", 7, NOW, False),
        (lambda proof: proof.rpartition(".")[0] + ".", 7, NOW, False),
        (lambda proof: "", 7, NOW, False),
        (lambda proof: "a.b.c.d.e.1", 7, NOW, False),
        (lambda proof: proof + "0" * 600, 7, NOW, False),
        (lambda proof: proof[:-1] + "\u0663", 7, NOW, False),  # digits of another script
    ],
)
def test_only_work_for_this_site_and_time_counts(
    app: Flask, change: Any, site: int, at: datetime, is_taken: bool
) -> None:
    proof = solve(challenges.puzzle(7, 6, secret=SECRET, now=NOW), 6)
    assert challenges.is_solved(change(proof), site, secret=SECRET, now=at) is is_taken


def test_too_little_work_is_refused(app: Flask) -> None:
    puzzle = challenges.puzzle(7, 6, secret=SECRET, now=NOW)
    lazy = next(
        proof for n in count()
        if hashlib.sha256((proof := f"{puzzle}.{n}").encode()).digest()[0] >= 8
    )  # fmt: skip
    assert not challenges.is_solved(lazy, 7, secret=SECRET, now=NOW)


def test_an_attack_makes_puzzles_harder_and_passes(app: Flask) -> None:
    site, now = make_id(), utc_now()
    flows = [challenges.note(site, "story", attack_at=2, now=now) for _ in range(9)]
    assert [each.bits > 0 for each in flows] == [False] + [True] * 8
    assert flows[-1].bits > flows[1].bits
    assert (flows[-1].of_site, flows[-1].of_article) == (9, 9)
    assert challenges.is_under_attack(site)
    memory().demand(lambda valkey: valkey.delete(f"attack:{site}"))
    assert not challenges.is_under_attack(site)


def make_id() -> int:
    from service.ids import new_site_id

    return new_site_id()
