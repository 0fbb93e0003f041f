"""Articles are chosen by their titles wherever a key is asked for; a wrong key is told."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stack
from tests.journeys.console.conftest import Desk, Opener
from tests.journeys.console.test_looks import TEXT, barriers

pytestmark = pytest.mark.journey


@pytest.fixture
def key(desk: Desk) -> str:
    return desk.article(f"pick-{uuid4().hex[:8]}")


def pick(page: Page, label: str, key: str) -> None:
    """Type words of the title, take what is offered."""
    field = page.get_by_role("combobox", name=label, exact=True)
    field.press_sequentially(f"story {key}")
    expect(page.get_by_role("option", name=f"The story of {key}")).to_be_visible()
    assert barriers(page) == []
    field.press("ArrowDown")
    field.press("Enter")


def test_the_log_and_the_figures_are_narrowed_by_a_title(
    open_queue: Opener, stack: Stack, desk: Desk, key: str
) -> None:
    desk.decide("reject", desk.held(key, TEXT))
    page = open_queue("none")
    page.goto(f"{stack.url}/console/log")
    pick(page, "Article", key)
    expect(page).to_have_url(re.compile(f"article={key}"))
    expect(page.get_by_text(f"The story of {key}").first).to_be_visible()
    page.goto(f"{stack.url}/console/statistics")
    pick(page, "Article key", key)
    expect(page).to_have_url(re.compile(f"article={key}"))


def test_a_watch_list_is_made_of_titles(open_queue: Opener, desk: Desk, key: str) -> None:
    desk.held(key, TEXT)
    page = open_queue(key)
    expect(page.locator(".row[data-id]")).to_have_count(1)
    page.keyboard.press("l")
    dialog = page.get_by_role("dialog")
    other = desk.article(f"other-{uuid4().hex[:8]}")
    pick(page, "Add an article by its title", other)
    expect(dialog.locator("textarea")).to_have_value(f"{key}\n{other}")
    dialog.get_by_role("button", name="Show these", exact=True).click()
    expect(page).to_have_url(re.compile(f"{key}%2F{other}"))


def test_a_policy_for_a_key_that_no_article_has_is_warned_of(
    open_queue: Opener, stack: Stack, key: str
) -> None:
    page = open_queue("none")
    page.goto(f"{stack.url}/console/policy")
    page.get_by_role("button", name="Add a place").click()
    page.get_by_label("Kind of place", exact=True).select_option("article")
    pick(page, "Name", key)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_label("These lines hold")).to_have_value("0")
    expect(page.get_by_text("No article has the key")).to_have_count(0)
    page.get_by_role("button", name="Add a place").click()
    page.get_by_label("Kind of place", exact=True).select_option("article")
    page.get_by_role("combobox", name="Name", exact=True).fill(f"{key}-mistyped")
    page.get_by_role("button", name="Add", exact=True).click()
    warning = page.get_by_role("alert")
    expect(warning).to_contain_text("No article has the key")
    expect(warning).to_contain_text(f"{key}-mistyped")
