"""The log says what stands: what was taken back, and what an appeal's answer was."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Stack
from tests.journeys.console.conftest import Desk, Opener
from tests.journeys.console.test_shift import CALM, waiting

pytestmark = pytest.mark.journey


def _lines(page: Page, stack: Stack, article: str) -> Locator:
    """What was decided below the article, the newest first, without the table's head."""
    page.goto(f"{stack.url}/console/log?article={article}&kind=moderator")
    lines = page.locator("tbody").get_by_role("row")
    expect(lines.first).to_be_visible()
    return lines


def test_what_was_taken_back_is_struck_out_and_not_taken_back_again(
    open_queue: Opener, stack: Stack, desk: Desk
) -> None:
    article = desk.article("undone")
    comment_id = desk.held(article, CALM[0])
    page = open_queue(article)
    waiting(page, 1)
    page.keyboard.press("d")  # with `D` it would depend on whether a reason is suggested
    page.keyboard.press("1")
    desk.wait(comment_id, "rejected")
    lines = _lines(page, stack, article)
    expect(lines).to_have_count(1)
    lines.get_by_role("button", name="Undo").click()
    expect(lines).to_have_count(2)
    desk.wait(comment_id, "held")
    expect(lines.nth(0)).to_contain_text("an undo")
    expect(lines.nth(1)).to_contain_text("taken back later")
    expect(lines.nth(1).locator(".stamp")).to_have_css("text-decoration-line", "line-through")
    expect(lines.get_by_role("button", name="Undo")).to_have_count(0)


def test_a_denied_appeal_is_no_second_rejection(
    open_queue: Opener, stack: Stack, desk: Desk
) -> None:
    article = desk.article("denied")
    comment_id, token = desk.held_of_guest(article, CALM[1])
    desk.decide("reject", comment_id)
    desk.appeal(comment_id, token, "Please look again")
    page = open_queue(article, "appeals")
    waiting(page, 1)
    actions = page.locator(".card .actions")
    expect(actions.get_by_role("button", name="Restore the comment")).to_be_visible()
    actions.get_by_role("button", name="Keep it rejected").click()
    expect(page.locator(".toast")).to_contain_text("It stays rejected")
    expect(page.locator(".slim")).to_have_attribute("data-state", "sent")
    line = _lines(page, stack, article).first
    expect(line.locator(".stamp")).to_have_text("Appeal denied")
    expect(line.locator(".fate-rejected")).to_have_count(0)
    assert desk.status(comment_id) == "rejected"
