"""The articles of a site in a real browser: found, closed, opened, read first, slowed down."""

from uuid import uuid4

import pytest
import requests
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Stack
from tests.journeys.console.conftest import PHONE, Desk, Opener
from tests.journeys.console.test_looks import TEXT, barriers

pytestmark = pytest.mark.journey


@pytest.fixture
def key(desk: Desk) -> str:
    """An article with a comment that waits."""
    key = desk.article(f"list-{uuid4().hex[:8]}")
    desk.held(key, TEXT)
    return key


def room(open_queue: Opener, stack: Stack, query: str = "", **options: object) -> Page:
    page = open_queue("none", **options)
    page.goto(f"{stack.url}/console/articles{query}")
    return page


def line(page: Page, key: str) -> Locator:
    return page.get_by_role("row").filter(has_text=f"The story of {key}")


def state(desk: Desk, key: str) -> dict[str, object]:
    return dict(requests.get(f"{desk.api}/sites/demo/articles/{key}", timeout=20).json())


def test_an_article_is_found_closed_and_opened_again(
    open_queue: Opener, stack: Stack, desk: Desk, key: str
) -> None:
    page = room(open_queue, stack)
    expect(page.get_by_role("row").nth(2)).to_be_visible()
    page.get_by_label("Title or address").fill(f"{stack.url}/{key}?utm_source=mail")
    expect(page.get_by_role("row")).to_have_count(2)  # the headings, and this one
    it = line(page, key)
    expect(it.get_by_role("cell").nth(1)).to_have_text("Waiting: 1")
    expect(it.get_by_role("button", name="Open again")).to_have_count(0)
    assert barriers(page) == []

    it.get_by_role("button", name="Close").click()
    expect(it).to_contain_text("closed")
    assert state(desk, key)["state"] == "closed"
    # What makes no sense below a closed discussion is not offered.
    expect(it.get_by_role("button")).to_have_text(["Open again"])
    page.get_by_label("Discussions").select_option("closed")
    page.reload()  # the link is the list
    expect(page.get_by_label("Title or address")).to_have_value(
        f"{stack.url}/{key}?utm_source=mail"
    )
    it.get_by_role("button", name="Open again").click()
    expect(it.get_by_role("button", name="Close")).to_be_visible()
    assert state(desk, key)["state"] == "open"

    page.get_by_label("Title or address").fill("nothing of the kind")
    expect(page.get_by_text("No article fits.")).to_be_visible()


def test_a_discussion_is_read_first_and_slow_for_a_while(
    open_queue: Opener, stack: Stack, desk: Desk, key: str
) -> None:
    page = room(open_queue, stack, f"?q={key}")
    it = line(page, key)
    it.get_by_role("button", name="Read first").click()
    dialog = page.get_by_role("dialog", name="Read the comments first")
    assert barriers(page) == []
    dialog.get_by_role("button", name="4 hours").click()
    expect(it).to_contain_text("read first until")
    it.get_by_role("button", name="Slow mode").click()
    page.get_by_role("dialog", name="Slow mode").get_by_role("button", name="1 hour").click()
    expect(it).to_contain_text("slow mode until")
    told = state(desk, key)
    assert (told["premoderated"], told["slow_mode_seconds"]) == (True, 60)
    it.get_by_role("button", name="End reading first").click()
    it.get_by_role("button", name="End slow mode").click()
    expect(it).not_to_contain_text("until")
    told = state(desk, key)
    assert (told["premoderated"], told["slow_mode_seconds"]) == (False, 0)


def test_its_comments_and_its_figures_are_one_click_away(
    open_queue: Opener, stack: Stack, key: str
) -> None:
    page = room(open_queue, stack, f"?q={key}")
    line(page, key).get_by_role("link", name="Waiting: 1").click()
    expect(page.locator(".row[data-id]")).to_have_count(1)
    page.go_back()
    line(page, key).get_by_role("link", name="Statistics").click()
    expect(page.locator(".tile").first).to_be_visible()
    assert f"article={key}" in page.url
    page.go_back()
    link = line(page, key).get_by_role("link", name=f"The story of {key}")
    assert link.get_attribute("href") == f"{stack.url}/{key}"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_on_a_phone_nothing_is_cut_off(
    open_queue: Opener, stack: Stack, key: str, language: str
) -> None:
    page = room(open_queue, stack, viewport=PHONE, locale=language, color_scheme="dark")
    line(page, key).wait_for()
    table = page.locator(".articles .table")
    assert table.evaluate("it => it.scrollWidth - it.clientWidth") == 0
    assert barriers(page) == []
