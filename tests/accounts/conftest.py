"""A site that lets its readers sign in by mail, and a browser that does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from service.accounts.grants import challenge_of
from service.db import ALL_SITES, transaction
from service.identity.sealing import unseal
from service.models import Mail
from tests.make import ORIGIN, make_article, make_site

VERIFIER = "v" * 43
STATE = "s" * 32
SECRET = "a-key-of-the-tests-and-of-nobody-else"


@dataclass
class Window:
    """The sign-in window: what it shows, and the word that its forms carry."""

    client: FlaskClient
    shown: TestResponse | None = None

    @property
    def text(self) -> str:
        assert self.shown is not None
        return self.shown.get_data(as_text=True)

    @property
    def word(self) -> str:
        return self.found(r'name="word" value="([^"]+)"')

    def found(self, pattern: str) -> str:
        match = re.search(pattern, self.text)
        assert match, self.text
        return match.group(1)

    def open(self, **over: str) -> "Window":
        given = {
            "site": "gazette", "origin": ORIGIN, "state": STATE,
            "challenge": challenge_of(VERIFIER), "lang": "en", "name": "Ada", **over,
        }  # fmt: skip
        self.shown = self.client.get("/account/sign-in", query_string=given)
        return self

    def send(self, path: str, **form: str) -> TestResponse:
        self.shown = self.client.post(f"/account/{path}", data={"word": self.word, **form})
        return self.shown

    def code(self, **form: str) -> str:
        """Agree, and read the code that the page would get."""
        self.send("continue", **{"name": "Ada", **form})
        return self.found(r'data-code="([^"]+)"')


def mailed(**over: Any) -> dict[str, str]:
    """What the newest sign-in mail says."""
    with transaction(ALL_SITES) as session:
        found = select(Mail.sealed).where(Mail.kind == "sign_in").order_by(Mail.id.desc()).limit(1)
        sealed = session.execute(found).scalar_one()
    return dict(orjson.loads(unseal(bytes(sealed or b""), secret=SECRET)))


@pytest.fixture
def mailing(app: Flask) -> Iterator[None]:
    """An installation with a mail server, where nothing is refused for frequency."""
    before = app.extensions["parley"]
    change(app, smtp_url="smtp://127.0.0.1:1", mail_from="Parley <parley@news.example>",
           rate_limits="off")  # fmt: skip
    yield
    app.extensions["parley"] = before


def change(app: Flask, **settings: object) -> None:
    """Change settings of the application, for as long as `mailing` lasts."""
    app.extensions["parley"] = app.extensions["parley"].model_copy(update=settings)


@pytest.fixture
def client(app: Flask, database: Session) -> FlaskClient:
    """A browser: its cookies are those of https."""
    return app.test_client()


@pytest.fixture
def site(client: FlaskClient, mailing: None) -> int:
    site_id = make_site()
    make_article(site_id)
    return site_id


@pytest.fixture
def window(client: FlaskClient, site: int) -> Window:
    return Window(client)
