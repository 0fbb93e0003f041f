"""Hostile words in every field, seen in a real browser: nothing runs, nothing is even tried."""

from typing import Any

import pytest
import requests
from playwright.sync_api import Page

from tests.journeys.conftest import Stack
from tests.journeys.console.conftest import sign_in

pytestmark = pytest.mark.journey

PAYLOADS = [
    "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "<svg/onload=window.hit=1>",
    "[click](javascript:window.hit=1)",
    "![x](x'onerror='window.hit=1)",
    "<a href='data:text/html,<script>window.hit=1</script>'>x</a>",
    "</title><script>window.hit=1</script>",
    "{{constructor.constructor('window.hit=1')()}}",
    "\"'><iframe srcdoc='<script>parent.hit=1</script>'>",
]
# Reports go to the page itself: none may come.
WATCH = """
window.reports = [];
document.addEventListener('securitypolicyviolation', (e) =>
  window.reports.push(`${e.effectiveDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`));
"""


def api(stack: Stack, method: str, path: str, token: str = "", **body: Any) -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = requests.request(method, f"{stack.url}/api/v1{path}", json=body, headers=headers)
    assert answer.ok, answer.text
    return answer.json() if answer.content else None


@pytest.fixture(scope="module")
def article(stack: Stack) -> str:
    """An article whose title, section, names and texts all try to run a script."""
    key = "hostile"
    api(stack, "PUT", f"/sites/demo/articles/{key}", stack.api_key,
        url=f"{stack.url}/hostile", title=PAYLOADS[6], section=PAYLOADS[1])  # fmt: skip
    for payload in PAYLOADS:
        name = payload[:64].replace("\n", " ")
        made = api(stack, "POST", "/sites/demo/sessions", guest={"name": name})
        posted = api(stack, "POST", f"/sites/demo/articles/{key}/comments", made["token"],
                     text=f"A remark. {payload}")  # fmt: skip
        decide = {"verb": "publish", "items": [{"id": posted["id"], "revision": 1}]}
        api(stack, "POST", "/review/decisions", stack.api_key, **decide)
    return key


@pytest.fixture(scope="module")
def words_of_staff(stack: Stack, article: str) -> str:
    """Every other field that people fill in, filled in with scripts; a comment that has them all."""
    site, key = "/sites/demo", stack.api_key
    made = api(stack, "POST", f"{site}/sessions", guest={"name": PAYLOADS[1]})
    held = api(stack, "POST", f"{site}/articles/{article}/comments", made["token"],
               text=f"Another remark. {PAYLOADS[0]}")  # fmt: skip
    shown = requests.get(f"{stack.url}/api/v1{site}/articles/{article}/comments").json()["items"]
    for comment, detail in zip(shown, PAYLOADS, strict=False):
        api(stack, "POST", f"/comments/{comment['id']}/flags", made["token"],
            reason="other", detail=detail)  # fmt: skip
        api(stack, "POST", f"{site}/notices", comment_id=comment["id"], category=detail,
            explanation=detail, name=detail, good_faith=True)  # fmt: skip
    path = f"/review/comments/{held['id']}"
    one = [{"id": held["id"]}]
    api(stack, "POST", "/review/decisions", key, verb="reject", items=one, reason="abuse",
        note=PAYLOADS[1])  # fmt: skip
    api(stack, "POST", f"/comments/{held['id']}/appeals", made["token"], text=PAYLOADS[2])
    api(stack, "POST", f"{path}/escalate", key, note=PAYLOADS[8])
    api(stack, "POST", f"/review/authors/{made['reader']['id']}/notes", key, text=PAYLOADS[0])
    api(stack, "POST", f"/review/authors/{made['reader']['id']}/actions", key, action="warn",
        note=PAYLOADS[1])  # fmt: skip
    with requests.Session() as admin:
        root = f"{stack.url}/api/v1"
        seat = admin.post(f"{root}/sessions", json=stack.told["moderator"])
        admin.headers["X-CSRF-Token"] = seat.json()["csrf_token"]
        version = admin.get(f"{root}{site}/policy").json()
        for method, where, body in (
            ("POST", "/review/saved?site=demo", {"name": PAYLOADS[1], "filters": {}}),
            ("POST", f"{site}/keys", {"name": PAYLOADS[1], "scopes": ["read"]}),
            ("POST", f"{site}/webhooks", {"url": f"https://news.example/?{PAYLOADS[1]}"}),
            ("PUT", f"{site}/policy", {"body": version["body"], "overlays": version["overlays"],
                                       "note": PAYLOADS[0]}),
        ):  # fmt: skip
            answer = admin.request(method, root + where, json=body)
            assert answer.ok, answer.text
    return str(held["id"])


