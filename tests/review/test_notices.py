"""Notices of illegal content: a form for anybody, a page that holds the answer, and mails."""

import re
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.clock import utc_now
from service.db import transaction
from service.identity.sealing import unseal
from service.models import Mail
from service.notices.letters import Sender, notice_letter
from service.notices.wording import LANGUAGES, words
from tests.make import make_reader, name_of, published
from tests.review.conftest import Moderator

SECRET = "a-key-of-the-tests-and-of-nobody-else"


@pytest.fixture
def comment(site: int) -> str:
    return name_of(site, published(site, make_reader(site), now=utc_now()))


@pytest.fixture
def mailing(app: Flask) -> Iterator[None]:
    before = app.extensions["parley"]
    app.extensions["parley"] = before.model_copy(
        update={"smtp_url": "smtp://127.0.0.1:1", "mail_from": "Parley <parley@news.example>"}
    )
    yield
    app.extensions["parley"] = before


def filled(comment: str, **over: str) -> dict[str, str]:
    return {
        "comment": comment, "lang": "en", "category": "defamation",
        "explanation": "He never took <b>money</b>.", "name": "Ada Reyes",
        "email": "ada@reyes.example", "good_faith": "yes", **over,
    }  # fmt: skip


def send(client: FlaskClient, comment: str, **over: str) -> TestResponse:
    return client.post("/notice", data=filled(comment, **over))


def mails(site: int) -> list[dict[str, Any]]:
    """What was promised by mail, in order."""
    with transaction(site) as session:
        found = session.execute(select(Mail.sealed).order_by(Mail.id)).scalars().all()
    return [orjson.loads(unseal(bytes(each or b""), secret=SECRET)) for each in found]


def test_a_notice_is_sent_by_a_form_and_answered_on_its_page_and_by_mail(
    site: int, comment: str, client: FlaskClient, mira: Moderator, mailing: None
) -> None:
    shown = client.get(f"/notice?comment={comment}").get_data(as_text=True)
    assert 'name="explanation"' in shown
    sent = send(client, comment)
    assert sent.status_code == 303
    page = client.get(sent.location)
    assert page.headers["Cache-Control"] == "private, no-store"
    waiting = page.get_data(as_text=True)
    assert words("en")["notice_open"] in waiting
    assert "&lt;b&gt;money" in waiting
    assert "<b>money" not in waiting
    [notice] = mira.get("/review/notices")["items"]
    assert (notice["category"], notice["name"]) == ("defamation", "Ada Reyes")
    mira.send(f"/review/notices/{notice['id']}", {"outcome": "kept", "answer": "It is true."})
    answered = client.get(sent.location).get_data(as_text=True)
    assert words("en")["notice_kept"] in answered
    assert "It is true." in answered
    receipt, answer = mails(site)
    assert receipt["to"] == answer["to"] == "ada@reyes.example"
    assert receipt["link"].endswith(sent.location.split("&lang")[0].partition("/notice")[2])
    assert (answer["outcome"], answer["answer"]) == ("kept", "It is true.")


@pytest.mark.parametrize(
    ("over", "told"),
    [
        ({"good_faith": ""}, "notice_missing"),  # the law asks for it
        ({"explanation": " "}, "notice_missing"),  # nothing to judge
        ({"category": "boring"}, "notice_missing"),  # not of the list
        ({"name": ""}, "notice_missing"),  # who says so?
        ({"email": ""}, "notice_missing"),  # where to answer?
        ({"email": "ada at home"}, "bad_address"),  # no address
    ],
)
def test_what_the_law_asks_for_is_asked_for_and_nothing_typed_is_lost(
    site: int, comment: str, client: FlaskClient, mira: Moderator, over: dict[str, str], told: str
) -> None:
    answer = send(client, comment, **over)
    assert answer.status_code == 422
    shown = answer.get_data(as_text=True)
    assert words("en")[told] in shown
    if "name" not in over:
        assert 'value="Ada Reyes"' in shown
    assert mira.get("/review/notices")["items"] == []


def test_whoever_notifies_of_the_abuse_of_a_child_need_not_say_who_they_are(
    site: int, comment: str, client: FlaskClient, mira: Moderator
) -> None:
    assert send(client, comment, category="child_abuse", name="", email="").status_code == 303
    [notice] = mira.get("/review/notices")["items"]
    assert (notice["name"], notice["email"]) == (None, None)


def test_only_the_receipt_opens_a_notice_and_only_what_is_seen_is_notified(
    site: int, comment: str, client: FlaskClient, mira: Moderator
) -> None:
    location = send(client, comment).location
    wrong = re.sub(r"receipt=[^&]+", "receipt=guessed", location)
    assert client.get(wrong).status_code == 404
    mira.decide("reject", comment, reason="abuse")
    assert client.get(f"/notice?comment={comment}").status_code == 404
    assert send(client, comment).status_code == 404
    assert client.get("/notice").status_code == 404
    assert client.get("/notice?comment=../../etc").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_and_mails_speak_every_language(
    site: int, comment: str, client: FlaskClient, language: str
) -> None:
    assert words(language).keys() == words("en").keys()
    shown = client.get(f"/notice?comment={comment}&lang={language}").get_data(as_text=True)
    assert f'lang="{language}"' in shown
    assert words(language)["notice_good_faith"] in shown
    for outcome in ("received", "removed", "kept"):
        letter = notice_letter(
            Sender("Parley <parley@news.example>", "https://news.example"), "ada@reyes.example",
            site="The Quayside", language=language, outcome=outcome,
            link="https://news.example/notice/x", answer="It is true.",
        )  # fmt: skip
        body = letter.get_content()
        assert ("https://news.example/notice/x" if outcome == "received" else "It is true.") in body
        assert "{" not in body + letter["Subject"]
