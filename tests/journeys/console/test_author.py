"""The author's dialog: what they wrote, wherever and whatever became of it."""

import pytest
from playwright.sync_api import expect

from tests.journeys.console.conftest import Desk, Opener
from tests.journeys.console.test_shift import CALM, open_rows, waiting

pytestmark = pytest.mark.journey


def test_the_author_is_seen_with_all_that_they_wrote(open_queue: Opener, desk: Desk) -> None:
    here, there = desk.article("author-here"), desk.article("author-there")
    shown, away, waits = (
        desk.held(article, text, name="Odile")
        for article, text in zip((there, there, here), CALM[:3], strict=True)
    )
    desk.decide("publish", shown)
    desk.decide("reject", away)
    page = open_queue(here)
    waiting(page, 1)
    page.keyboard.press("b")
    dialog = page.get_by_role("dialog", name="Odile")
    record = dialog.locator(".record")
    expect(record).to_contain_text("1 published, 1 rejected")
    expect(record).to_contain_text("Of the last 3, 1 rejected")
    expect(record.locator(".mark-rejected")).to_have_count(1)
    theirs = dialog.get_by_role("list", name="All comments of this author").get_by_role("listitem")
    expect(theirs.locator(".stamp")).to_have_text(["Held", "Rejected", "Published"])
    expect(theirs.nth(2)).to_contain_text(CALM[0])
    dialog.get_by_role("button", name="All comments of this author").click()
    waiting(page, 3)
    found = [each.get_attribute("data-id") for each in open_rows(page).all()]
    assert found == [waits, away, shown]
    page.keyboard.press("b")
    theirs.nth(1).get_by_role("button", name="Open").click()
    expect(page.locator(".card .body")).to_have_text(CALM[1])
    waiting(page, 1)
