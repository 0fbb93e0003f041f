"""The console while the service does not answer: it says so, asks again, and blames nobody."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, StorageState, expect

from tests.journeys.conftest import Stack
from tests.journeys.console.conftest import DESKTOP
from tests.journeys.console.test_looks import barriers

pytestmark = pytest.mark.journey


@pytest.fixture
def page(browser: Browser, signed_in: StorageState) -> Iterator[Page]:
    context = browser.new_context(storage_state=signed_in, locale="en-GB", viewport=DESKTOP)  # type: ignore[arg-type]
    made = context.new_page()
    made.set_default_timeout(20_000)
    yield made
    context.close()


def refuse(route: Route) -> None:
    body = '{"code": "unavailable", "status": 503, "title": "The database does not answer"}'
    route.fulfill(status=503, content_type="application/problem+json", body=body)


def test_an_outage_is_no_sign_out(page: Page, stack: Stack) -> None:
    page.route("**/api/v1/**", refuse)
    page.goto(f"{stack.url}/console/log")
    again = page.get_by_role("alert").get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    expect(page.get_by_label("Password")).to_have_count(0)
    assert barriers(page) == []
    page.unroute("**/api/v1/**")
    again.click()
    expect(page.get_by_role("heading", name="Log")).to_be_visible()
    page.context.clear_cookies()
    page.reload()
    expect(page.get_by_label("Password")).to_be_visible()  # nobody is here: that is known


@pytest.mark.parametrize(
    ("room", "asked"),
    [
        ("log", "review/log?*"),
        ("statistics", "sites/demo/statistics*"),
        ("policy", "sites/demo/policy"),
        ("notices", "review/notices?*"),
        ("health", "review/health?*"),
        ("settings", "sites/demo/staff"),
    ],
)
def test_a_room_without_an_answer_says_so_and_asks_again(
    page: Page, stack: Stack, room: str, asked: str
) -> None:
    page.route(f"**/api/v1/{asked}", lambda route: route.abort())
    page.goto(f"{stack.url}/console/{room}")
    alert = page.get_by_role("alert").filter(has_text="No answer")
    expect(alert).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert barriers(page) == []
    page.unroute(f"**/api/v1/{asked}")
    alert.get_by_role("button", name="Try again").click()
    expect(alert).to_have_count(0)
