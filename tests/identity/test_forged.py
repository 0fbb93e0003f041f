"""Forged tokens at the door: each is refused with a stable code, and makes nobody."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from joserfc.jwk import OctKey
from sqlalchemy import func, select

from service.api import readers
from service.api.config import secret
from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.identity import tokens
from service.identity.signing import NewKey, add_key
from service.models import Reader
from tests.identity.sign import ISSUER, SECRET, by_hand, claims, sign
from tests.identity.test_assertions import FORGED, NOW
from tests.make import make_article, make_reader, make_site

STRANGER = OctKey.import_key("a-secret-of-somebody-else-32-bytes-long")
OWN = {"iss": "parley", "sub": "1", "name": "Ada", "exp": 4_000_000_000}


@pytest.fixture
def site(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> int:
    """A site that trusts a publisher, at the time at which the forgeries were made."""
    site_id = make_site()
    make_article(site_id)
    new = NewKey("HS256", ISSUER, "gazette", "k1", SECRET)
    with transaction(site_id) as session:
        add_key(session, site_id, new, secret=secret(), now=NOW)
    monkeypatch.setattr(readers, "utc_now", lambda: NOW)
    monkeypatch.setattr(readers.limits, "by_address", lambda *_: None)
    return site_id


def test_every_forged_token_of_a_publisher_is_refused_alike(client: FlaskClient, site: int) -> None:
    path = "/api/v1/sites/gazette/sessions"
    assert client.post(path, json={"token": sign(claims(NOW), kid="k1")}).status_code == 201
    for token, why in FORGED:
        answer = client.post(path, json={"token": token})
        expected = (422, "invalid") if len(token) > 8_192 else (401, "token_invalid")
        assert answer.json is not None
        assert (answer.status_code, answer.json["code"]) == expected, why
    late = sign(claims(NOW - timedelta(hours=1)), kid="k1")
    answer = client.post(path, json={"token": late})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (401, "token_expired")
    with transaction(ALL_SITES) as session:
        assert session.execute(select(func.count()).select_from(Reader)).scalar_one() == 1


def forged_bearers(site: int) -> list[tuple[str, str, str]]:
    """(why, token, code) of what looks like a reader's token of ours."""
    ours, said = OctKey.import_key(secret()), {**OWN, "aud": str(site)}
    bad, late = "token_invalid", "token_expired"
    return [
        ("no algorithm", by_hand(b'{"alg":"none"}', b'{"sub":"1"}'), bad),
        ("no signature", by_hand(b'{"alg":"none"}', b'{"sub":"1"}')[:-43], bad),
        ("another's secret", sign(said, STRANGER), bad),
        ("a kid that is a path", sign(said, STRANGER, kid="../../dev/null"), bad),
        ("a key of its own", sign(said, STRANGER, jwk=STRANGER.as_dict()), bad),
        ("an address of a key", sign(said, STRANGER, jku="https://evil.example"), bad),
        ("an address of a certificate", sign(said, STRANGER, x5u="https://evil.example"), bad),
        ("critical extensions", by_hand(b'{"alg":"HS256","crit":["x"],"x":1}', b"{}"), bad),
        ("another algorithm", sign(said, ours, alg="HS512"), bad),
        ("another site", sign({**said, "aud": "7"}, ours), bad),
        ("another issuer", sign({**said, "iss": ISSUER}, ours), bad),
        ("no end", sign({name: said[name] for name in said if name != "exp"}, ours), bad),
        ("long over", sign({**said, "exp": 1}, ours), late),
        ("endless", "x" * 60_000, bad),
        ("no base64", "a.b.c", bad),
        ("an API key that is none", "parley_00_" + "x" * 40, bad),
    ]


def test_forged_bearers_of_ours_write_nothing(client: FlaskClient, site: int) -> None:
    for why, token, code in forged_bearers(site):
        answer = client.post(
            "/api/v1/sites/gazette/articles/story/comments", json={"text": "Good day."},
            headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip
        assert answer.json is not None, why
        assert (answer.status_code, answer.json["code"]) == (401, code), why


def test_a_readers_token_of_another_site_is_none_here(client: FlaskClient, site: int) -> None:
    other = make_site("courier", origins=["https://courier.example"])
    said = tokens.ReaderClaims(other, make_reader(other), "Ann")
    made = tokens.issue(said, secret=secret(), now=utc_now(), life=timedelta(hours=1))
    answer = client.get(
        "/api/v1/sites/gazette/articles/story/mine", headers={"Authorization": f"Bearer {made}"}
    )
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (401, "token_invalid")
