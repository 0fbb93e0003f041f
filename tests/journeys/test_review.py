"""Moderators on a running stack: many at once, a wave of copies, a batch in the background."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from tests.journeys.conftest import Stack
from tests.waiting import wait_until

pytestmark = pytest.mark.journey

WAVE = (
    "Everybody should buy the wonderful cheap watches of this shop today, as they are the best of"
)
PEOPLE = 6


class Desk:
    """Somebody who sends requests to the stack, a moderator or a key."""

    def __init__(self, stack: Stack, *, signed_in: bool = False) -> None:
        self.api = f"{stack.url}/api/v1"
        self.browser = requests.Session()
        self.site = stack.told["site"]
        if signed_in:
            told = self.send("POST", "/sessions", stack.told["moderator"])
            self.browser.headers["X-CSRF-Token"] = told["csrf_token"]
        else:
            self.browser.headers["Authorization"] = f"Bearer {stack.api_key}"

    def send(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.browser.request(method, self.api + path, json=body, timeout=30)
        assert answer.status_code < 300, (path, answer.status_code, answer.text)
        return answer.json() if answer.content else None

    def post(self, article: str, text: str, who: str) -> str:
        author = {"subject": who, "name": who}
        body = {"text": text, "author": author}
        path = f"/sites/{self.site}/articles/{article}/comments"
        return str(self.send("POST", path, body)["id"])

    def status(self, comment: str) -> str:
        return str(self.send("GET", f"/review/comments/{comment}")["status"])


@pytest.fixture
def key(stack: Stack) -> Desk:
    return Desk(stack)


def _article(key: Desk, name: str) -> str:
    """An article of this file alone: the stack is shared, and others leave comments held."""
    name = f"review-{name}"
    key.send("PUT", f"/sites/{key.site}/articles/{name}", {"url": None, "title": name})
    return name


def _wave(key: Desk, article: str, number: int) -> list[str]:
    """Near copies by as many authors; all but the first are held at once."""
    first = key.post(article, f"{WAVE} 0", "bot-0")  # alone, so that all others meet it
    with ThreadPoolExecutor(8) as crowd:
        posts = [
            crowd.submit(key.post, article, f"{WAVE} {at}", f"bot-{at}") for at in range(1, number)
        ]
        return [first, *(each.result() for each in posts)]


def _wait_for_wave(key: Desk, article: str, wave: list[str]) -> list[str]:
    """Until all that is not shown waits and nothing is still being scored; who waits."""
    wait_until(lambda: key.status(wave[0]) != "submitted")
    held = [each for each in wave if key.status(each) == "held"]
    assert len(held) >= len(wave) - 1
    wait_until(lambda: _held(key, article) == len(held))
    return held


def _held(key: Desk, article: str) -> int:
    items, cursor = 0, ""
    while cursor is not None:
        page = key.send("GET", f"/review/comments?queue=held&limit=100&article={article}"
                        + (f"&cursor={cursor}" if cursor else ""))  # fmt: skip
        items, cursor = items + len(page["items"]), page["next_cursor"]
    return items


def test_two_hundred_votes_at_once_by_one_reader_are_one(key: Desk) -> None:
    comment = key.post(_article(key, "votes"), "The ferry was on time today.", "Ann")
    wait_until(lambda: key.status(comment) == "published")
    started = requests.post(
        f"{key.api}/sites/{key.site}/sessions", json={"guest": {"name": "Vic"}}, timeout=30
    )
    bearer = {"Authorization": f"Bearer {started.json()['token']}"}

    def vote(_: int) -> int:
        url = f"{key.api}/comments/{comment}/vote"
        return requests.put(url, json={"value": 1}, headers=bearer, timeout=60).status_code

    with ThreadPoolExecutor(16) as crowd:
        assert set(crowd.map(vote, range(200))) == {200}
    votes = key.send("GET", f"/comments/{comment}")["votes"]
    assert votes == {"up": 1, "down": 0}


def test_claims_of_many_at_once_never_collide(stack: Stack, key: Desk) -> None:
    article = _article(key, "claims")
    held = _wait_for_wave(key, article, _wave(key, article, 40))
    desks = [Desk(stack) for _ in range(PEOPLE)]

    def claim(desk: Desk) -> list[str]:
        got: list[str] = []
        while True:
            wanted = {"queue": "held", "limit": 3, "article": article}
            items = desk.send("POST", "/review/claims", wanted)["items"]
            if not items:
                return got
            got += [each["id"] for each in items]

    with ThreadPoolExecutor(PEOPLE) as crowd:
        found = [name for names in crowd.map(claim, desks) for name in names]
    assert len(found) == len(set(found))
    assert set(found) == set(held)


def test_a_wave_of_300_is_one_decision_and_one_undo(key: Desk) -> None:
    article = _article(key, "wave")
    held = _wait_for_wave(key, article, _wave(key, article, 300))
    body = {"verb": "reject", "reason": "spam", "group_of": held[0]}
    answer = key.send("POST", "/review/decisions", body)
    assert {each["id"] for each in answer["results"] if each["ok"]} >= set(held)
    assert _held(key, article) == 0
    key.send("POST", f"/review/decisions/{answer['batch']}/undo")
    assert _held(key, article) == len(held)


def test_a_batch_runs_in_the_background_and_is_undone(stack: Stack, key: Desk) -> None:
    article = _article(key, "batch")
    before = len(_wait_for_wave(key, article, _wave(key, article, 230)))
    admin = Desk(stack, signed_in=True)
    fields = {"site": key.site, "queue": "held", "article": article}
    batch = admin.send("POST", "/review/decisions", {"verb": "reject", "filter": fields})
    name = batch["batch"]
    wait_until(lambda: admin.send("GET", f"/review/batches/{name}")["state"] == "done")
    told = admin.send("GET", f"/review/batches/{name}")
    assert (told["done"], told["failed"], _held(key, article)) == (before, 0, 0)
    admin.send("POST", f"/review/decisions/{name}/undo")
    assert _held(key, article) == before


def test_two_at_once_on_one_item_one_wins(stack: Stack, key: Desk) -> None:
    article = _article(key, "race")
    wave = _wait_for_wave(key, article, _wave(key, article, 8))
    others = (key, Desk(stack, signed_in=True))

    def decide(desk: Desk, verb: str, name: str) -> bool:
        body = {"verb": verb, "items": [{"id": name, "revision": 1}]}
        return bool(desk.send("POST", "/review/decisions", body)["results"][0]["ok"])

    with ThreadPoolExecutor(2) as crowd:
        for name in wave:
            verbs = ("publish", "reject")
            won = list(crowd.map(decide, others, verbs, (name, name)))
            assert sorted(won) == [False, True], name
            wanted = "published" if won[0] else "rejected"
            assert key.status(name) == wanted
