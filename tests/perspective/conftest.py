"""A site, a key with the scope `score`, and calls as Google's clients make them."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from service.articles.sites import create_site
from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.identity.keys import Scope, create_key

Call = Callable[..., TestResponse]


@pytest.fixture
def slug() -> str:
    """A name of its own: processes remember which site a slug belongs to."""
    return f"paper-{uuid4().hex[:8]}"


@pytest.fixture
def site_id(database: Session, slug: str) -> int:
    with transaction(ALL_SITES) as session:
        return create_site(
            session, slug, "The Paper", origins=[], languages=["en", "fr"], now=utc_now()
        )


@pytest.fixture
def key(site_id: int) -> str:
    with transaction(ALL_SITES) as session:
        return create_key(session, site_id, "client", [Scope.SCORE], now=utc_now())


@pytest.fixture
def analyze(client: FlaskClient, key: str) -> Call:
    """POST comments:analyze; keyword arguments are members of the body."""

    def call(text: str | None = "Good morning.", **body: Any) -> TestResponse:
        body.setdefault("requestedAttributes", {"TOXICITY": {}})
        if text is not None:
            body["comment"] = {"text": text}
        return client.post(f"/v1alpha1/comments:analyze?key={key}&alt=json", json=body)

    return call


def error_of(response: TestResponse) -> tuple[int, str, str]:
    """(code, errorType or reason, message)."""
    assert response.json is not None
    error = response.json["error"]
    assert error["code"] == response.status_code
    detail = error.get("details", [{}])[0]
    return error["code"], detail.get("errorType") or detail.get("reason"), error["message"]
