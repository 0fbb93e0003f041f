"""Who moderates a site writes there as themselves: at once, marked as staff, and only while they do."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from service.clock import utc_now
from service.db import transaction
from service.identity import tokens
from service.identity.likeness import likeness
from service.ids import parse_public_id
from service.lifecycle import Status
from service.models import Reader, SiteAct
from tests.make import comment, make_reader, name_of, published, score, status
from tests.review.conftest import RUDE, Moderator, admin, mira, noor, sign_in, site
from tests.review.test_fairness import SECRET

__all__ = ["admin", "mira", "noor", "site"]

STORY = "/sites/gazette/articles/story/comments"


def say(who: Moderator, text: str, parent: str | None = None) -> Any:
    return who.send(STORY, {"text": text, **({"parent_id": parent} if parent else {})})


def role(admin: Moderator, who: Moderator, wanted: str | None) -> None:
    path = f"/sites/gazette/staff/{who.id}"
    answer = admin.send(
        path, {"role": wanted} if wanted else None, method="PUT" if wanted else "DELETE"
    )
    assert answer.status_code == 204, answer.text


def test_a_moderator_answers_readers_at_once_and_is_marked_as_staff(
    site: int, mira: Moderator, client: FlaskClient
) -> None:
    asked = name_of(site, published(site, make_reader(site), "Is this open?", now=utc_now()))
    made = say(mira, "Until Friday.", asked)
    assert (made.status_code, made.json["status"]) == (202, "published")
    assert made.json["author"]["name"] == "Mira"
    assert made.json["author"]["badges"] == ["moderator"]
    [thread] = client.get(f"/api/v1{STORY}").json["items"]
    assert [each["text"] for each in thread["replies"]["items"]] == ["Until Friday."]
    with transaction(site) as session:
        act = session.execute(select(SiteAct)).scalar_one()
        assert (act.actor_id, act.verb, act.subject) == (
            mira.id, "comment_posted", made.json["id"],
        )  # fmt: skip
    again = say(mira, "And on Saturday.", asked)
    assert again.json["author"]["id"] == made.json["author"]["id"]


def test_what_staff_quote_is_not_taken_down_by_a_score(site: int, mira: Moderator) -> None:
    _, made = parse_public_id(say(mira, "You wrote: idiot. Please do not.").json["id"])
    score(site, made, RUDE)
    assert status(site, made) == Status.PUBLISHED


def test_the_rules_of_one_vote_and_of_ones_own_hold_for_staff(
    site: int, mira: Moderator, client: FlaskClient
) -> None:
    theirs = name_of(site, published(site, make_reader(site), now=utc_now()))
    for _ in range(2):
        voted = mira.send(f"/comments/{theirs}/vote", {"value": 1}, method="PUT")
        assert voted.json["votes"] == {"up": 1, "down": 0}
    assert mira.send(f"/comments/{theirs}/flags", {"reason": "spam"}).status_code == 201
    mine = say(mira, "Good day.").json["id"]
    assert mira.send(f"/comments/{mine}/vote", {"value": 1}, method="PUT").status_code == 403
    edited = mira.send(f"/comments/{mine}", {"text": "Good day to all."}, method="PATCH")
    assert edited.json["status"] == "published"
    assert mira.send(f"/comments/{theirs}", {"text": "Hm."}, method="PATCH").status_code == 404
    gone = mira.send(f"/comments/{mine}", method="DELETE")
    assert gone.status_code == 204
    assert client.get(f"/api/v1/comments/{mine}").status_code == 404


def test_a_page_cannot_make_a_moderators_browser_write(site: int, mira: Moderator) -> None:
    forged = mira.client.post(f"/api/v1{STORY}", json={"text": "Not me."})
    assert (forged.status_code, forged.json["code"]) == (403, "csrf_mismatch")


def test_who_moderates_no_more_writes_no_more_under_the_badge(
    site: int, mira: Moderator, admin: Moderator
) -> None:
    made = say(mira, "Good day.").json["id"]
    reader = comment(site, parse_public_id(made)[1]).reader_id
    claims = tokens.ReaderClaims(site, reader, "Mira")
    token = tokens.issue(claims, secret=SECRET, now=utc_now(), life=timedelta(hours=1))
    bearer = {"Authorization": f"Bearer {token}"}
    for wanted in ("analyst", None):
        role(admin, mira, wanted)
        assert say(mira, "Still here.").status_code == 403
        kept = mira.client.application.test_client().post(
            f"/api/v1{STORY}", json={"text": "And here."}, headers=bearer
        )
        assert (kept.status_code, kept.json["code"]) == (403, "banned")
        if wanted:
            role(admin, mira, "moderator")
    with transaction(site) as session:
        assert session.get_one(Reader, (site, reader)).badges == ["moderator"]
    assert status(site, parse_public_id(made)[1]) == Status.PUBLISHED


def test_who_moderates_again_may_write_again(site: int, mira: Moderator, admin: Moderator) -> None:
    say(mira, "Good day.")
    role(admin, mira, "analyst")
    role(admin, mira, "admin")
    made = say(mira, "Here I am again.")
    assert (made.status_code, made.json["author"]["badges"]) == (202, ["staff"])


def test_only_admins_sanction_colleagues_and_nobody_themselves(
    site: int, mira: Moderator, noor: Moderator, admin: Moderator
) -> None:
    of_mira = say(mira, "Good day.").json["author"]["id"]
    of_admin = say(admin, "Good morning.").json["author"]["id"]
    ban = {"action": "ban"}
    for who, whom, told in (
        (mira, of_mira, 403), (noor, of_mira, 403), (noor, of_admin, 403),
        (admin, of_admin, 403), (admin, of_mira, 200),
    ):  # fmt: skip
        assert who.send(f"/review/authors/{whom}/actions", ban).status_code == told
    assert say(mira, "Still here.").json["code"] == "banned"


@pytest.mark.parametrize(
    ("name", "is_free"),
    [
        ("Mira Haddad", False),  # the very name
        ("mira  haddad", False),
        ("MIRA-HADDAD!", False),  # signs
        ("Мira Нaddad", False),  # Cyrillic M and N
        ("Míra Haddad", False),  # an accent
        ("Mlra Haddad", False),  # a small L for an I
        ("M1ra Haddad", False),
        ("Mi\u200bra Haddad", False),  # a space that is not seen
        ("Ｍｉｒａ Haddad", False),  # wide letters
        ("Mira", True),
        ("Mira Haddadi", True),
    ],
)
def test_nobody_takes_the_name_of_who_moderates(
    site: int, client: FlaskClient, name: str, is_free: bool
) -> None:
    sign_in(client, site, "Mira Haddad", "moderator")
    answer = client.post(
        "/api/v1/sites/gazette/sessions", json={"guest": {"name": name}},
        environ_overrides={"REMOTE_ADDR": f"2001:db8:{site % 60_000:x}::1"},
    )  # fmt: skip
    told = answer.json or {}
    assert (answer.status_code, told.get("code")) == (
        (201, None) if is_free else (422, "name_taken")
    )


def test_names_in_other_scripts_are_compared_too() -> None:
    assert likeness("مريم") != likeness("مها")
    assert likeness("Ольга") == likeness("ольга")
    assert likeness("!!") == ""
