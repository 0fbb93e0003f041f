"""Replies that were begun are found again, also when what they answer is gone or far away."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stack
from tests.journeys.embed.conftest import Api, Opener, bring_in, discuss
from tests.journeys.embed.test_own import LATER, come_back
from tests.journeys.embed.test_writing import shown

pytestmark = pytest.mark.journey

TEXT = "Long and careful words."


def begin_a_reply(page: Page, to: str) -> None:
    """Write an answer without sending it."""
    page.get_by_role("button", name=f"Reply to {to}").click()
    page.locator("parley-comments textarea").fill(TEXT)
    expect(page.get_by_text("Draft kept on this device")).to_be_visible()


def go_on(page: Page) -> None:
    """Take up what was begun."""
    prompt = page.locator("parley-comments .prompt")
    expect(prompt).to_have_text("Continue your draft…")
    prompt.click()
    composer = page.locator("parley-comments .composer")
    expect(composer).to_contain_text(TEXT)
    composer.get_by_role("button", name="Continue your draft…").click()


@pytest.mark.parametrize("is_answered", [True, False])
def test_a_reply_begun_below_what_is_gone_is_found_where_one_writes_anew(
    open_page: Opener, stack: Stack, api: Api, is_answered: bool
) -> None:
    article = api.article(f"draft-below-gone-{is_answered}")
    gone = api.post(article, "What will be gone.", name="Bo")
    if is_answered:
        api.post(article, "What keeps its place.", name="Cy", parent=gone)
    page = discuss(open_page, stack, article)
    begin_a_reply(page, "\u2068Bo")
    page.goto("about:blank")
    api.decide("reject", gone)
    come_back(page, stack, article)
    expect(page.get_by_text("This comment is gone.")).to_have_count(int(is_answered))
    go_on(page)
    field = page.locator("parley-comments textarea")
    expect(field).to_have_value(TEXT)
    expect(field).to_be_focused()
    page.reload()  # kept from the first moment on
    come_back(page, stack, article)
    page.locator("parley-comments .prompt").click()
    expect(field).to_have_value(TEXT)
    page.get_by_label("Your name").fill("Ada")
    page.get_by_role("button", name="Post comment").click()
    expect(shown(page, TEXT).locator(".standing.published")).to_be_visible()
    expect(page.locator("parley-comments .prompt")).to_have_text("Write a comment…")


def test_a_reply_begun_below_what_is_far_away_is_gone_on_with_there(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("draft-far-away")
    far = api.post(article, "What will be far away.", name="Bo")
    page = discuss(open_page, stack, article)
    begin_a_reply(page, "\u2068Bo")
    bring_in(stack, article, LATER)
    come_back(page, stack, article)
    expect(shown(page, "far away")).to_have_count(0)
    go_on(page)
    field = page.locator(f"#parley-{far} textarea")
    expect(field).to_have_value(TEXT)
    expect(field).to_be_focused()
    expect(page.locator("parley-comments textarea")).to_have_count(1)
