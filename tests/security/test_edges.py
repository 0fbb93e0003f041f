"""The edges: headers, hosts, proxies, sizes, secrets."""

import logging
import re
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import ValidationError

from service.api import protection
from service.config import Settings
from tests.make import make_article, make_site

GOOD = "Zu7-hX2_kQ9pLw4mR8tVb1nYc5sDf6gJ"


def shielded(**settings: Any) -> FlaskClient:
    """A small application behind our edges."""
    app = Flask("edges")
    protection.protect(app, Settings(**settings))
    app.add_url_rule("/", view_func=lambda: "<p>page</p>")
    app.add_url_rule("/healthz", "healthz", view_func=lambda: {"status": "alive"})
    app.add_url_rule("/who", "who", view_func=_who)
    from service.api import problems

    problems.register(app)
    return app.test_client()


def _who() -> dict[str, Any]:
    from flask import request

    return {"address": request.remote_addr, "secure": request.is_secure, "host": request.host}


@pytest.mark.parametrize("path", ["/console/", "/demo/harbour-bridge"])
def test_a_page_of_ours_runs_only_our_scripts_and_stands_in_no_frame(
    client: FlaskClient, path: str
) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'",
                 "require-trusted-types-for 'script'", "trusted-types parley"):  # fmt: skip
        assert part in policy
    assert "unsafe" not in policy


def test_each_answer_has_a_nonce_of_its_own(client: FlaskClient) -> None:
    policies = [
        client.get("/demo/harbour-bridge").headers["Content-Security-Policy"] for _ in range(2)
    ]
    assert re.search(r"'nonce-[\w-]{22}'", policies[0])
    assert policies[0] != policies[1]


def test_another_window_cannot_hold_on_to_the_console(client: FlaskClient) -> None:
    headers = client.get("/console/").headers
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_data_is_no_page(client: FlaskClient) -> None:
    headers = client.get("/healthz").headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" not in headers


def test_browsers_are_told_to_stay_with_https() -> None:
    answer = shielded().get("/", base_url="https://parley.example")
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("comments.example", 200),
        ("comments.example:8443", 200),  # the port is the proxy's business
        ("COMMENTS.example", 200),
        ("comments.example.evil.example", 400),
        ("evil.example", 400),
    ],
)
def test_only_hosts_of_the_list_are_answered(host: str, status: int) -> None:
    guarded = shielded(hosts="comments.example, other.example")
    assert guarded.get("/", headers={"Host": host}).status_code == status


def test_probes_ask_by_address() -> None:
    probed = shielded(hosts="comments.example").get("/healthz", headers={"Host": "10.0.0.7:8000"})
    assert probed.status_code == 200


@pytest.mark.parametrize(
    ("hops", "forwarded", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),  # nobody is believed by default
        (1, "203.0.113.9", "203.0.113.9"),  # our own proxy is
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # not what the client says before it
        (2, "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        (2, "203.0.113.9", "127.0.0.1"),  # one proxy was passed by
    ],
)
def test_only_our_own_proxies_say_where_a_request_comes_from(
    hops: int, forwarded: str, address: str
) -> None:
    answer = shielded(proxy_hops=hops).get("/who", headers={"X-Forwarded-For": forwarded})
    assert answer.json is not None
    assert answer.json["address"] == address


def test_a_forwarded_host_is_never_believed() -> None:
    answer = shielded(proxy_hops=1).get("/who", headers={"X-Forwarded-Host": "evil.example"})
    assert answer.json is not None
    assert answer.json["host"] == "localhost"


@pytest.mark.parametrize(
    "secret",
    [
        "short",
        "changeme-changeme-changeme-changeme",
        "this-is-an-example-secret-of-many-bytes",
        "a" * 64,
        "abcabcabcabcabcabcabcabcabcabcabcabc",
    ],
)
def test_sample_and_short_secrets_are_refused(secret: str) -> None:
    with pytest.raises(ValidationError):
        Settings(secret_key=secret)


