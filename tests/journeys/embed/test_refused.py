"""A comment that was not published: one true reason, and a way to word it differently."""

import pytest
import requests
from playwright.sync_api import expect

from tests.journeys.conftest import Stack
from tests.journeys.embed.conftest import Api, Opener, discuss, show, write
from tests.journeys.embed.test_writing import insist, shown

pytestmark = pytest.mark.journey

WORD = "frobnicator"


def ban_word(stack: Stack, article: str) -> None:
    """Below this one article, the word rejects a comment."""
    with requests.Session() as admin:
        root = f"{stack.url}/api/v1"
        signed_in = admin.post(f"{root}/sessions", json=stack.told["moderator"])
        signed_in.raise_for_status()
        admin.headers["X-CSRF-Token"] = signed_in.json()["csrf_token"]
        known = admin.get(f"{root}/sites/demo/policy").json()
        overlay = {"article": article, "body": {"words": {"banned": [WORD]}}}
        policy = {"body": known["body"], "overlays": [*known["overlays"], overlay]}
        admin.put(f"{root}/sites/demo/policy", json=policy).raise_for_status()


def test_a_banned_word_has_one_true_reason_and_can_be_worded_differently(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("banned-word")
    ban_word(stack, article)
    page = discuss(open_page, stack, article, permissions=["clipboard-read", "clipboard-write"])
    write(page, f"You {WORD}, you disgusting worthless pig.")
    insist(page)
    standing = shown(page, WORD).locator(".standing.rejected")
    why = (
        "Not published. Only you see it. Why: \u2068it has a word that is not published here\u2069."
    )
    told = standing.locator("p").first
    expect(told).to_have_text(why)
    # nor is it another one once its scores are known
    page.reload()
    show(page, article)
    expect(told).to_have_text(why)
    expect(page.get_by_text("Why:")).to_have_count(1)
    # the link is kept by a press
    copy = standing.get_by_role("button", name="Copy the link")
    copy.click()
    expect(standing.get_by_role("button", name="Copied")).to_be_visible()
    link = standing.get_by_role("link", name="Keep this link").get_attribute("href")
    assert page.evaluate("navigator.clipboard.readText()") == link
    # what was begun meanwhile is not lost for it
    page.locator("parley-comments .prompt").click()
    words = page.locator("parley-comments textarea")
    words.fill("Another thought.")
    standing.get_by_role("button", name="Word it differently").click()
    expect(words).to_have_value(f"Another thought.\n\nYou {WORD}, you disgusting worthless pig.")
    expect(words).to_be_focused()
    words.fill("You are mistaken, I think.")
    page.get_by_role("button", name="Post comment").click()
    anew = shown(page, "You are mistaken")
    expect(anew.locator(".standing.published")).to_be_visible()


def test_an_answer_is_worded_differently_where_it_stood(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("banned-answer")
    ban_word(stack, article)
    api.post(article, "A calm remark.")
    page = discuss(open_page, stack, article)
    page.get_by_role("button", name="Reply to").click()
    composer = page.locator("parley-comments .composer")
    composer.locator("textarea").fill(f"Dear {WORD}, no.")
    composer.get_by_label("Your name").fill("Ada")
    composer.get_by_role("button", name="Post reply").click()
    standing = shown(page, WORD).locator(".standing.rejected")
    standing.get_by_role("button", name="Word it differently").click()
    expect(composer.locator("textarea")).to_have_value(f"Dear {WORD}, no.")
    expect(composer.get_by_role("button", name="Post reply")).to_be_visible()
