"""A site with two moderators and an admin who are signed in, and what they send."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from service.api import places
from service.articles import sites
from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.identity import staff
from service.ids import new_id
from service.models import Staff, StaffSession
from service.moderation import policies
from service.scoring import Attribute
from tests.make import CALM, make_article, make_reader, make_site, post, score

RUDE = {**CALM, Attribute.TOXICITY: 0.97, Attribute.INSULT: 0.9}


@dataclass(frozen=True, slots=True)
class Moderator:
    """Somebody at the console: a browser of their own."""

    id: int
    client: FlaskClient
    csrf: str

    def get(self, path: str) -> Any:
        answer = self.client.get(f"/api/v1{path}")
        assert answer.status_code == 200, answer.text
        return answer.json

    def send(self, path: str, body: Any = None, method: str = "POST") -> Any:
        return self.client.open(
            f"/api/v1{path}", method=method, json=body if body is not None else {},
            headers={"X-CSRF-Token": self.csrf},
        )  # fmt: skip

    def decide(self, verb: str, *ids: str, **more: Any) -> list[dict[str, Any]]:
        body = {"verb": verb, "items": [{"id": each} for each in ids], **more}
        answer = self.send("/review/decisions", body)
        assert answer.status_code == 200, answer.text
        results: list[dict[str, Any]] = answer.json["results"]
        return results


@pytest.fixture
def site(database: Session) -> int:
    for room in (places, sites):
        room.forget()
    policies._kept.clear()
    site_id = make_site()
    make_article(site_id)
    return site_id


def sign_in(client: FlaskClient, site: int, name: str, role: str) -> Moderator:
    now = utc_now()
    cookie, csrf = f"cookie of {name}", f"csrf of {name}"
    session_of = {"token_hash": hashlib.sha256(cookie.encode()).digest(), "csrf_token": csrf}
    with transaction(ALL_SITES) as session:
        staff_id = new_id(now)
        session.add(Staff(id=staff_id, email=f"{name.lower()}@news.example", name=name))
        session.flush()
        session.add(StaffSession(**session_of, staff_id=staff_id, expires_at=now + timedelta(1)))
        staff.grant(session, site, staff_id, role)
    browser = client.application.test_client()
    browser.set_cookie("parley_staff", cookie)
    return Moderator(staff_id, browser, csrf)


@pytest.fixture
def mira(client: FlaskClient, site: int) -> Moderator:
    return sign_in(client, site, "Mira", "moderator")


@pytest.fixture
def noor(client: FlaskClient, site: int) -> Moderator:
    return sign_in(client, site, "Noor", "moderator")


@pytest.fixture
def admin(client: FlaskClient, site: int) -> Moderator:
    return sign_in(client, site, "Ada", "admin")


def held(site: int, number: int = 1, text: str = "Rude remark", values: Any = None) -> list[int]:
    """Comments that a score holds, oldest first; each by a reader of its own."""
    ids = []
    for at in range(number):
        comment_id = post(site, make_reader(site, f"Reader {at}"), f"{text} {at}", now=utc_now())
        score(site, comment_id, values or RUDE)
        ids.append(comment_id)
    return ids