def test_the_web_role_does_not_start_without_a_secret() -> None:
    from service.app import create_app

    with pytest.raises(ValueError, match="PARLEY_SECRET_KEY"):
        create_app(Settings(secret_key=""))


def test_settings_are_listed_without_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    from service.config import table

    monkeypatch.setenv("PARLEY_SECRET_KEY", GOOD)
    monkeypatch.setenv("DATABASE_URL", "postgresql://parley:hush-db@db/parley")
    monkeypatch.setenv("BROKER_URL", "redis://:hush-broker@valkey:6379/0")
    listed = table()
    assert GOOD not in listed
    assert "hush" not in listed
    assert "postgresql://parley:***@db/parley" in listed


def test_nothing_secret_and_no_text_reaches_the_log(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    make_article(make_site())
    with caplog.at_level(logging.DEBUG):
        made = client.post("/api/v1/sites/gazette/sessions", json={"guest": {"name": "Zuleika"}})
        assert made.json is not None
        client.post(
            "/api/v1/sites/gazette/articles/story/comments",
            json={"text": "A most confidential remark."},
            headers={"Authorization": f"Bearer {made.json['token']}"},
        )
        client.post("/api/v1/sessions", json={"email": "mo@x.example", "password": "hush-hush"})
        client.get("/api/v1/sessions/current", headers={"Authorization": "Bearer parley_aa_bb"})
    logged = caplog.text
    for secret in (made.json["token"], "Zuleika", "confidential", "hush-hush", "mo@x", "parley_aa"):
        assert secret not in logged


def test_an_error_of_the_database_names_no_values(database: Any) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    with pytest.raises(DBAPIError) as caught:
        database.execute(text("SELECT cast(:word AS text), 1 / 0"), {"word": "confidential"})
    assert "confidential" not in str(caught.value)
    database.rollback()


@pytest.mark.parametrize(
    ("body", "content_type", "status", "code"),
    [
        (b"x" * 65_537, "application/json", 413, "too_large"),
        (b"{}" + b" " * 65_536, "application/json", 413, "too_large"),
        (b'{"a":' * 20 + b"1" + b"}" * 20, "application/json", 400, "malformed"),
        (b"[" * 60_000, "application/json", 400, "malformed"),
        (b"{", "application/json", 400, "malformed"),
        (b'{"a": 1e999}', "application/json", 400, "malformed"),
        (b"\xff\xfe", "application/json", 400, "malformed"),
        (b'{"a":1}', "text/plain", 415, "unsupported_media"),
        (b"a=1", "application/x-www-form-urlencoded", 415, "unsupported_media"),
        (b"", "application/json", 422, None),  # nothing at all: the view says what it needs
    ],
)
def test_bodies_are_checked_before_anything_reads_them(
    client: FlaskClient, body: bytes, content_type: str, status: int, code: str | None
) -> None:
    answer = client.post("/api/v1/sessions", data=body, content_type=content_type)
    assert answer.status_code in (status, 400)
    assert answer.json is not None
    if code is not None:
        assert (answer.status_code, answer.json["code"]) == (status, code)


def test_a_body_that_does_not_say_its_length_is_too_large_all_the_same(client: FlaskClient) -> None:
    answer = client.post(
        "/api/v1/sessions", input_stream=BytesIO(b'"' + b"x" * 70_000 + b'"'),
        headers={"Transfer-Encoding": "chunked"}, content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True},
    )  # fmt: skip
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (413, "too_large")


def test_the_way_to_the_console_does_not_follow_a_foreign_host(client: FlaskClient) -> None:
    answer = client.get("/console", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.headers["Location"]) == (308, "/console/")


def test_a_method_cannot_be_smuggled_in(client: FlaskClient) -> None:
    make_site()
    answer = client.get(
        "/api/v1/sites/gazette/counts?article=a", headers={"X-HTTP-Method-Override": "DELETE"}
    )
    assert answer.status_code == 200


def test_a_value_that_cannot_be_stored_is_the_clients_fault(client: FlaskClient) -> None:
    answer = client.post("/api/v1/sessions", json={"email": "a\x00b", "password": "x"})
    assert answer.status_code == 422
