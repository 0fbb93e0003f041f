"""Every endpoint of the OpenAPI document, asked wildly: no answer is a 5xx, and every error is a
problem document. The key has every scope, so that requests get past the door.
"""

import json
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core import NOT_SET

from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.identity.keys import Scope, create_key
from tests.make import make_article, make_site

DOCUMENT = json.loads((Path(__file__).parents[2] / "docs/api/openapi.json").read_text())
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
OPERATIONS = [
    (method, path)
    for path, methods in DOCUMENT["paths"].items()
    for method in methods
    if method in ("get", "post", "put", "patch", "delete")
]
KNOWN = {"site": "gazette", "article": "story", "reader": "me"}


@pytest.fixture
def bearer(client: FlaskClient) -> dict[str, str]:
    """A key with every scope on a site with an article."""
    site_id = make_site()
    make_article(site_id)
    with transaction(ALL_SITES) as session:
        plain = create_key(session, site_id, "wild", list(Scope), now=utc_now())
    return {"Authorization": f"Bearer {plain}"}


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_nothing_wild_makes_the_service_stumble(
    client: FlaskClient, bearer: dict[str, str], method: str, path: str
) -> None:
    @settings(
        max_examples=10, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=SCHEMA[path][method].as_strategy(), is_known=st.booleans())
    def ask(case: Any, is_known: bool) -> None:
        if is_known:
            named = {name: KNOWN[name] for name in case.path_parameters or {} if name in KNOWN}
            case.path_parameters = {**(case.path_parameters or {}), **named}
        answer = client.open(
            case.formatted_path, method=method.upper(), query_string=case.query or None,
            json=None if case.body is NOT_SET else case.body, headers=bearer,
        )  # fmt: skip
        assert answer.status_code < 500 or path == "/readyz", answer.get_data(as_text=True)
        if answer.status_code >= 400 and path != "/readyz":
            assert answer.mimetype == "application/problem+json"

    ask()
