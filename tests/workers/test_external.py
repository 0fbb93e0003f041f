"""The publisher's own check: signed, within its time, kept as a finding, open or closed by policy."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from flask import Flask
from sqlalchemy.orm import Session
from standardwebhooks.webhooks import Webhook

from service.config import Settings
from service.db import transaction
from service.identity.sealing import seal
from service.ids import public_id
from service.lifecycle import Status
from service.moderation.assess import Assessed, record_scores
from service.moderation.external import Question, ask, check_of, save_check
from service.moderation.pipeline import External
from service.moderation.waiting import waiting
from service.scoring import Rank, Scores
from service.webhooks.sign import new_secret
from tests.make import (
    CALM,
    NOW,
    make_article,
    make_policy,
    make_reader,
    make_site,
    post,
    revision,
    status,
)
from tests.webhooks.receiver import Receiver, receiving
from workers import external
from workers.external import PAUSE, PAUSE_AFTER, Patience, consult

SECRET = new_secret()
SILENT = External(has_answered=False)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving([200]) as found:
        found.body = lambda _: b'{"findings": []}'
        yield found


@pytest.fixture
def site(
    app: Flask, database: Session, settings: Settings, receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> int:  # fmt: skip
    """A site with a check of its own on this machine."""
    open_settings = settings.model_copy(update={"private_targets": "allow"})
    monkeypatch.setattr(external, "settings", open_settings)
    monkeypatch.setattr(external, "patience", Patience())
    site_id = make_site()
    make_article(site_id)
    point_at(site_id, receiver.url, settings)
    return site_id


def point_at(site_id: int, url: str, settings: Settings, *, seconds: float = 5.0) -> None:
    sealed = seal(SECRET.encode(), secret=settings.secret_key.get_secret_value())
    with transaction(site_id) as session:
        save_check(session, site_id, url, seconds=seconds, sealed=sealed, now=NOW)


def judge(site_id: int, *comments: int) -> None:
    """As the worker does with a batch, the model aside."""
    found = Scores(CALM, "en", Rank.DECIDES, "test", "1")
    with transaction(site_id) as session:
        texts = waiting(session, site_id, comments)
        check = check_of(session, site_id)
    results = consult(check, [Assessed(each, found) for each in texts])
    with transaction(site_id) as session:
        record_scores(session, site_id, results, now=NOW, attempts=5)


def objecting(word: str) -> Any:
    """Holds what contains the word."""

    def body(asked: bytes) -> bytes:
        comments = orjson.loads(asked)["data"]["comments"]
        return orjson.dumps(
            {"findings": [
                {"id": each["id"], "action": "hold", "message": f"says {word}"}
                for each in comments if word in each["text"]
            ]}
        )  # fmt: skip

    return body


def test_a_batch_is_asked_about_at_once_signed_and_without_any_person(
    site: int, receiver: Receiver
) -> None:
    comments = [post(site, make_reader(site, name), f"Remark of {n}.")
                for n, name in enumerate(("Zoe", "Yan"))]  # fmt: skip
    judge(site, *comments)
    (headers, body), = receiver.got  # fmt: skip
    told = Webhook(SECRET).verify(body, headers)
    assert told["type"] == "comments.check"
    assert [each["id"] for each in told["data"]["comments"]] == [
        public_id(site, each) for each in sorted(comments)
    ]
    assert told["data"]["comments"][0]["scores"]["toxicity"] == 0.01
    assert b"Zoe" not in body
    assert [status(site, each) for each in comments] == [Status.PUBLISHED] * 2


def test_what_it_objects_to_is_held_with_its_words_as_a_finding(
    site: int, receiver: Receiver
) -> None:
    receiver.body = objecting("harbour")
    reader = make_reader(site)
    bad = post(site, reader, "The harbour master.")
    good = post(site, make_reader(site, "Bo"), "The bridge keeper.")
    judge(site, bad, good)
    assert (status(site, bad), status(site, good)) == (Status.HELD, Status.PUBLISHED)
    kept, = revision(site, bad).findings  # fmt: skip
    assert (kept["phase"], kept["saw"]) == ("external", {"said": ["says harbour"]})


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (500, b'{"findings": []}'),
        (302, b""),  # redirects are not followed
        (204, b""),  # no word is no answer
        (200, b"<html>"),
        (200, b'{"findings": [{"id": "x", "action": "publish"}]}'),  # it cannot
        (200, b'{"findings": 1}'),
    ],
)
@pytest.mark.parametrize(("policy", "after"), [("hold", "held"), ("publish", "published")])
def test_an_answer_that_is_none_fails_closed_or_open_by_policy(
    site: int, receiver: Receiver, answer: int, body: bytes, policy: str, after: str
) -> None:
    make_policy(site, {"external": {"if_fails": policy}})
    receiver.answers, receiver.body = [answer], lambda _: body
    comment = post(site, make_reader(site))
    judge(site, comment)
    assert status(site, comment) == after


def test_an_answer_that_comes_too_late_did_not_come(
    site: int, receiver: Receiver, settings: Settings
) -> None:
    point_at(site, receiver.url, settings, seconds=0.2)
    receiver.may_answer.clear()
    comment = post(site, make_reader(site))
    judge(site, comment)
    assert status(site, comment) == Status.HELD
    assert revision(site, comment).findings[0]["phase"] == "external"


def test_a_dead_check_is_left_alone_for_a_while(
    site: int, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [100.0]
    monkeypatch.setattr(external, "patience", Patience(clock=lambda: clock[0]))
    receiver.answers = [500]
    for number in range(PAUSE_AFTER + 2):
        judge(site, post(site, make_reader(site, f"R{number}"), f"Remark {number}."))
    assert len(receiver.got) == PAUSE_AFTER
    clock[0] += PAUSE + 1
    receiver.answers = [200]
    comment = post(site, make_reader(site, "Last"), "The last remark.")
    judge(site, comment)
    assert status(site, comment) == Status.PUBLISHED


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1/x"]
)
def test_private_addresses_are_never_asked(site: int, url: str) -> None:
    with transaction(site) as session:
        check = check_of(session, site)
    assert check is not None
    hostile = type(check)(site, "gazette", url, 1.0, b"")
    question = Question(1, 1, "text", "en", {})
    assert ask(hostile, [question], secret=SECRET, allow_private=False, now=NOW) == [SILENT]
