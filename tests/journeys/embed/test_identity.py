"""Who one is: another name takes the place of the one before only once something was posted."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stack
from tests.journeys.embed.conftest import Api, Opener, discuss, show, write
from tests.journeys.embed.test_writing import RUDE, insist, shown

pytestmark = pytest.mark.journey


def ask_for_another(page: Page) -> None:
    """Open the composer and say that one is not whom it names."""
    page.locator("parley-comments .prompt").click()
    expect(page.locator("parley-comments .identity")).to_contain_text("Ada")
    page.get_by_role("button", name="Not you?").click()
    field = page.get_by_label("Your name")
    expect(field).to_be_focused()
    expect(field).to_have_value("")


def write_two(page: Page) -> None:
    """Of Ada's, one comment that everybody sees and one that waits for a moderator."""
    write(page, RUDE)
    insist(page)
    expect(shown(page, "worthless").locator(".standing.held")).to_be_visible()
    write(page, "A calm remark of Ada's.", name=None)
    expect(shown(page, "A calm remark").locator(".standing.published")).to_be_visible()


def test_cancel_brings_back_everything_of_who_one_was(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("not-you-after-all")
    page = discuss(open_page, stack, article)
    write_two(page)
    ask_for_another(page)
    expect(page.locator("parley-comments .bell")).to_be_visible()
    page.get_by_label("Your name").fill("Nobody")
    page.get_by_role("button", name="Cancel").click()
    mine = shown(page, "A calm remark")
    mine.get_by_role("button", name="Edit").click()
    page.locator("parley-comments .composer textarea").fill("A calmer remark of Ada's.")
    page.get_by_role("button", name="Save").click()
    expect(shown(page, "A calmer remark")).to_be_visible()
    page.reload()
    show(page, article)
    expect(shown(page, "worthless").locator(".standing.held")).to_be_visible()
    ask_for_another(page)
    page.get_by_role("button", name="Go on as").click()
    expect(page.locator("parley-comments .identity")).to_contain_text("Ada")


def test_whoever_has_posted_under_another_name_is_another(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("not-you-indeed")
    page = discuss(open_page, stack, article)
    write_two(page)
    ask_for_another(page)
    page.locator("parley-comments textarea").fill("A remark of somebody else's.")
    page.get_by_label("Your name").fill("Zoe")
    # what cannot be sent changes nobody
    page.route("**/articles/*/comments", lambda route: route.abort())
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("parley-comments .composer .error").last).to_contain_text("No connection")
    expect(shown(page, "worthless")).to_be_visible()
    page.unroute("**/articles/*/comments")
    page.get_by_role("button", name="Post comment").click()
    theirs = shown(page, "somebody else")
    expect(theirs.locator(".standing.published")).to_be_visible()
    expect(theirs.locator(".name")).to_have_text("Zoe")
    # what was Ada's is not Zoe's to see or to change
    expect(shown(page, "worthless")).to_have_count(0)
    expect(shown(page, "A calm remark").get_by_role("button", name="Edit")).to_have_count(0)
    expect(page.locator("parley-comments .bell")).to_be_visible()
    page.reload()
    show(page, article)
    expect(theirs.get_by_text("You", exact=True)).to_be_visible()
    expect(shown(page, "A calm remark").get_by_text("You", exact=True)).to_have_count(0)
    page.locator("parley-comments .prompt").click()
    expect(page.locator("parley-comments .identity")).to_contain_text("Zoe")


def test_a_ban_is_not_lifted_by_another_name(open_page: Opener, stack: Stack, api: Api) -> None:
    article = api.article("banned-here")
    page = open_page(f"{stack.url}/demo/harbour-bridge", allow=("404", "401", "403"))
    show(page, article)
    write(page, "The last remark of Ada's.")
    expect(shown(page, "The last remark").locator(".standing.published")).to_be_visible()
    mine = page.locator("parley-comments .list > li").first.get_attribute("id") or ""
    told = api.client.get(f"{stack.url}/api/v1/comments/{mine.removeprefix('parley-')}").json()
    acts = f"{stack.url}/api/v1/review/authors/{told['author']['id']}/actions"
    api.client.post(acts, json={"action": "ban", "reason": "other"}).raise_for_status()
    ask_for_another(page)
    page.locator("parley-comments textarea").fill("A remark under a new name.")
    page.get_by_label("Your name").fill("Zoe")
    page.get_by_role("button", name="Post comment").click()
    error = page.locator("parley-comments .composer .error").last
    expect(error).to_have_text("You can no longer write here.")
    # nor by what a reload forgets
    page.reload()
    show(page, article)
    ask_for_another(page)
    page.get_by_label("Your name").fill("Yan")
    page.get_by_role("button", name="Post comment").click()
    expect(error).to_have_text("You can no longer write here.")
