"""Signing in by mail: once, in time, for exactly the page that asked, and telling nobody who is known."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from service.accounts import grants
from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.errors import Unauthenticated
from service.identity.readers import find_or_create
from service.ids import parse_public_id, public_id
from service.models import Reader
from tests.accounts.conftest import SECRET, VERIFIER, Window, change, mailed
from tests.make import ORIGIN, make_site

ADDRESS = "ada@lovelace.example"


def redeem(client: FlaskClient, code: str, verifier: str = VERIFIER, site: str = "gazette") -> Any:
    body = {"code": code, "verifier": verifier}
    return client.post(f"/api/v1/sites/{site}/sessions", json=body)


def ask(window: Window, address: str = ADDRESS, **over: str) -> dict[str, str]:
    """Ask for a mail; what it says."""
    assert window.open(**over).send("mail", address=address).status_code == 200
    return mailed()


def test_the_digits_of_the_mail_sign_in_and_the_page_gets_a_session(
    window: Window, site: int
) -> None:
    told = ask(window)
    assert told["to"] == ADDRESS
    window.send("digits", digits=f" {told['digits'][:4]} {told['digits'][4:]} ")
    answer = redeem(window.client, window.code())
    assert answer.status_code == 201
    assert answer.json["reader"]["name"] == "Ada"
    assert answer.json["reader"]["kind"] == "account"
    _, reader_id = parse_public_id(answer.json["reader"]["id"])
    with transaction(site) as session:
        row = session.get_one(Reader, (site, reader_id))
        assert row.issuer == "account"
        assert ADDRESS not in row.subject  # a person is (issuer, subject), never an address


def test_the_link_signs_in_the_browser_that_opens_it_and_the_window_goes_on(
    window: Window,
) -> None:
    told = ask(window)
    waiting = window.word
    path = told["link"].removeprefix("http://parley.test")
    for _ in range(2):  # a scanner of mail looks first, and uses nothing up
        window.shown = window.client.get(path)
        assert "a…@lovelace.example" in window.text
        assert ADDRESS not in window.text
    proof = window.found(r'name="proof" value="([^"]+)"')
    used = window.client.post(path, data={"proof": proof})
    assert used.status_code == 200
    assert window.client.post(path, data={"proof": proof}).status_code == 401  # once
    window.shown = window.client.post("/account/resume", data={"word": waiting})
    assert redeem(window.client, window.code()).status_code == 201


def test_the_same_address_is_the_same_reader_and_one_click_is_enough(window: Window) -> None:
    told = ask(window)
    window.send("digits", digits=told["digits"])
    first = redeem(window.client, window.code(name="Ada L.")).json["reader"]
    window.open()
    assert 'value="Ada L."' in window.text  # known on our own origin
    again = redeem(window.client, window.code(name="Ada L.")).json["reader"]
    window.open().send("leave")
    assert 'name="address"' in window.text
    told = ask(window, ADDRESS.upper())
    window.send("digits", digits=told["digits"])
    third = redeem(window.client, window.code(name="Ada L.")).json["reader"]
    assert first["id"] == again["id"] == third["id"]


def test_known_and_unknown_addresses_get_the_same_answer(window: Window) -> None:
    told = ask(window)
    window.send("digits", digits=told["digits"])
    window.open().send("leave")
    ask(window)
    known = window.text.replace(window.word, "").replace(ADDRESS, "")
    ask(window, "nobody@lovelace.example")
    unknown = window.text.replace(window.word, "").replace("nobody@lovelace.example", "")
    assert known == unknown


def test_five_wrong_digits_end_the_mail(window: Window) -> None:
    told = ask(window)
    wrong = f"{(int(told['digits']) + 1) % 10**8:08d}"
    for _ in range(grants.MAX_TRIES):
        assert window.send("digits", digits=wrong).status_code == 401
        assert "does not fit" in window.text
    assert window.send("digits", digits=told["digits"]).status_code == 401
    assert "no longer good" in window.text


def test_a_mail_is_good_for_a_quarter_of_an_hour(window: Window, site: int) -> None:
    told = ask(window)
    link, late = told["link"].rsplit("/", 1)[1], utc_now() + grants.MAIL_LIFE
    with transaction(site) as session, pytest.raises(Unauthenticated):
        grants.take_link(session, site, link, secret=SECRET, now=late)


def signed(window: Window) -> str:
    """The code of a reader who signed in."""
    window.send("digits", digits=ask(window)["digits"])
    return window.code()


def test_a_code_is_good_once_and_only_with_its_verifier(window: Window) -> None:
    code = signed(window)
    assert redeem(window.client, code, "w" * 43).status_code == 401
    assert redeem(window.client, code).status_code == 401  # a wrong try ends it
    window.open()
    code = window.code()
    assert redeem(window.client, code).status_code == 201
    assert redeem(window.client, code).status_code == 401


def test_a_code_is_of_one_site(window: Window) -> None:
    make_site("courier", origins=["https://courier.example"])
    assert redeem(window.client, signed(window), site="courier").status_code == 401


@pytest.mark.parametrize(
    ("over", "why"),
    [
        ({"origin": f"{ORIGIN}.evil.example"}, "begins with a registered origin"),
        ({"origin": "https://evil.example"}, "another origin"),
        ({"origin": "null"}, "a sandboxed frame"),
        ({"origin": ""}, "no origin"),
        ({"back": "https://evil.example/"}, "leads elsewhere"),
        ({"back": f"{ORIGIN}@evil.example/"}, "the origin as a user name"),
        ({"back": f"{ORIGIN}.evil.example/"}, "a longer host"),
        ({"back": "javascript:alert(1)"}, "a script"),
        ({"challenge": "short"}, "no PKCE challenge"),
        ({"state": "<script>"}, "no state of ours"),
    ],
)
def test_only_pages_of_the_site_are_told_anything(
    window: Window, over: dict[str, str], why: str
) -> None:
    window.open(**over)
    assert window.shown is not None
    assert window.shown.status_code == 422, why
    assert 'name="word"' not in window.text


def test_another_browser_cannot_go_on_with_this_sign_in(window: Window) -> None:
    word = window.open().word
    other = window.client.application.test_client()
    answer = other.post("/account/mail", data={"word": word, "address": ADDRESS})
    assert answer.status_code == 422


def test_nothing_is_offered_without_a_mail_server(client: FlaskClient, database: Any) -> None:
    make_site()
    assert client.get("/api/v1/sites/gazette/sign-in").json == {
        "guests": True, "mail": False, "providers": [],
    }  # fmt: skip
    window = Window(client).open()
    assert 'name="address"' not in window.text
    assert "did not work" in window.text


def test_a_page_learns_whether_it_may_open_a_discussion(client: FlaskClient, database: Any) -> None:
    make_site()

    def may_open(origin: str) -> bool:
        url = "/api/v1/sites/gazette/sign-in"
        return bool(client.get(url, query_string={"origin": origin}).json["may_open"])

    assert may_open(ORIGIN)
    assert may_open(ORIGIN.upper())
    assert not may_open("https://elsewhere.example")
    assert not may_open(f"{ORIGIN}.elsewhere.example")
    assert not may_open("null")  # what a page of a file is at
    assert client.get("/api/v1/sites/gazete/sign-in?origin=null").status_code == 404


def test_mails_to_one_address_are_few(window: Window) -> None:
    change(window.client.application, rate_limits="on")
    for _ in range(5):
        ask(window, "often@lovelace.example")
    answer = window.open().send("mail", address="often@lovelace.example")
    assert answer.status_code == 429
    assert "Please wait a few minutes" in window.text


def test_neither_address_nor_secret_is_readable_in_the_database(window: Window) -> None:
    told = ask(window)
    with transaction(ALL_SITES) as session:
        rows = "".join(
            row
            for table in ("mails", "grants", "reader_mails", "readers")
            for row in session.execute(text(f"SELECT t::text FROM {table} AS t")).scalars()
        )
    for word in (ADDRESS, "lovelace", told["digits"], told["link"].rsplit("/", 1)[1]):
        assert word not in rows
        assert word.encode().hex() not in rows


def test_a_reader_says_whether_to_be_mailed_where_an_address_is_known(window: Window) -> None:
    mails = "/api/v1/sites/gazette/mine/mails"
    session_ = redeem(window.client, signed(window)).json
    bearer = {"Authorization": f"Bearer {session_['token']}"}
    assert window.client.get(mails, headers=bearer).json == {"wants_digest": False}
    for wanted in (True, False):
        said = window.client.put(mails, json={"wants_digest": wanted}, headers=bearer)
        assert (said.status_code, said.json) == (200, {"wants_digest": wanted})
        assert window.client.get(mails, headers=bearer).json == {"wants_digest": wanted}
    body = {"guest": {"name": "Ben"}}
    guest = window.client.post("/api/v1/sites/gazette/sessions", json=body).json
    bearer = {"Authorization": f"Bearer {guest['token']}"}
    said = window.client.put(mails, json={"wants_digest": True}, headers=bearer)
    assert (said.status_code, said.json) == (200, {"wants_digest": None})


def test_an_erased_reader_leaves_no_address_and_no_way_back(window: Window, site: int) -> None:
    session_ = redeem(window.client, signed(window)).json
    bearer = {"Authorization": f"Bearer {session_['token']}"}
    exported = window.client.get("/api/v1/sites/gazette/readers/me/export", headers=bearer)
    assert exported.json is not None
    assert exported.json["mail"] == {"address": ADDRESS, "language": "en", "wants_digest": False}
    assert (
        window.client.delete("/api/v1/sites/gazette/readers/me", headers=bearer).status_code == 200
    )
    with transaction(ALL_SITES) as session:
        for table in ("reader_mails", "account_sessions"):
            assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0
    window.open()
    assert 'name="address"' in window.text  # the browser is signed in no longer
    again = redeem(window.client, signed(window)).json
    assert again["reader"]["id"] != session_["reader"]["id"]


def test_an_address_never_leads_to_another_issuers_person(window: Window, site: int) -> None:
    with transaction(site) as session:
        other = find_or_create(
            session, site, "account:https://id.example", "7", "Bo", now=utc_now()
        )
    answer = redeem(window.client, signed(window)).json
    assert answer["reader"]["id"] != public_id(site, other)
