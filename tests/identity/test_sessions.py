"""Readers' sessions through HTTP: guests, publishers' tokens, and coming back."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.api.config import secret
from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.identity import refreshing
from service.identity.signing import NewKey, add_key
from service.ids import parse_public_id
from service.models import Reader, Site
from tests.identity.sign import ISSUER, SECRET, claims, sign
from tests.make import ORIGIN, make_site

HEADERS = {"Origin": ORIGIN, "X-Parley-Refresh": "1"}


def trust_publisher(site_id: int, **over: Any) -> int:
    new = NewKey("HS256", ISSUER, "gazette", **{"kid": "k1", "material": SECRET, **over})
    with transaction(site_id) as session:
        return add_key(session, site_id, new, secret=secret(), now=utc_now())[0]


def start(client: FlaskClient, body: dict[str, Any]) -> Any:
    return client.post("/api/v1/sites/gazette/sessions", json=body)


def guest(client: FlaskClient, name: str = "Ann") -> dict[str, Any]:
    return dict(start(client, {"guest": {"name": name}}).json)


def refresh(client: FlaskClient, headers: dict[str, str] | None = None, **body: Any) -> Any:
    told = {"site": "gazette", **body}
    return client.post("/api/v1/sessions/refresh", json=told, headers=headers or HEADERS)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_the_publishers_token_opens_a_session_of_that_person(
    client: FlaskClient, site: int
) -> None:
    trust_publisher(site)
    first = start(client, {"token": sign(claims(utc_now(), badges=["Subscriber"]), kid="k1")})
    again = start(client, {"token": sign(claims(utc_now(), name="Ada L."), kid="k1")})
    assert first.status_code == again.status_code == 201
    assert first.json["reader"]["id"] == again.json["reader"]["id"]
    assert again.json["reader"]["name"] == "Ada L."
    _, reader_id = parse_public_id(first.json["reader"]["id"])
    with transaction(site) as session:
        row = session.get_one(Reader, (site, reader_id))
        assert (row.issuer, row.subject, row.badges) == (f"publisher:{ISSUER}", "ada-1", [])


def test_badges_and_picture_stand_by_the_comment(client: FlaskClient, site: int) -> None:
    trust_publisher(site)
    said = claims(utc_now(), badges=["Subscriber"], picture="https://news.example/a.png")
    token = start(client, {"token": sign(said)}).json["token"]
    posted = client.post(
        "/api/v1/sites/gazette/articles/story/comments", json={"text": "Good day."},
        headers=bearer(token),
    )  # fmt: skip
    assert posted.status_code == 202
    assert posted.json is not None
    assert posted.json["author"]["badges"] == ["Subscriber"]


def test_a_token_is_refused_where_no_key_is_known(client: FlaskClient, site: int) -> None:
    answer = start(client, {"token": sign(claims(utc_now()))})
    assert (answer.status_code, answer.json["code"]) == (401, "token_invalid")


def test_a_revoked_key_vouches_for_nobody(client: FlaskClient, site: int) -> None:
    from service.identity.signing import revoke

    key_id = trust_publisher(site)
    with transaction(site) as session:
        revoke(session, site, key_id, now=utc_now())
    assert start(client, {"token": sign(claims(utc_now()), kid="k1")}).status_code == 401


def test_another_sites_key_vouches_for_nobody_here(client: FlaskClient, site: int) -> None:
    trust_publisher(make_site("courier", origins=["https://courier.example"]))
    assert start(client, {"token": sign(claims(utc_now()), kid="k1")}).status_code == 401


def test_the_secret_is_not_readable_in_the_database(client: FlaskClient, site: int) -> None:
    from service.identity.signing import active

    trust_publisher(site)
    with transaction(site) as session:
        assert SECRET.encode() not in bytes(active(session, site)[0].sealed)


def test_a_guest_stays_the_same_guest_on_that_device(client: FlaskClient, site: int) -> None:
    made = guest(client)
    known = refresh(client, {**HEADERS, **bearer(made["token"])})
    assert known.status_code == 200
    cookie = known.headers["Set-Cookie"]
    for word in ("__Host-", "Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/"):
        assert word in cookie
    assert "Domain" not in cookie
    back = come_back(client, cookie)
    assert back.status_code == 200
    assert back.json["reader"] == made["reader"]
    assert back.headers["Set-Cookie"] != cookie


def come_back(client: FlaskClient, cookie: str, **headers: str) -> Any:
    value = cookie.partition(";")[0]
    return client.post(
        "/api/v1/sessions/refresh", json={"site": "gazette"},
        headers={**HEADERS, "Cookie": value, **headers},
    )  # fmt: skip


def test_a_cookie_used_again_ends_the_whole_family(
    client: FlaskClient, site: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "GRACE", timedelta(0))
    first = refresh(client, {**HEADERS, **bearer(guest(client)["token"])}).headers["Set-Cookie"]
    second = come_back(client, first).headers["Set-Cookie"]
    assert come_back(client, first).status_code == 401  # somebody copied it
    assert come_back(client, second).status_code == 401  # so the rightful one must start anew


def test_two_tabs_at_once_are_no_theft(client: FlaskClient, site: int) -> None:
    first = refresh(client, {**HEADERS, **bearer(guest(client)["token"])}).headers["Set-Cookie"]
    second = come_back(client, first)
    other_tab = come_back(client, first)
    assert other_tab.status_code == 200
    assert "Set-Cookie" not in other_tab.headers
    assert come_back(client, second.headers["Set-Cookie"]).status_code == 200


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Origin": "https://evil.example", "X-Parley-Refresh": "1"}, "outside_origins"),
        ({"Origin": "https://news.example.evil.example", "X-Parley-Refresh": "1"},
         "outside_origins"),  # ends differently
        ({"Origin": "http://news.example", "X-Parley-Refresh": "1"}, "outside_origins"),  # no TLS
        ({"Origin": "null", "X-Parley-Refresh": "1"}, "outside_origins"),  # a sandbox
        ({"X-Parley-Refresh": "1"}, "outside_origins"),  # no browser, or an old one
        ({"Origin": ORIGIN}, "csrf_mismatch"),  # a form could send this
    ],
)  # fmt: skip
def test_only_pages_of_the_site_bring_a_reader_back(
    client: FlaskClient, site: int, headers: dict[str, str], code: str
) -> None:
    cookie = refresh(client, {**HEADERS, **bearer(guest(client)["token"])}).headers["Set-Cookie"]
    answer = client.post(
        "/api/v1/sessions/refresh", json={"site": "gazette"},
        headers={**headers, "Cookie": cookie.partition(";")[0]},
    )  # fmt: skip
    assert answer.status_code == 403
    assert answer.json is not None
    assert answer.json["code"] == code


def test_a_device_can_be_forgotten(client: FlaskClient, site: int) -> None:
    cookie = refresh(client, {**HEADERS, **bearer(guest(client)["token"])}).headers["Set-Cookie"]
    gone = client.post(
        "/api/v1/sessions/refresh", json={"site": "gazette", "forget": True},
        headers={**HEADERS, "Cookie": cookie.partition(";")[0]},
    )  # fmt: skip
    assert gone.status_code == 204
    assert come_back(client, cookie).status_code == 401


def test_credentials_are_shared_with_exactly_the_registered_origin(
    client: FlaskClient, site: int
) -> None:
    asked = {"Origin": ORIGIN, "Access-Control-Request-Method": "POST"}
    mine = client.options("/api/v1/sessions/refresh", headers=asked).headers
    assert mine["Access-Control-Allow-Origin"] == ORIGIN
    assert mine["Access-Control-Allow-Credentials"] == "true"
    assert "X-Parley-Refresh" in mine["Access-Control-Allow-Headers"]
    assert "Origin" in mine["Vary"]
    other = {**asked, "Origin": "https://evil.example"}
    theirs = client.options("/api/v1/sessions/refresh", headers=other).headers
    assert "Access-Control-Allow-Origin" not in theirs


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/sites/gazette/articles/story/comments"),
        ("POST", "/api/v1/sites/gazette/sessions"),
        ("PUT", "/api/v1/sites/gazette/articles/story"),
        ("PATCH", "/api/v1/comments/aaaaaaaaaaaaaaaaaaaa"),
        ("DELETE", "/api/v1/comments/aaaaaaaaaaaaaaaaaaaa"),
        ("PUT", "/api/v1/comments/aaaaaaaaaaaaaaaaaaaa/vote"),
    ],
)
def test_pages_of_other_origins_may_write_with_a_bearer_and_without_cookies(
    client: FlaskClient, site: int, method: str, path: str
) -> None:
    asked = {"Origin": ORIGIN, "Access-Control-Request-Method": method}
    answer = client.options(path, headers=asked)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert method in answer.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_corals_tokens_are_taken_after_a_setting_of_the_site(
    client: FlaskClient, site: int
) -> None:
    trust_publisher(site)
    told = {"user": {"id": "c1", "username": "Ada"}, "exp": int(utc_now().timestamp()) + 60}
    assert start(client, {"token": sign(told)}).status_code == 401
    with transaction(ALL_SITES) as session:
        session.get_one(Site, site).settings = {"coral_tokens": True}
    answer = start(client, {"token": sign(told)})
    assert (answer.status_code, answer.json["reader"]["name"]) == (201, "Ada")
