"""Several comments decided at once, by keyboard: what was done is told, and can be taken back."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.console.conftest import Desk, Opener
from tests.journeys.console.test_shift import CALM, waiting

pytestmark = pytest.mark.journey

WAVE = (
    "Everybody in this town knows that the mayor sold the old bridge to his cousin for a bag of "
    "money, you are all stupid idiots and pathetic clowns, shut up and look"
)


def test_several_are_selected_and_decided_at_once(open_queue: Opener, desk: Desk) -> None:
    article = desk.article("several")
    ids = [desk.held(article, text) for text in CALM[:3]]
    page = open_queue(article)
    waiting(page, 3)
    page.keyboard.press("J")
    page.keyboard.press("J")
    expect(page.get_by_role("toolbar")).to_contain_text("3 selected")
    page.keyboard.press("f")
    for comment_id in ids:
        desk.wait(comment_id, "published")
    page.keyboard.press("z")
    for comment_id in ids:
        desk.wait(comment_id, "held")
    waiting(page, 3)


def test_of_several_the_one_that_a_colleague_decided_is_told_and_the_rest_is_taken_back(
    open_queue: Opener, desk: Desk
) -> None:
    article = desk.article("partly")
    first, second, third = (desk.held(article, text) for text in CALM[:3])
    page = open_queue(article)
    waiting(page, 3)
    page.keyboard.press("a")
    desk.decide("reject", second)
    page.keyboard.press("f")
    told = page.locator(".toast")
    expect(told.filter(has_text="1 could not be decided")).to_contain_text("decided meanwhile")
    expect(told.filter(has_text="2 published").get_by_role("button", name="Undo")).to_be_visible()
    assert [desk.status(each) for each in (first, second, third)] == [
        "published", "rejected", "published",
    ]  # fmt: skip
    page.keyboard.press("z")
    expect(told.filter(has_text="2 taken back")).to_be_visible()
    desk.wait(first, "held")
    assert desk.status(second) == "rejected"


def test_after_a_lost_race_undo_means_what_was_done_before_it(
    open_queue: Opener, desk: Desk
) -> None:
    article = desk.article("lost-race")
    first, second = (desk.held(article, text) for text in CALM[:2])
    page = open_queue(article)
    waiting(page, 2)
    page.keyboard.press("f")
    desk.wait(first, "published")
    desk.decide("reject", second)
    page.keyboard.press("f")
    expect(page.locator(".row .sign-conflict")).to_contain_text("decided this meanwhile")
    page.keyboard.press("z")
    desk.wait(first, "held")
    assert desk.status(second) == "rejected"


def test_a_filtered_list_promises_nothing_new(open_queue: Opener, desk: Desk) -> None:
    desk.held(desk.article("elsewhere"), CALM[1])
    article = desk.article("filtered")
    desk.held(article, CALM[0])
    page = open_queue(article)
    waiting(page, 1)
    counted = page.get_by_role("link", name=re.compile(r"Held\s*[2-9]|Held\s*\d\d"))
    expect(counted).to_be_visible()  # more than is shown
    expect(page.get_by_role("button", name="Show what is new")).to_have_count(0)


def test_a_wave_of_copies_is_one_decision_and_one_undo(open_queue: Opener, desk: Desk) -> None:
    article = desk.article("wave")
    ids = [
        desk.held(article, WAVE + end, name=f"Truth {number}")
        for number, end in enumerate(("", "!", "!!", "?"))
    ]
    page = open_queue(article)
    waiting(page, 4)
    expect(page.locator(".card")).to_contain_text("3 near copies")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.keyboard.press("d")
    for comment_id in ids:
        desk.wait(comment_id, "rejected")
    waiting(page, 0)  # those of the group that one did not look at are done as well
    page.keyboard.press("z")
    for comment_id in ids:
        desk.wait(comment_id, "held")
