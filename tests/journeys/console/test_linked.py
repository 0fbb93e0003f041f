"""From a comment that somebody reads below an article to that comment on the desk."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Stack
from tests.journeys.console.conftest import PHONE, Desk, Opener
from tests.journeys.console.test_looks import barriers

pytestmark = pytest.mark.journey

TEXT = "هل صحيح أن المتحف سيبقى مفتوحا طوال الليل هذا الشهر"


@pytest.mark.parametrize("viewport", [None, PHONE])
def test_a_comments_link_opens_it_on_the_desk(
    open_queue: Opener, desk: Desk, stack: Stack, viewport: dict[str, int] | None
) -> None:
    comment_id = desk.held(desk.article("linked"), TEXT)
    desk.decide("publish", comment_id)  # it waits in no queue
    page = open_queue("linked", **({"viewport": viewport} if viewport else {}))
    search = page.get_by_role("searchbox")
    search.fill(f"{stack.url}/linked#parley-{comment_id}")
    search.press("Enter")
    card = page.locator(".card")
    expect(card.locator(".body")).to_have_text(TEXT)
    expect(page).to_have_url(re.compile(f"queue/all.*comment={comment_id}"))
    assert barriers(page) == []
    page.reload()  # the address is a link to it
    expect(card.locator(".body")).to_have_text(TEXT)
    card.get_by_role("button", name="Hold").click()
    desk.wait(comment_id, "held")


def test_a_link_to_nothing_says_so(open_queue: Opener, desk: Desk, stack: Stack) -> None:
    page = open_queue(desk.article("linked"))
    page.goto(f"{stack.url}/console/queue/all?comment={'a' * 20}")
    expect(page.get_by_role("alert")).to_contain_text("no longer there")


def test_a_line_of_the_log_leads_to_its_comment(
    open_queue: Opener, desk: Desk, stack: Stack
) -> None:
    desk.decide("publish", desk.held(desk.article("logged-line"), TEXT))
    page = open_queue("logged-line")
    page.goto(f"{stack.url}/console/log?article=logged-line")
    page.get_by_role("row").filter(has_text=TEXT).first.get_by_role("link").click()
    expect(page.locator(".card .body")).to_have_text(TEXT)
