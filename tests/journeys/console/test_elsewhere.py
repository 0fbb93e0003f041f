"""What colleagues decide meanwhile is seen at once, and moves nothing under one's eyes."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.console.conftest import Desk, Opener
from tests.journeys.console.test_shift import CALM, waiting

pytestmark = pytest.mark.journey


def _places(page: Page) -> list[dict[str, float] | None]:
    return [dict(box) if (box := each.bounding_box()) else None  # type: ignore[arg-type]
            for each in page.locator(".list .row").all()]  # fmt: skip


def test_a_row_that_a_colleague_decides_turns_grey_where_it_is(
    open_queue: Opener, desk: Desk
) -> None:
    article = desk.article("meanwhile")
    first, second, third = (desk.held(article, text) for text in CALM[:3])
    page = open_queue(article)
    waiting(page, 3)
    expect(page.locator(".card .body")).to_have_text(CALM[0])
    before = _places(page)
    desk.decide("reject", second)
    row = page.locator(f'.row[data-id="{second}"]')
    expect(row.locator(".row-decided")).to_contain_text("Rejected")
    assert _places(page) == before
    expect(page.locator(".card .body")).to_have_text(CALM[0])
    expect(row.get_by_role("checkbox")).to_be_disabled()
    page.keyboard.press("f")  # the next one is the third: the second needs nobody any more
    desk.wait(first, "published")
    expect(page.locator(".card .body")).to_have_text(CALM[2])
    page.keyboard.press("f")
    desk.wait(third, "published")
    assert desk.status(second) == "rejected"


def test_what_one_reads_stays_and_is_shown_as_it_is_now_on_request(
    open_queue: Opener, desk: Desk
) -> None:
    article = desk.article("under-ones-eyes")
    comment_id = desk.held(article, CALM[0])
    page = open_queue(article)
    waiting(page, 1)
    desk.decide("reject", comment_id)
    card = page.locator(".card")
    expect(card.locator(".conflict")).to_contain_text("has decided this meanwhile: ⁨Rejected")
    expect(card.locator(".body")).to_have_text(CALM[0])
    expect(card.get_by_role("button", name="Reject")).to_have_count(0)
    card.get_by_role("button", name="Show it as it is now").click()
    card.get_by_role("button", name="Publish").click()
    desk.wait(comment_id, "published")


def test_what_a_colleague_takes_back_waits_again(open_queue: Opener, desk: Desk) -> None:
    article = desk.article("back-again")
    comment_id = desk.held(article, CALM[0])
    page = open_queue(article)
    waiting(page, 1)
    body = {"verb": "reject", "items": [{"id": comment_id}]}
    batch = desk.client.post(f"{desk.api}/review/decisions", json=body).json()["batch"]
    expect(page.locator(".is-elsewhere")).to_have_count(1)
    desk.client.post(f"{desk.api}/review/decisions/{batch}/undo").raise_for_status()
    expect(page.locator(".is-elsewhere")).to_have_count(0)
    page.keyboard.press("f")
    desk.wait(comment_id, "published")


def test_the_console_says_until_when_a_claim_is_ones_own(open_queue: Opener, desk: Desk) -> None:
    article = desk.article("lapsing")
    desk.held(article, CALM[0])
    page = open_queue(article)
    waiting(page, 1)
    page.keyboard.press("t")
    rail = page.locator(".claim")
    expect(rail).to_contain_text("Yours until")
    rail.get_by_role("button", name="Give the rest back").click()
    expect(rail).not_to_contain_text("Yours until")
