"""Passkeys: made by somebody signed in, enough alone, and nothing forged opens the door."""

from typing import Any

import pytest

from service.staff.passkeys import Party, party
from tests.staff.authenticator import USER_PRESENT, Authenticator
from tests.staff.conftest import PASSWORD, Browser


def make(admin: Browser, device: Authenticator) -> Any:
    asked = admin.ask("POST", "/account/passkeys/options", {"password": PASSWORD})
    assert asked.status_code == 200
    body = {"credential": device.make(asked.json["challenge"]), "name": "Phone"}
    return admin.ask("POST", "/account/passkeys", body)


def challenge(browser: Browser) -> str:
    return str(browser.ask("POST", "/sessions/passkeys/options").json["challenge"])


def show(browser: Browser, credential: dict[str, Any]) -> Any:
    return browser.ask("POST", "/sessions/passkeys", {"credential": credential})


def test_a_passkey_signs_in_without_a_password(admin: Browser) -> None:
    device = Authenticator()
    assert make(admin, device).status_code == 201
    other = Browser(admin.client)
    signed = show(other, device.sign(challenge(other)))
    assert (signed.status_code, signed.json["moderator"]["name"]) == (201, "Mo")
    assert other.ask("GET", "/account").json["passkeys"][0]["used_at"] is not None


def test_a_passkey_takes_the_password_to_be_added_and_can_be_removed(admin: Browser) -> None:
    refused = admin.ask("POST", "/account/passkeys/options", {"password": "guess"})
    assert (refused.status_code, refused.json["code"]) == (403, "password_wrong")
    device = Authenticator()
    made = make(admin, device).json["id"]
    assert make(admin, device).status_code == 409  # known already
    assert admin.ask("DELETE", f"/account/passkeys/{made}").status_code == 204
    assert show(admin, device.sign(challenge(admin))).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "http://parley.test.evil.example"},  # made for another page
        {"rp_id": "evil.example"},  # and for another host
        {"flags": USER_PRESENT},  # nobody showed a face, a finger or a PIN
    ],
)
def test_an_answer_for_somebody_else_is_refused(admin: Browser, change: dict[str, Any]) -> None:
    device = Authenticator()
    make(admin, device)
    for name, value in change.items():
        setattr(device, name, value)
    assert show(admin, device.sign(challenge(admin))).status_code == 401


def test_another_key_does_not_sign_for_this_one(admin: Browser) -> None:
    device = Authenticator()
    make(admin, device)
    forger = Authenticator(credential=device.credential)
    assert show(admin, forger.sign(challenge(admin))).status_code == 401


def test_an_answer_counts_once_and_only_to_our_own_question(admin: Browser) -> None:
    device = Authenticator()
    make(admin, device)
    answer = device.sign(challenge(admin))
    assert show(admin, answer).status_code == 201
    assert show(admin, answer).status_code == 410
    assert show(admin, device.sign("bm90LW91cnM")).status_code == 410


def test_a_question_for_adding_a_passkey_signs_nobody_in(admin: Browser) -> None:
    device = Authenticator()
    make(admin, device)
    asked = admin.ask("POST", "/account/passkeys/options", {"password": PASSWORD}).json
    assert show(admin, device.sign(asked["challenge"])).status_code == 410


def test_a_copied_passkey_is_noticed_by_its_counter(admin: Browser) -> None:
    device = Authenticator()
    make(admin, device)
    assert show(admin, device.sign(challenge(admin))).status_code == 201
    device.count = 0
    assert show(admin, device.sign(challenge(admin))).status_code == 401


@pytest.mark.parametrize(
    "credential",
    [
        {},
        {"response": 1},
        {"response": {"clientDataJSON": 1}},
        {"response": {"clientDataJSON": "e30"}},
        {"response": {"clientDataJSON": "%%%"}, "rawId": None},
        {"response": {"clientDataJSON": "eyJjaGFsbGVuZ2UiOiJhYWFhIn0"}, "rawId": "aaaa"},
    ],
)
def test_nonsense_is_a_plain_error(browser: Browser, credential: dict[str, Any]) -> None:
    assert show(browser, credential).status_code in (401, 410, 422)


@pytest.mark.parametrize(
    ("public", "asked", "found"),
    [
        ("https://c.example", "https://c.example/", Party("c.example", "https://c.example")),
        # A Host header is believed of nobody:
        ("https://c.example", "https://evil.example/", Party("c.example", "https://c.example")),
        ("http://127.0.0.1:8000", "http://localhost:8000/",
         Party("localhost", "http://localhost:8000")),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/", None),  # browsers want a name
        ("http://192.0.2.7", "http://localhost/", None),
        ("", "http://localhost/", None),
    ],
)  # fmt: skip
def test_passkeys_are_for_the_public_address(public: str, asked: str, found: Party | None) -> None:
    assert party(public, asked) == found
