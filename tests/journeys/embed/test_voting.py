"""Votes: one tap, also of a stranger, and never a silent refusal."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Stack
from tests.journeys.embed.conftest import Api, Opener, discuss
from tests.waiting import wait_until

pytestmark = pytest.mark.journey


def ups(api: Api, comment: str) -> int:
    """How many find it helpful."""
    answer = api.client.get(f"{api.stack.url}/api/v1/comments/{comment}")
    return int(answer.json()["votes"]["up"])


def test_a_strangers_vote_counts_once_they_have_said_who_they_are(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("voted-by-a-stranger")
    comment = api.post(article, "The benches face the wrong way.")
    page = discuss(open_page, stack, article)
    up = page.locator(f"#parley-{comment} .vote").first
    up.click()
    expect(page.get_by_text("Others do not see who votes or reports.")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert").filter(has_text="Please say")).to_be_visible()
    page.get_by_label("Your name").fill("Ada")
    page.get_by_role("button", name="Continue").click()
    expect(up).to_have_attribute("aria-pressed", "true")
    expect(up).to_be_focused()
    wait_until(lambda: ups(api, comment) == 1)


def test_a_strangers_vote_does_not_wait_for_what_they_are_told(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("voted-on-a-slow-network")
    comment = api.post(article, "The lamps are lit at noon.")
    page = discuss(open_page, stack, article)
    waiting: list[object] = []
    page.route("**/mine/notices*", lambda route: waiting.append(route))
    page.locator(f"#parley-{comment} .vote").first.click()
    page.get_by_label("Your name").fill("Ada")
    page.get_by_role("button", name="Continue").click()
    wait_until(lambda: ups(api, comment) == 1)


def test_a_vote_that_is_not_counted_says_so(open_page: Opener, stack: Stack, api: Api) -> None:
    article = api.article("voted-in-a-tunnel")
    comment = api.post(article, "The tunnel is long.")
    page = discuss(open_page, stack, article)
    up = page.locator(f"#parley-{comment} .vote").first
    up.click()
    page.get_by_label("Your name").fill("Ada")
    page.get_by_role("button", name="Continue").click()
    expect(up).to_have_attribute("aria-pressed", "true")
    wait_until(lambda: ups(api, comment) == 1)
    page.context.set_offline(True)
    up.click()
    told = page.locator(f"#parley-{comment}").get_by_role("alert")
    expect(told).to_have_text("Your vote was not counted. Please try again.")
    expect(up).to_have_attribute("aria-pressed", "true")
    page.context.set_offline(False)
    up.click()
    expect(up).to_have_attribute("aria-pressed", "false")
    expect(told).to_have_count(0)
    wait_until(lambda: ups(api, comment) == 0)
