"""Pages around the embed: the demo's own, and a publisher's on another origin with a strict policy."""

import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psycopg
import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from service.ids import public_id
from tests.journeys.conftest import PARLEY, Stack
from tests.waiting import wait_until

expect.set_options(timeout=20_000)  # a busy machine scores late
DESKTOP = ViewportSize(width=1100, height=900)
PHONE = ViewportSize(width=360, height=740)
IMPORTED = """
    SELECT v.text, c.site_id, c.id FROM comments AS c
    JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
    JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id AND v.number = 1
    WHERE a.key = %s
"""
FIRST = "parley-comments .list > li"


@dataclass
class Publisher:
    """A site of another origin: what its pages are, by path, and the policy they come with."""

    url: str
    policy: str
    pages: dict[str, str] = field(default_factory=dict)

    def page(self, body: str, *, path: str = "/story", html: str = 'lang="en"') -> str:
        """Publish a page; returns its address."""
        head = (
            '<meta charset="utf-8"><title>A story</title><link rel="stylesheet" href="/style.css">'
        )
        self.pages[path] = (
            f"<!doctype html><html {html}><head>{head}</head><body>{body}</body></html>"
        )
        return self.url + path


@pytest.fixture(scope="session")
def publisher(stack: Stack) -> Iterator[Publisher]:
    """Serves what tests publish, allowing no script but the embed's and no inline style at all."""
    policy = (
        f"default-src 'none'; script-src {stack.url}; connect-src {stack.url}; style-src 'self'; "
        "require-trusted-types-for 'script'; trusted-types parley"
    )
    published = Publisher("", policy)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_style = self.path == "/style.css"
            body = (
                b"body{font:1rem serif}"
                if is_style
                else published.pages.get(self.path, "").encode()
            )
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/css" if is_style else "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the test says what went wrong."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    published.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield published
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass(frozen=True)
class Api:
    """The service as a publisher's program uses it, by key."""

    stack: Stack
    client: requests.Session

    @property
    def site(self) -> str:
        return f"{self.stack.url}/api/v1/sites/demo"

    def article(self, key: str, title: str = "A story") -> str:
        """Open an article; returns its key."""
        body = {"url": f"{self.stack.url}/{key}", "title": title}
        answer = self.client.put(f"{self.site}/articles/{key}", json=body)
        answer.raise_for_status()
        return key

    def post(self, article: str, text: str, *, name: str = "Ann", parent: str | None = None) -> str:
        """A comment by a named reader, published; returns its id."""
        comment_id = self.send(article, text, name=name, parent=parent)
        wait_until(
            lambda: self.status(comment_id) == "published", why=lambda: self.told(comment_id)
        )
        return comment_id

    def publish(self, article: str, text: str, *, name: str) -> str:
        """A comment that a person publishes, should the machine not; returns its id."""
        comment_id = self.send(article, text, name=name)
        wait_until(lambda: self.status(comment_id) != "submitted")
        if self.status(comment_id) == "held":
            self.decide("publish", comment_id)
        return comment_id

    def send(self, article: str, text: str, *, name: str, parent: str | None = None) -> str:
        """A comment by a named reader; returns its id."""
        body = {"text": text, "author": {"subject": name, "name": name}}
        if parent:
            body["parent_id"] = parent
        answer = self.client.post(f"{self.site}/articles/{article}/comments", json=body)
        answer.raise_for_status()
        return str(answer.json()["id"])

    def decide(self, verb: str, comment_id: str) -> None:
        """Decide as a person."""
        revision = self.client.get(f"{self.stack.url}/api/v1/comments/{comment_id}").json()[
            "revision"
        ]
        body = {"verb": verb, "items": [{"id": comment_id, "revision": revision}]}
        answer = self.client.post(f"{self.stack.url}/api/v1/review/decisions", json=body)
        answer.raise_for_status()
        assert answer.json()["results"][0]["ok"], answer.text

    def told(self, comment_id: str) -> str:
        """Everything the service says of a comment."""
        return self.client.get(f"{self.stack.url}/api/v1/comments/{comment_id}").text

    def status(self, comment_id: str) -> str:
        return str(
            self.client.get(f"{self.stack.url}/api/v1/comments/{comment_id}").json()["status"]
        )


