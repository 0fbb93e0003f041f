"""One's own account: the password, and the browsers in which one is signed in."""

import pytest

from tests.staff.conftest import PASSWORD, Browser

NEW = "another fine password"


def test_a_new_password_signs_every_other_browser_out(admin: Browser) -> None:
    other = Browser(admin.client)
    other.sign_in()
    told = {"password": PASSWORD, "new": NEW}
    assert admin.ask("PUT", "/account/password", told).status_code == 204
    assert admin.ask("GET", "/account").status_code == 200
    assert other.ask("GET", "/account").status_code == 401
    assert other.sign_in().status_code == 401
    assert other.sign_in(password=NEW).status_code == 201


@pytest.mark.parametrize(
    ("present", "wished", "code"),
    [
        ("guess", NEW, "password_wrong"),  # whoever sits at an open browser
        (PASSWORD, "short", "password_weak"),
        (PASSWORD, "mo@news.example!", "password_weak"),  # one's own address
        (PASSWORD, "aaaaaaaaaaaaaaaa", "password_weak"),
    ],
)
def test_a_bad_new_password_changes_nothing(
    admin: Browser, present: str, wished: str, code: str
) -> None:
    told = {"password": present, "new": wished}
    assert admin.ask("PUT", "/account/password", told).json["code"] == code
    assert admin.sign_in().status_code == 201


def test_sessions_are_listed_and_ended(admin: Browser) -> None:
    other = Browser(admin.client)
    other.sign_in()
    listed = admin.ask("GET", "/account").json["sessions"]
    assert len(listed) == 2
    assert [each["is_current"] for each in listed].count(True) == 1
    theirs = next(each["id"] for each in listed if not each["is_current"])
    assert admin.ask("DELETE", f"/account/sessions/{theirs}").status_code == 204
    assert other.ask("GET", "/account").status_code == 401
    assert admin.ask("DELETE", f"/account/sessions/{theirs}").status_code == 404
    other.sign_in()
    assert admin.ask("DELETE", "/account/sessions/others").status_code == 204
    assert len(admin.ask("GET", "/account").json["sessions"]) == 1


def test_a_sessions_name_is_no_cookie(admin: Browser) -> None:
    name = admin.ask("GET", "/account").json["sessions"][0]["id"]
    assert Browser(admin.client, cookie=name).ask("GET", "/account").status_code == 401


def test_a_write_without_the_sessions_token_is_refused(admin: Browser) -> None:
    forged = Browser(admin.client, cookie=admin.cookie, csrf="guess")
    answer = forged.ask("PUT", "/account/password", {"password": PASSWORD, "new": NEW})
    assert (answer.status_code, answer.json["code"]) == (403, "csrf_mismatch")
