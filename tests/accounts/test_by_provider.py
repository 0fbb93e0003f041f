"""Signing in with an OpenID Connect provider of the site: there, back, and nobody else's answer."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.accounts import providers
from service.accounts.providers import Flow, ProviderFacts, add_provider, finish
from service.clock import utc_now
from service.db import transaction
from service.errors import Conflict, Invalid, Unauthenticated
from service.models import Reader, ReaderMail
from tests.accounts.conftest import SECRET, VERIFIER, Window, change
from tests.accounts.provider import CLIENT, STRANGER, OpenId, open_id, shared_secret
from tests.accounts.provider import SECRET as SHOWN


@pytest.fixture
def provider(app: Flask, site: int) -> Iterator[OpenId]:
    """A provider that vouches for the site's readers, on a network that may be private."""
    change(app, private_targets="allow")
    with open_id() as made:
        add(site, made.issuer)
        yield made


def add(site: int, issuer: str, *, allow_private: bool = True) -> int:
    with transaction(site) as session:
        return add_provider(
            session, site, name="Library card", issuer=issuer, client_id=CLIENT,
            client_secret=SHOWN, allow_private=allow_private, secret=SECRET, now=utc_now(),
        )  # fmt: skip


def go(window: Window) -> str:
    """Press the button; the address of the provider that one is sent to."""
    window.open()
    assert "Library card" in window.text
    path = window.found(r'href="(/account/with/[^"]+)"').replace("&amp;", "&")
    answer = window.client.get(path)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def come_back(window: Window, query: str) -> TestResponse:
    window.shown = window.client.get(f"/account/back?{query}")
    return window.shown


def session_of(client: FlaskClient, code: str) -> Any:
    body = {"code": code, "verifier": VERIFIER}
    return client.post("/api/v1/sites/gazette/sessions", json=body)


def readers(site: int) -> list[Any]:
    with transaction(site) as session:
        found = select(Reader.issuer, Reader.subject, Reader.name).where(Reader.site_id == site)
        return list(session.execute(found).all())


def test_a_reader_comes_back_signed_in_and_is_the_same_next_time(
    window: Window, site: int, provider: OpenId
) -> None:
    ways = window.client.get("/api/v1/sites/gazette/sign-in").json
    assert ways is not None
    assert ways["providers"] == [{"name": "Library card"}]
    names = []
    for code in ("code-1", "code-2"):
        assert come_back(window, provider.approve(go(window), code)).status_code == 200
        answer = session_of(window.client, window.code())
        assert (answer.status_code, answer.json["reader"]["kind"]) == (201, "account")
        names.append(answer.json["reader"]["id"])
        window.open().send("leave")
    assert names[0] == names[1]
    assert readers(site) == [(f"account:{provider.issuer}", "u-17", "Ada")]


def test_a_verified_address_is_kept_and_leads_to_nobody_elses_account(
    window: Window, site: int, provider: OpenId
) -> None:
    provider.claims = {"email": "ada@lovelace.example", "email_verified": True}
    come_back(window, provider.approve(go(window)))
    with transaction(site) as session:
        assert session.execute(select(ReaderMail.language)).scalars().all() == ["en"]
    provider.claims = {"sub": "another", "email": "ada@lovelace.example", "email_verified": True}
    window.open().send("leave")
    come_back(window, provider.approve(go(window), "code-2"))
    assert len(readers(site)) == 2


def test_an_address_that_nobody_verified_is_not_kept(
    window: Window, site: int, provider: OpenId
) -> None:
    provider.claims = {"email": "ada@lovelace.example", "email_verified": "true"}
    come_back(window, provider.approve(go(window)))
    with transaction(site) as session:
        assert session.execute(select(ReaderMail.language)).scalars().all() == []


@pytest.mark.parametrize(
    "lie",
    [
        {"claims": {"iss": "https://evil.example"}},  # another provider's token
        {"claims": {"aud": "another client"}},
        {"claims": {"aud": [CLIENT, "x"], "azp": "x"}},  # made for another client
        {"claims": {"nonce": "another sign-in"}},
        {"claims": {"nonce": None}},
        {"claims": {"exp": 1}},
        {"claims": {"exp": None}},
        {"claims": {"sub": None}},
        {"claims": {"sub": "a" * 256}},
        {"key": STRANGER},  # signed by somebody else under the same kid
        {"key": shared_secret(), "algorithm": "HS256"},  # with what both sides know
        {"token_status": 302},  # redirects are not followed
        {"token_status": 500},
    ],
)
def test_an_answer_that_does_not_fit_signs_nobody_in(
    window: Window, site: int, provider: OpenId, lie: dict[str, Any]
) -> None:
    for name, value in lie.items():
        setattr(provider, name, value)
    assert come_back(window, provider.approve(go(window))).status_code == 401
    assert readers(site) == []
    assert "/elsewhere" not in provider.asked


def test_state_code_and_verifier_belong_together(
    window: Window, site: int, provider: OpenId
) -> None:
    query = provider.approve(go(window))
    assert come_back(window, query.replace("state=", "state=x")).status_code == 401
    assert come_back(window, f"{query}&iss=https://evil.example").status_code == 401  # RFC 9207
    assert come_back(window, "error=access_denied&state=x").status_code == 401
    theirs = provider.approve(go(Window(window.client)), "stolen")
    go(
        window
    )  # begun anew: another verifier, so that a code led in from elsewhere is worth nothing
    assert come_back(window, theirs).status_code == 401
    assert readers(site) == []


def test_a_code_is_good_once(window: Window, site: int, provider: OpenId) -> None:
    query = provider.approve(go(window))
    assert come_back(window, query).status_code == 200
    assert come_back(window, query).status_code in (401, 422)


def test_a_flow_is_of_the_browser_that_began_it(
    window: Window, app: Flask, provider: OpenId
) -> None:
    query = provider.approve(go(window))
    assert app.test_client().get(f"/account/back?{query}").status_code == 422


def test_a_description_that_names_another_issuer_is_refused(
    window: Window, provider: OpenId
) -> None:
    provider.metadata = {"issuer": "https://evil.example"}
    window.open()
    path = window.found(r'href="(/account/with/[^"]+)"').replace("&amp;", "&")
    assert window.client.get(path).status_code == 401


def test_private_addresses_are_refused(
    window: Window, app: Flask, site: int, provider: OpenId, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Invalid):
        add(site, "https://127.0.0.1:1", allow_private=False)
    with pytest.raises(Conflict):
        add(site, provider.issuer)
    # The description comes from outside and names an inside address, by a name, for the token.
    port = provider.issuer.rpartition(":")[2]
    outside = {
        **provider.discovery(), "issuer": "https://id.example",
        "token_endpoint": f"https://localhost:{port}/token",
        "authorization_endpoint": "https://id.example/a", "jwks_uri": "https://id.example/k",
    }  # fmt: skip
    monkeypatch.setattr(providers, "_document", lambda *_: outside)
    facts = ProviderFacts(1, "Id", "https://id.example", CLIENT, SHOWN)
    answer = "https://parley.test/account/back?code=c&state=s"
    with pytest.raises(Unauthenticated):
        finish(facts, Flow(1, "s", "n", "v" * 48), answer, back="https://parley.test/account/back",
               allow_private=False, now=utc_now())  # fmt: skip
    assert provider.asked == []