@pytest.fixture(scope="session")
def api(stack: Stack) -> Iterator[Api]:
    """By the demo's key."""
    with requests.Session() as client:
        client.headers["Authorization"] = f"Bearer {stack.api_key}"
        yield Api(stack, client)


def environment(stack: Stack) -> dict[str, str]:
    """What the stack's data folder says an operator's commands need."""
    lines = (stack.data / "env").read_text().splitlines()
    pairs = [line.removeprefix("export ").split("=", 1) for line in lines if "=" in line]
    return {name: value.strip("'\"") for name, value in pairs}


@pytest.fixture(scope="session")
def secret(stack: Stack) -> str:
    """The key with which the demo's publisher signs tokens."""
    made = subprocess.run(
        [str(PARLEY), "site", "sign", "demo", "--issuer", "https://news.example"],
        env={"PATH": "/usr/bin:/bin", **environment(stack)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr + made.stdout
    return made.stdout.strip().rsplit("secret ", 1)[-1]


def bring_in(stack: Stack, article: str, said: list[tuple[str, str | None]]) -> list[str]:
    """Import published comments, each (text, the text it answers or None); returns their ids."""
    file = stack.data.with_name(f"{article}.jsonl")
    began = datetime.now(UTC) - timedelta(milliseconds=len(said))
    lines = [
        {
            "id": f"{article} {text}", "article": article, "author": f"Reader {number}", "text": text,
            "parent": parent and f"{article} {parent}", "status": "published", "title": "A story",
            "url": f"{stack.url}/{article}",
            "created_at": (began + timedelta(milliseconds=number)).isoformat(),
        }
        for number, (text, parent) in enumerate(said)
    ]  # fmt: skip
    file.write_text("\n".join(map(json.dumps, lines)))
    done = subprocess.run(
        [str(PARLEY), "import", "jsonl", str(file), "--site", "demo"],
        env={"PATH": "/usr/bin:/bin", **environment(stack)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    with psycopg.connect(stack.database_url) as connection:
        connection.execute("SET LOCAL parley.site = '0'")
        rows = connection.execute(IMPORTED, [article]).fetchall()
    ids = {text: public_id(site, comment) for text, site, comment in rows}
    return [ids[text] for text, _ in said]


Opener = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Opener]:
    """Opens an address as a new reader; fails the test on an error in the page's console."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(url: str, *, allow: tuple[str, ...] = (), **options: object) -> Page:
        context = browser.new_context(
            **{"viewport": DESKTOP, "locale": "en-GB", "reduced_motion": "reduce", **options}  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)

        def heard(text: str) -> None:
            if not any(each in text for each in allow):
                errors.append(text)

        page.on("console", lambda message: heard(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: heard(str(error)))
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def reach(page: Page) -> Locator:
    """Scroll to the discussion and wait until it is there."""
    page.locator("parley-comments").scroll_into_view_if_needed()
    page.wait_for_selector("parley-comments .list, parley-comments .empty")
    return page.locator("parley-comments")


def discuss(open_page: Opener, stack: Stack, article: str, **options: object) -> Page:
    """A new reader at a discussion."""
    page = open_page(
        f"{stack.url}/demo/harbour-bridge", allow=("404", "401", "net::ERR_"), **options
    )
    show(page, article)
    return page


def show(page: Page, article: str) -> None:
    """Put the discussion of another article into the demo's page."""
    page.locator("parley-comments").wait_for(state="attached")
    page.evaluate("parley.unmount('#discussion')")
    page.evaluate(f"parley.mount('#discussion', {{article: '{article}'}})")
    reach(page)


def write(page: Page, text: str, *, name: str | None = "Ada") -> None:
    """Write a comment in the composer and send it."""
    page.locator("parley-comments .prompt").click()
    composer = page.locator("parley-comments .composer")
    composer.get_by_role("textbox").first.fill(text)
    if name:
        composer.get_by_label("Your name").fill(name)
    composer.get_by_role("button", name="Post comment").click()
