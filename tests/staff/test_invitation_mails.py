"""Invitations go out by mail, in the language of whom they are for, and not once they are over."""

import re
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from flask import Flask
from sqlalchemy import select, text

from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.identity.sealing import unseal
from service.models import Mail
from service.notices.letters import Sender, invitation_letter
from service.notices.wording import LANGUAGES
from service.staff.inviting import is_open
from tests.review.test_fairness import SECRET
from tests.staff.conftest import Browser
from tests.staff.test_staffing import INVITED, SITE, accept, invite, token


@pytest.fixture
def mailing(app: Flask) -> Iterator[None]:
    """An installation with a mail server."""
    before = app.extensions["parley"]
    app.extensions["parley"] = before.model_copy(
        update={"smtp_url": "smtp://127.0.0.1:1", "mail_from": "Parley <parley@news.example>"}
    )
    yield
    app.extensions["parley"] = before


def promised() -> list[dict[str, Any]]:
    """What the mails say that are still to be sent, the oldest first."""
    with transaction(ALL_SITES) as session:
        rows = session.execute(select(Mail.kind, Mail.sealed).order_by(Mail.id)).all()
    assert {row.kind for row in rows} <= {"invitation"}
    return [orjson.loads(unseal(bytes(row.sealed or b""), secret=SECRET)) for row in rows]


def test_an_invitation_is_mailed_with_the_link_that_the_admin_is_shown(
    admin: Browser, site: int, mailing: None
) -> None:
    body = {"email": INVITED, "role": "moderator", "language": "fr"}
    made = admin.ask("POST", f"{SITE}/invitations", body)
    assert made.json["is_mailed"] is True
    [told] = promised()
    assert (told["to"], told["language"], told["link"]) == (INVITED, "fr", made.json["link"])
    listed = admin.ask("GET", f"{SITE}/staff").json
    assert listed["sends_mail"] is True
    assert [each["language"] for each in listed["invitations"]] == ["fr"]
    assert made.json["link"] not in str(listed)
    secret = token(made)
    with transaction(ALL_SITES) as session:
        rows = "".join(session.execute(text("SELECT m::text FROM mails AS m")).scalars())
    assert secret not in rows
    assert secret.encode().hex() not in rows
    assert accept(admin, secret)[1].status_code == 201


def test_without_a_mail_server_the_admin_passes_the_link_on(admin: Browser, site: int) -> None:
    made = invite(admin)
    assert made.json["is_mailed"] is False
    assert promised() == []
    assert admin.ask("GET", f"{SITE}/staff").json["sends_mail"] is False


def test_what_was_sent_again_withdrawn_or_taken_up_is_mailed_no_more(
    admin: Browser, site: int, mailing: None
) -> None:
    def open_ones() -> list[bool]:
        with transaction(site) as session:
            return [
                is_open(session, site, each["invitation"], now=utc_now()) for each in promised()
            ]

    invite(admin)
    again = invite(admin)
    assert open_ones() == [False, True]
    admin.ask("DELETE", f"{SITE}/invitations/{again.json['id']}")
    assert open_ones() == [False, False]
    accept(admin, token(invite(admin)))
    assert open_ones() == [False, False, False]


def test_only_a_language_that_mails_are_written_in(admin: Browser, site: int) -> None:
    body = {"email": INVITED, "role": "moderator", "language": "tlh"}
    assert admin.ask("POST", f"{SITE}/invitations", body).status_code == 422


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["moderator", "analyst", "admin"])
def test_the_letter_says_who_invites_where_and_how(language: str, role: str) -> None:
    link = "https://talk.example/console/invitation#secret"
    made = invitation_letter(
        Sender("p@news.example", "https://talk.example"), INVITED, site="The\nGazette",
        language=language, by="Ada Admin", role=role, link=link, until="2026-12-01",
    )  # fmt: skip
    body = made.get_content()
    assert re.search(rf"^{re.escape(link)}$", body, re.MULTILINE)
    for word in ("Ada Admin", "Gazette", "2026-12-01"):
        assert word in body
    assert "\n" not in made["Subject"]
    assert "Ada Admin" in made["Subject"]
