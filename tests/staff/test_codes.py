"""One-time codes: demanded after the password, each counts once, recovery codes too."""

from datetime import datetime, timedelta

import pyotp
import pytest

from service.api.config import secret
from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.errors import CodeWrong, ParleyError
from service.models import Staff
from service.staff import codes
from tests.staff.conftest import PASSWORD, Browser


def begin(admin: Browser) -> pyotp.TOTP:
    made = admin.ask("POST", "/account/codes", {"password": PASSWORD})
    assert made.status_code == 201
    assert made.json["uri"].startswith("otpauth://totp/Parley:")
    return pyotp.TOTP(made.json["secret"])


def confirm(admin: Browser, app: pyotp.TOTP) -> list[str]:
    answer = admin.ask("PUT", "/account/codes", {"code": app.at(utc_now())})
    assert answer.status_code == 200
    return list(answer.json["recovery_codes"])


def later_code(app: pyotp.TOTP) -> str:
    """The next half minute's: the present one was used to confirm."""
    return app.at(utc_now() + timedelta(seconds=30))


def test_nothing_is_demanded_before_the_app_has_shown_a_right_code(admin: Browser) -> None:
    app = begin(admin)
    wrong = "000000" if app.at(utc_now()) != "000000" else "111111"
    assert admin.ask("PUT", "/account/codes", {"code": wrong}).json["code"] == "code_wrong"
    assert admin.sign_in().status_code == 201


def test_a_code_is_demanded_once_it_is_confirmed_and_counts_once(admin: Browser) -> None:
    app = begin(admin)
    confirm(admin, app)
    without = admin.sign_in()
    assert (without.status_code, without.json["code"]) == (401, "code_needed")
    code = later_code(app)
    assert admin.sign_in(code=code).status_code == 201
    again = admin.sign_in(code=code)
    assert (again.status_code, again.json["code"]) == (403, "code_wrong")


def test_a_wrong_password_is_never_told_apart_by_asking_for_a_code(admin: Browser) -> None:
    confirm(admin, begin(admin))
    assert admin.sign_in(password="wrong password").json["code"] == "unauthenticated"


def test_a_recovery_code_signs_in_once(admin: Browser) -> None:
    spare = confirm(admin, begin(admin))
    assert len(spare) == len(set(spare)) == codes.RECOVERY_CODES
    assert admin.sign_in(code=spare[0].upper()).status_code == 201
    assert admin.sign_in(code=spare[0]).json["code"] == "code_wrong"
    assert admin.ask("GET", "/account").json["codes"]["recovery_left"] == 9


def test_new_recovery_codes_end_the_old_ones(admin: Browser) -> None:
    old = confirm(admin, begin(admin))
    new = admin.ask("POST", "/account/recovery-codes", {"password": PASSWORD}).json
    assert not set(old) & set(new["recovery_codes"])
    assert admin.sign_in(code=old[0]).json["code"] == "code_wrong"


def test_whoever_sits_at_an_open_browser_cannot_switch_the_codes_off(admin: Browser) -> None:
    confirm(admin, begin(admin))
    assert admin.ask("POST", "/account/codes/end", {"password": "guess"}).status_code == 403
    assert admin.sign_in().json["code"] == "code_needed"
    assert admin.ask("POST", "/account/codes/end", {"password": PASSWORD}).status_code == 204
    assert admin.sign_in().status_code == 201


def test_the_secret_and_the_recovery_codes_are_not_readable_in_the_database(
    admin: Browser, admin_id: int
) -> None:
    app = begin(admin)
    confirm(admin, app)
    with transaction(ALL_SITES) as session:
        sealed = session.get_one(Staff, admin_id).totp_sealed
    assert sealed is not None
    assert app.secret.encode() not in sealed


@pytest.mark.parametrize(
    ("seconds", "is_taken"),
    [
        (0, True),  # the same half minute
        (30, True),  # the phone is a little behind
        (-30, True),  # or ahead
        (90, False),  # too old
        (-90, False),  # from the future
    ],
)
def test_clocks_may_differ_by_half_a_minute(
    admin: Browser, admin_id: int, seconds: int, is_taken: bool
) -> None:
    app, now = begin(admin), utc_now()
    assert is_right(admin_id, app.at(now), now + timedelta(seconds=seconds)) is is_taken


def test_an_older_code_than_the_newest_used_is_refused(admin: Browser, admin_id: int) -> None:
    app, now = begin(admin), utc_now()
    assert is_right(admin_id, app.at(now), now)
    earlier = app.at(now - timedelta(seconds=30))
    with transaction(ALL_SITES) as session:
        row = session.get_one(Staff, admin_id)
        with pytest.raises(CodeWrong):
            codes.demand(session, row, earlier, secret=secret(), now=now)


def is_right(staff_id: int, code: str, now: datetime) -> bool:
    try:
        with transaction(ALL_SITES) as session:
            codes.confirm(session, staff_id, code, secret=secret(), now=now)
    except ParleyError:
        return False
    return True
