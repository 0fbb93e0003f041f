"""Requests with one Idempotency-Key that arrive together, on a database that commits."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from werkzeug.test import TestResponse

from service.app import create_app
from service.clock import utc_now
from service.config import Settings
from service.db import ALL_SITES, after_commit, db, transaction, whole
from service.identity import repeats
from service.identity.keys import Scope, create_key
from service.models import KeptAnswer, SavedQueue
from tests.apart import database_apart
from tests.conftest import Engines, _forget_places
from tests.make import make_site

AT_ONCE = 8


@pytest.fixture(scope="module")
def web(app: Flask, engines: Engines, settings: Settings) -> Iterator[Flask]:
    """The application on a database of its own."""
    url = database_apart(engines.database_url, "at_once")
    _forget_places()
    web = create_app(settings.model_copy(update={"database_url": url, "rate_limits": "off"}))
    with web.app_context():
        yield web
        for engine in db.engines.values():
            engine.dispose()
    _forget_places()


@pytest.fixture
def bearer(web: Flask) -> str:
    """An integration's key, of a site of its own."""
    site = make_site(f"site-{utc_now():%H%M%S%f}")
    with transaction(ALL_SITES) as session:
        return create_key(session, site, "k", [Scope.MODERATE], now=utc_now())


def save(web: Flask, bearer: str, name: str = "Mine") -> TestResponse:
    headers = {"Authorization": f"Bearer {bearer}", "Idempotency-Key": "a-key"}
    return web.test_client().post(
        "/api/v1/review/saved", json={"name": name, "filters": {}}, headers=headers
    )


def rows(model: type[Any]) -> int:
    with transaction(ALL_SITES) as session:
        found: int = session.execute(select(func.count()).select_from(model)).scalar_one()
        return found


def test_those_that_arrive_together_are_one(web: Flask, bearer: str) -> None:
    before = rows(SavedQueue)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda _: save(web, bearer), range(AT_ONCE)))
    assert {(each.status_code, each.data) for each in answers} == {(201, answers[0].data)}
    assert sum("Idempotent-Replayed" in each.headers for each in answers) == AT_ONCE - 1
    assert rows(SavedQueue) == before + 1


def test_of_other_bodies_that_arrive_together_one_is_taken(web: Flask, bearer: str) -> None:
    before = rows(SavedQueue)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda n: save(web, bearer, f"No. {n}"), range(AT_ONCE)))
    assert sorted(each.status_code for each in answers) == [201, *[409] * (AT_ONCE - 1)]
    assert rows(SavedQueue) == before + 1


def test_the_effect_is_on_disk_with_its_answer_or_not_at_all(
    web: Flask, bearer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(SavedQueue), rows(KeptAnswer)

    def die(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(repeats, "keep", die)
        assert save(web, bearer).status_code == 500
    assert (rows(SavedQueue), rows(KeptAnswer)) == before
    assert save(web, bearer).status_code == 201


def test_a_part_that_fails_undoes_itself_alone(web: Flask) -> None:
    heard: list[str] = []
    with whole(ALL_SITES):
        with transaction(7) as session:
            session.execute(text("CREATE TEMP TABLE parts (name text) ON COMMIT DROP"))
            session.execute(text("INSERT INTO parts VALUES ('kept')"))
            after_commit(session, lambda: heard.append("kept"))
        with pytest.raises(ZeroDivisionError):
            _fail(heard)
        with transaction(9) as session:
            assert session.execute(text("SELECT current_setting('parley.site')")).scalar() == "9"
            assert session.execute(text("SELECT name FROM parts")).scalars().all() == ["kept"]
        assert session.execute(text("SELECT current_setting('parley.site')")).scalar() == "0"
        assert heard == []
    assert heard == ["kept"]
    with transaction(7) as session:
        assert session.execute(text("SELECT current_setting('parley.site')")).scalar() == "7"


def _fail(heard: list[str]) -> None:
    with transaction(8) as session:
        session.execute(text("INSERT INTO parts VALUES ('undone')"))
        after_commit(session, lambda: heard.append("undone"))
        raise ZeroDivisionError
