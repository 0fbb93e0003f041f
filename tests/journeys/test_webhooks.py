"""A webhook on the running stack: a comment is told, signed, though another receiver is dead."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from standardwebhooks.webhooks import Webhook

from tests.journeys.conftest import Stack, start, stop
from tests.waiting import wait_until
from tests.webhooks.receiver import Receiver, receiving

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def open_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack whose webhooks may go to this machine."""
    os.environ["PARLEY_PRIVATE_TARGETS"] = "allow"
    try:
        running = start(tmp_path_factory.mktemp("hooks") / "data", "--seed", limits="off")
    finally:
        del os.environ["PARLEY_PRIVATE_TARGETS"]
    yield running
    assert stop(running) == 0


def signed_in(stack: Stack) -> requests.Session:
    browser = requests.Session()
    made = browser.post(f"{stack.url}/api/v1/sessions", json=stack.told["moderator"])
    browser.headers["X-CSRF-Token"] = made.json()["csrf_token"]
    return browser


def post_comment(stack: Stack, text: str) -> str:
    site = f"{stack.url}/api/v1/sites/demo"
    made = requests.post(f"{site}/sessions", json={"guest": {"name": "Ann"}}).json()
    answer = requests.post(
        f"{site}/articles/harbour-bridge/comments", json={"text": text},
        headers={"Authorization": f"Bearer {made['token']}"},
    )  # fmt: skip
    return str(answer.json()["id"])


def test_a_published_comment_is_told_though_another_receiver_is_dead(open_stack: Stack) -> None:
    admin = signed_in(open_stack)
    hooks = f"{open_stack.url}/api/v1/sites/demo/webhooks"
    admin.post(hooks, json={"url": "http://127.0.0.1:9/"}).raise_for_status()
    with receiving([500, 204]) as receiver:
        made = admin.post(hooks, json={"url": receiver.url, "events": ["comment.published"]})
        comment = post_comment(open_stack, "The old bridge served us well.")
        wait_until(lambda: about(receiver, made.json()["secret"], comment), seconds=60)
        refused = receiver.got[0][0]["webhook-id"]
        wait_until(lambda: ids(receiver).count(refused) == 2, seconds=60)  # refused, told again
        # Still listening: who hangs up before answering was not told.
        done = f"{open_stack.url}/api/v1/sites/demo/deliveries?state=delivered"
        wait_until(lambda: admin.get(done).json()["items"], seconds=60)


def ids(receiver: Receiver) -> list[str]:
    return [str(headers["webhook-id"]) for headers, _ in receiver.got]


def about(receiver: Receiver, secret: str, comment: str) -> bool:
    told: list[Any] = [Webhook(secret).verify(body, headers) for headers, body in receiver.got]
    assert all(each["type"] == "comment.published" for each in told)
    found = [each for each in told if each["data"]["comment"] == comment]
    assert all(each["data"]["text"] == "The old bridge served us well." for each in found)
    return bool(found)
