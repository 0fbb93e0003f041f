"""The console's desk: a moderator signed in once, and comments that wait for them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect

from tests.journeys.conftest import Stack
from tests.waiting import wait_until

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 760}
TABLET = {"width": 820, "height": 1100}


@dataclass(frozen=True)
class Desk:
    """What waits, and what became of it, as the demo's key sees it."""

    stack: Stack
    client: requests.Session

    @property
    def api(self) -> str:
        return f"{self.stack.url}/api/v1"

    def article(self, key: str) -> str:
        """Open an article; returns its key."""
        body = {"url": f"{self.stack.url}/{key}", "title": f"The story of {key}"}
        self.client.put(f"{self.api}/sites/demo/articles/{key}", json=body).raise_for_status()
        return key

    def held(self, article: str, text: str, *, name: str = "Ann") -> str:
        """A comment that waits for a moderator; returns its id."""
        body = {"text": text, "author": {"subject": name, "name": name}}
        answer = self.client.post(f"{self.api}/sites/demo/articles/{article}/comments", json=body)
        answer.raise_for_status()
        comment_id = str(answer.json()["id"])
        self.wait(comment_id, "held")
        return comment_id

    def held_of_guest(self, article: str, text: str, *, name: str = "Ann") -> tuple[str, str]:
        """A guest's comment that waits, and the guest's token."""
        site = f"{self.api}/sites/demo"
        started = requests.post(f"{site}/sessions", json={"guest": {"name": name}})
        bearer = {"Authorization": f"Bearer {started.json()['token']}"}
        answer = requests.post(
            f"{site}/articles/{article}/comments", json={"text": text}, headers=bearer
        )
        answer.raise_for_status()
        comment_id = str(answer.json()["id"])
        self.wait(comment_id, "held")
        return comment_id, str(answer.json().get("token") or started.json()["token"])

    def edit(self, comment_id: str, token: str, text: str) -> None:
        """Write it anew, as the author."""
        self._as_author("PATCH", comment_id, token, text)

    def appeal(self, comment_id: str, token: str, text: str) -> None:
        """Ask for a second look, as the author."""
        self._as_author("POST", f"{comment_id}/appeals", token, text)

    def _as_author(self, method: str, path: str, token: str, text: str) -> None:
        requests.request(
            method,
            f"{self.api}/comments/{path}",
            json={"text": text},
            headers={"Authorization": f"Bearer {token}"},
        ).raise_for_status()

    def status(self, comment_id: str) -> str:
        return str(self.card(comment_id)["status"])

    def escalated(self, comment_id: str) -> str:
        """The note with which it was escalated; fails when it was not."""
        escalation = self.card(comment_id)["escalation"]
        assert isinstance(escalation, dict)
        return str(escalation["note"])

    def card(self, comment_id: str) -> dict[str, object]:
        """The comment as moderators see it."""
        return dict(self.client.get(f"{self.api}/review/comments/{comment_id}").json())

    def wait(self, comment_id: str, status: str) -> None:
        """Until the comment has the status."""
        wait_until(
            lambda: (
                self.client.get(f"{self.api}/review/comments/{comment_id}").ok
                and self.status(comment_id) == status
            ),
            why=lambda: str(self.card(comment_id)),
        )

    def decide(self, verb: str, comment_id: str) -> None:
        """Decide by the key, as another moderator would."""
        body = {"verb": verb, "items": [{"id": comment_id}]}
        answer = self.client.post(f"{self.api}/review/decisions", json=body)
        answer.raise_for_status()
        assert answer.json()["results"][0]["ok"], answer.text


@pytest.fixture(scope="session")
def desk(stack: Stack) -> Iterator[Desk]:
    """By the demo's key."""
    with requests.Session() as client:
        client.headers["Authorization"] = f"Bearer {stack.api_key}"
        yield Desk(stack, client)


def sign_in(page: Page, stack: Stack) -> None:
    """Through the door, as people do."""
    page.goto(f"{stack.url}/console/")
    told = stack.told["moderator"]
    page.get_by_label("E-mail").fill(told["email"])
    page.get_by_label("Password").fill(told["password"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Rooms")).to_be_visible()


@pytest.fixture(scope="session")
def signed_in(browser: Browser, stack: Stack) -> StorageState:
    """The cookies of a moderator."""
    context = browser.new_context(locale="en-GB")
    sign_in(context.new_page(), stack)
    state = context.storage_state()
    context.close()
    return state


Opener = Callable[..., Page]


@pytest.fixture
def open_queue(browser: Browser, stack: Stack, signed_in: StorageState) -> Iterator[Opener]:
    """Opens the queue of one article; fails the test when a script fails or breaks the policy."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_it(article: str, queue: str = "held", **options: object) -> Page:
        settings = {"viewport": DESKTOP, "locale": "en-GB", **options}
        context = browser.new_context(storage_state=signed_in, **settings)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda told: faults.append(told.text) if "Content Security" in told.text else None,
        )
        page.set_default_timeout(20_000)
        page.goto(f"{stack.url}/console/queue/{queue}?order=oldest&article={article}")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert faults == []
