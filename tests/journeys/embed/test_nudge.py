"""A kind second thought before posting."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Stack
from tests.journeys.embed.conftest import Api, Opener, discuss, write
from tests.journeys.embed.test_writing import be_patient, insist, shown

pytestmark = pytest.mark.journey

RUDE = "You are a worthless idiot and everybody here hates you, you disgusting pig."


def test_a_hurtful_text_is_asked_about_and_posted_anyway(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    page = discuss(open_page, stack, api.article("nudged"))
    be_patient(page)
    page.evaluate("Math.random = () => 0.99")  # not of those who see none
    page.evaluate(
        "window.told = []; addEventListener('parley:nudged', (event) => told.push(event.detail.isShown))"
    )
    write(page, RUDE)
    nudge = page.locator("parley-comments .nudge")
    expect(nudge).to_contain_text("Would you like to change it?")
    assert page.evaluate("told") == [True]
    nudge.get_by_role("button", name="Change it").click()
    expect(page.locator("parley-comments textarea")).to_have_value(RUDE)
    page.get_by_role("button", name="Post comment").click()
    expect(shown(page, "worthless").locator(".standing.held")).to_be_visible()


def test_a_share_of_readers_sees_no_nudge(open_page: Opener, stack: Stack, api: Api) -> None:
    page = discuss(open_page, stack, api.article("not-nudged"))
    be_patient(page)
    insist(page)
    page.evaluate(
        "window.told = []; addEventListener('parley:nudged', (event) => told.push(event.detail.isShown))"
    )
    write(page, RUDE)
    expect(shown(page, "worthless").locator(".standing")).to_be_visible()
    assert page.evaluate("told") == [False]
