"""Invitations, roles, sites and the log of what admins changed."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.identity.staff import create_staff
from service.models import Invitation, Staff
from tests.make import make_site
from tests.staff.conftest import PASSWORD, Browser

NEW = "a new and long password"
INVITED = "ina@news.example"
SITE = "/sites/gazette"


def invite(admin: Browser, email: str = INVITED, role: str = "moderator", site: str = SITE) -> Any:
    return admin.ask("POST", f"{site}/invitations", {"email": email, "role": role})


def token(answer: Any) -> str:
    assert answer.status_code == 201
    return str(answer.json["link"].split("#")[1])


def accept(admin: Browser, secret: str, **over: str) -> tuple[Browser, Any]:
    fresh = Browser(admin.client)
    body = {"token": secret, "name": "Ina", "password": NEW, **over}
    return fresh, fresh.ask("POST", "/invitations/accept", body)


def test_an_invitation_lets_somebody_in_once(admin: Browser) -> None:
    secret = token(invite(admin))
    offered = Browser(admin.client).ask("POST", "/invitations/look", {"token": secret}).json
    assert offered == {
        "site": "Gazette", "role": "moderator", "email": INVITED, "is_known": False,
    }  # fmt: skip
    fresh, answer = accept(admin, secret)
    assert answer.json["sites"] == [{"site": "gazette", "name": "Gazette", "role": "moderator"}]
    assert fresh.ask("GET", "/review/queues?site=gazette").status_code == 200
    assert accept(admin, secret)[1].status_code == 410
    assert fresh.sign_in(INVITED, NEW).status_code == 201


def test_the_link_alone_does_not_open_the_account_of_somebody_known(admin: Browser) -> None:
    with transaction(ALL_SITES) as session:
        create_staff(session, INVITED, "Ina", PASSWORD, now=utc_now())
    secret = token(invite(admin))
    assert accept(admin, secret)[1].status_code == 401  # a new password does not replace theirs
    fresh, answer = accept(admin, secret, password=PASSWORD, name="Mallory")
    assert answer.json["moderator"]["name"] == "Ina"
    assert fresh.sign_in(INVITED, PASSWORD).status_code == 201


def test_a_withdrawn_a_replaced_and_an_old_invitation_open_nothing(admin: Browser) -> None:
    first = token(invite(admin))
    second = invite(admin)
    assert accept(admin, first)[1].status_code == 410
    assert admin.ask("DELETE", f"{SITE}/invitations/{second.json['id']}").status_code == 204
    assert accept(admin, token(second))[1].status_code == 410
    third = token(invite(admin))
    with transaction(ALL_SITES) as session:
        session.execute(update(Invitation).values(expires_at=utc_now() - timedelta(seconds=1)))
    assert accept(admin, third)[1].status_code == 410


@pytest.mark.parametrize("email", ["", "ina", "ina@", "@news.example", "ina @news.example"])
def test_an_invitation_goes_to_an_address(admin: Browser, email: str) -> None:
    assert invite(admin, email).status_code == 422


def test_who_works_here_is_not_invited_again(admin: Browser) -> None:
    accept(admin, token(invite(admin)))
    again = invite(admin)
    assert (again.status_code, again.json["code"]) == (409, "works_here")


def test_roles_are_changed_and_taken(admin: Browser, site: int) -> None:
    fresh, _ = accept(admin, token(invite(admin)))
    people = admin.ask("GET", f"{SITE}/staff").json["items"]
    ina = next(each["id"] for each in people if each["email"] == INVITED)
    assert admin.ask("PUT", f"{SITE}/staff/{ina}", {"role": "analyst"}).status_code == 204
    assert fresh.ask("GET", "/review/queues?site=gazette").status_code == 403
    assert admin.ask("DELETE", f"{SITE}/staff/{ina}").status_code == 204
    assert fresh.ask("GET", "/review/queues?site=gazette").status_code == 404


def test_the_last_admin_cannot_go(admin: Browser, admin_id: int) -> None:
    me = f"{SITE}/staff/{admin_id}"
    for answer in (
        admin.ask("DELETE", me),
        admin.ask("PUT", me, {"role": "moderator"}),
    ):
        assert (answer.status_code, answer.json["code"]) == (409, "last_admin")
    accept(admin, token(invite(admin, role="admin")))
    assert admin.ask("DELETE", me).status_code == 204


def test_colleagues_of_another_site_are_out_of_reach(admin: Browser) -> None:
    make_site("courier", origins=["https://courier.example"])
    assert invite(admin, site="/sites/courier").status_code == 404
    with transaction(ALL_SITES) as session:
        other = create_staff(session, "o@courier.example", "Otto", PASSWORD, now=utc_now())
    assert admin.ask("DELETE", f"{SITE}/staff/{other}").status_code == 404
    assert admin.ask("PUT", f"{SITE}/staff/{other}", {"role": "admin"}).status_code == 404


def test_an_operator_makes_a_site_and_lets_its_first_admin_in(
    admin: Browser, admin_id: int
) -> None:
    body = {"site": "herald", "name": "The Herald", "origins": ["https://herald.example/"]}
    assert admin.ask("POST", "/sites", body).status_code == 403
    with transaction(ALL_SITES) as session:
        session.execute(update(Staff).where(Staff.id == admin_id).values(is_operator=True))
    assert admin.ask("POST", "/sites", body).json["origins"] == ["https://herald.example"]
    assert admin.ask("POST", "/sites", body).status_code == 409
    listed = {each["site"]: each["totals"] for each in admin.ask("GET", "/sites").json["items"]}
    assert listed == {"gazette": {"comments": 0}, "herald": {"comments": 0}}
    secret = token(invite(admin, role="admin", site="/sites/herald"))
    fresh, _ = accept(admin, secret)
    assert fresh.ask("GET", "/sites/herald/keys").status_code == 200
    assert admin.ask("GET", "/sites/herald/keys").status_code == 404  # runs machines, reads none


def test_a_wrong_origin_is_named_by_its_place(admin: Browser) -> None:
    for wrong, why in (
        ("news.example", "an address begins with https:// and a host"),
        ("https://news.example/path", "it is an address, not an origin"),
    ):
        body = {"origins": ["https://news.example", wrong]}
        answer = admin.ask("PUT", f"{SITE}/settings", body)
        assert (answer.status_code, answer.json["code"]) == (422, "invalid")
        assert answer.json["fields"] == [{"field": "origins.1", "why": why}]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"name": "The Gazette", "time_zone": "Europe/Paris"}, 200),
        ({"origins": ["https://www.news.example"], "withdrawn_days": 7}, 200),
        ({"time_zone": "Mars/Olympus"}, 422),
        ({"origins": ["https://news.example/path"]}, 422),
        ({"origins": ["news.example"]}, 422),
        ({"languages": ["english"]}, 422),
        ({"withdrawn_days": -1}, 422),
        ({"is_operator": True}, 422),  # no member of ours
    ],
)
def test_settings_take_only_good_values(
    admin: Browser, change: dict[str, Any], status: int
) -> None:
    before = admin.ask("GET", f"{SITE}/settings").json
    answer = admin.ask("PUT", f"{SITE}/settings", change)
    assert answer.status_code == status, answer.json
    after = admin.ask("GET", f"{SITE}/settings").json
    assert after == ({**before, **change} if status == 200 else before)


def test_a_key_is_rotated_and_both_open_for_a_while(admin: Browser) -> None:
    made = admin.ask("POST", f"{SITE}/keys", {"name": "cms", "scopes": ["read", "moderate"]}).json
    path = f"{SITE}/keys/{made['id']}/rotations"
    turned = admin.ask("POST", path, {"overlap_hours": 1}).json
    assert (turned["name"], turned["scopes"]) == ("cms", ["moderate", "read"])
    at_once = admin.ask("POST", f"{SITE}/keys/{turned['id']}/rotations", {"overlap_hours": 0}).json
    opened = {
        each["prefix"]: works(admin, each["secret"]) for each in (made, turned, at_once)
    }  # fmt: skip
    assert list(opened.values()) == [True, False, True]


def works(browser: Browser, key: str) -> bool:
    answer = browser.client.get(
        "/api/v1/review/queues?site=gazette", headers={"Authorization": f"Bearer {key}"}
    )
    assert answer.status_code in (200, 401)
    return answer.status_code == 200


def test_every_change_leaves_one_row_in_the_log_and_no_secret(admin: Browser) -> None:
    fresh, _ = accept(admin, token(invite(admin)))
    made = admin.ask("POST", f"{SITE}/keys", {"name": "cms", "scopes": ["read"]}).json
    admin.ask("DELETE", f"{SITE}/keys/{made['id']}")
    signing = {"algorithm": "HS256", "issuer": "https://news.example"}
    signed = admin.ask("POST", f"{SITE}/signing-keys", signing).json
    hook = admin.ask("POST", f"{SITE}/webhooks", {"url": "https://news.example/hook"}).json
    admin.ask("DELETE", f"{SITE}/webhooks/{hook['id']}")
    admin.ask("PUT", f"{SITE}/settings", {"name": "Gazette!"})
    page = admin.ask("GET", f"{SITE}/acts?limit=3").json
    rest = admin.ask("GET", f"{SITE}/acts?cursor={page['next_cursor']}").json
    verbs = [each["verb"] for each in page["items"] + rest["items"]]
    assert verbs == [
        "settings_changed", "webhook_removed", "webhook_made", "signing_key_made", "key_revoked",
        "key_made", "invitation_accepted", "invited",
    ]  # fmt: skip
    for secret in (made["secret"], signed["secret"], hook["secret"]):
        assert secret not in str(page) + str(rest)
    assert fresh.ask("GET", f"{SITE}/acts").status_code == 403