def calm(page: Page) -> None:
    """Nothing ran, and nothing had to be stopped."""
    assert page.evaluate("window.hit") is None
    assert page.evaluate("window.reports") == []


def test_the_demo_and_the_console_keep_their_own_rules(stack: Stack, page: Page) -> None:
    page.add_init_script(WATCH)
    for path in ("/demo/harbour-bridge", "/demo/night-library", "/console/"):
        page.goto(stack.url + path)
        page.wait_for_load_state("networkidle")
        calm(page)


def test_the_plain_thread_runs_nothing(stack: Stack, page: Page, article: str) -> None:
    page.add_init_script(WATCH)
    page.goto(f"{stack.url}/api/v1/sites/demo/articles/{article}/comments.html")
    assert page.locator("article, li").count() > 0
    calm(page)


def test_the_embed_runs_nothing(stack: Stack, page: Page, article: str) -> None:
    page.add_init_script(WATCH)
    answer = requests.get(f"{stack.url}/demo/harbour-bridge", timeout=10)
    served = answer.text.replace('data-article="harbour-bridge"', f'data-article="{article}"')
    policy = {"Content-Security-Policy": answer.headers["Content-Security-Policy"]}
    page.route("**/demo/harbour-bridge", lambda route: route.fulfill(
        body=served, content_type="text/html", headers=policy))  # fmt: skip
    page.goto(f"{stack.url}/demo/harbour-bridge")
    page.locator("#discussion").scroll_into_view_if_needed()
    page.get_by_text("A remark.").first.wait_for()
    calm(page)


def test_no_view_of_the_console_runs_anything(
    stack: Stack, page: Page, article: str, words_of_staff: str
) -> None:
    page.add_init_script(WATCH)
    page.set_viewport_size({"width": 1440, "height": 900})
    sign_in(page, stack)
    for queue in ("reported", "appeals", "escalated"):
        page.goto(f"{stack.url}/console/queue/{queue}?article={article}")
        page.locator(".card .body").wait_for()
        calm(page)
    for key in ("c", "b"):  # the conversation, and the author's record
        page.keyboard.press(key)
        page.get_by_role("dialog").wait_for()
        page.wait_for_load_state("networkidle")
        calm(page)
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="detached")
    rooms = ("log", "statistics", "policy", "notices", "health", "settings", "account", "sites")
    for room in rooms:
        page.goto(f"{stack.url}/console/{room}")
        page.get_by_role("heading", level=1).first.wait_for()
        page.wait_for_load_state("networkidle")
        calm(page)
    notified = page.request.get(f"{stack.url}/api/v1/sites/demo/articles/{article}/comments").json()
    page.goto(f"{stack.url}/notice?comment={notified['items'][0]['id']}")
    calm(page)


def test_a_guest_is_the_same_guest_after_the_bearer_is_gone(stack: Stack, page: Page) -> None:
    page.goto(f"{stack.url.replace('127.0.0.1', 'localhost')}/demo/harbour-bridge")
    told = page.evaluate(
        """async () => {
            const post = async (path, body, more = {}) => {
                const answer = await fetch('/api/v1' + path, {method: 'POST',
                    headers: {'Content-Type': 'application/json', 'X-Parley-Refresh': '1',
                              ...more}, body: JSON.stringify(body)});
                return [answer.status, await answer.json()];
            };
            const [, made] = await post('/sites/demo/sessions', {guest: {name: 'Ann'}});
            await post('/sessions/refresh', {site: 'demo'}, {Authorization: 'Bearer ' + made.token});
            const [status, again] = await post('/sessions/refresh', {site: 'demo'});
            return [status, made.reader.id, again.reader?.id];
        }"""
    )
    assert told[0] == 200
    assert told[1] == told[2]
