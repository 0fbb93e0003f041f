"""What the tests of identity share."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.conftest import own_address
from tests.make import make_article, make_site


@pytest.fixture
def client(app: Flask, database: Session) -> FlaskClient:
    """A client without a jar: each test says itself which cookie it shows."""
    return own_address(app.test_client(use_cookies=False))


@pytest.fixture
def site(client: FlaskClient) -> int:
    site_id = make_site()
    make_article(site_id)
    return site_id
