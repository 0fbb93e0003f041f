"""Members of staff with a password, and browsers that carry cookie and token as the console does."""

from dataclasses import dataclass
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from service.api.auth import STAFF_COOKIE
from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.identity import staff
from service.identity.staff import create_staff, grant
from service.valkey import memory
from tests.make import make_article, make_site

PASSWORD = "a fine long password"
EMAIL = "mo@news.example"


@dataclass(slots=True)
class Browser:
    """One browser: its cookie, its token."""

    client: FlaskClient
    cookie: str = ""
    csrf: str = ""

    def ask(
        self, method: str, path: str, body: Any = None, *, host: str = "http://localhost"
    ) -> Any:
        headers = {"X-CSRF-Token": self.csrf}
        if self.cookie:
            headers["Cookie"] = f"{STAFF_COOKIE}={self.cookie}"
        answer = self.client.open(
            f"/api/v1{path}", method=method, json=body, headers=headers, base_url=host
        )
        if answer.status_code == 201 and STAFF_COOKIE in answer.headers.get("Set-Cookie", ""):
            self.cookie = answer.headers["Set-Cookie"].split("=", 1)[1].split(";")[0]
            assert answer.json is not None
            self.csrf = answer.json["csrf_token"]
        return answer

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD, **more: str) -> Any:
        return self.ask("POST", "/sessions", {"email": email, "password": password, **more})


@pytest.fixture(autouse=True)
def quick(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords hashed lightly, and no test pays for the sign-ins of another."""
    light = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(staff, "_hasher", light)
    memory().demand(lambda valkey: [valkey.delete(key) for key in valkey.scan_iter("LIMITS*")])


@pytest.fixture
def site(app: Flask, database: Session) -> int:
    site_id = make_site()
    make_article(site_id)
    return site_id


@pytest.fixture
def admin_id(site: int) -> int:
    """Mo, the site's only admin."""
    with transaction(ALL_SITES) as session:
        staff_id = create_staff(session, EMAIL, "Mo", PASSWORD, now=utc_now())
        grant(session, site, staff_id, "admin")
    return staff_id


@pytest.fixture
def browser(app: Flask, admin_id: int) -> Browser:
    """A browser in which nobody is signed in yet."""
    return Browser(app.test_client(use_cookies=False))


@pytest.fixture
def admin(browser: Browser) -> Browser:
    """Mo's browser, signed in."""
    assert browser.sign_in().status_code == 201
    return browser
