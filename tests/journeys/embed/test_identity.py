"""Who one is: another name takes the place of the one before only once something was posted, and
whoever the page vouches for is no guest."""

import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stack
from tests.journeys.embed.conftest import Api, Opener, discuss, reach, show, write
from tests.journeys.embed.test_trouble import begin
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
    expect(page.get_by_role("button", name="Not you?")).to_be_focused()
    expect(page.locator("parley-comments .identity")).to_contain_text("Ada")


def test_whoever_has_posted_under_another_name_is_another(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("not-you-indeed")
    page = discuss(open_page, stack, article)
    write_two(page)
    ask_for_another(page)
    words = page.locator("parley-comments textarea")
    words.press_sequentially("A remark of somebody else's.")
    expect(words).to_be_focused()
    expect(words).to_have_value("A remark of somebody else's.")
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


@pytest.mark.parametrize(
    ("over", "told"),
    [
        ({"exp": 1}, "token_expired"),
        ({"name": None}, "the claim name is missing"),
        ({"aud": "elsewhere"}, "the claim aud is to be demo"),
        ({"secret": "x" * 43}, "no key of this site signed this token"),
    ],
)
def test_a_refused_token_makes_nobody_a_guest_and_the_console_says_why(
    open_page: Opener, stack: Stack, api: Api, secret: str, over: dict[str, Any], told: str
) -> None:
    article = api.article(f"refused-{told.split()[-1]}")
    known = api.post(article, "Always readable.")
    page = open_page(
        f"{stack.url}/demo/harbour-bridge", allow=("404", "401", "the token of the page")
    )
    show(page, article)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    token = subscriber(**{"secret": secret, **over})
    page.evaluate("(token) => parley.setToken(token)", token)
    begin(page, "A subscriber's words.")
    identity = page.locator("parley-comments .identity")
    expect(identity).to_contain_text("Your sign-in has run out")
    expect(page.get_by_label("Your name")).to_have_count(0)
    page.get_by_role("button", name="Post comment").click()
    error = page.locator("parley-comments .composer .error").last
    expect(error).to_contain_text("Your sign-in has run out")
    expect(page.locator("parley-comments textarea")).to_have_value("A subscriber's words.")
    shown(page, "Always readable").get_by_role("button", name="Helpful (0)", exact=True).click()
    expect(shown(page, "Always readable").locator(".trouble")).to_contain_text("has run out")
    reports = [each for each in said if "the token of the page" in each]
    assert len(reports) == 1
    assert told in reports[0]
    # a good token is all it takes
    page.evaluate("(token) => parley.setToken(token)", subscriber(secret))
    expect(identity).to_contain_text("Sue")
    page.get_by_role("button", name="Post comment").click()
    expect(shown(page, "A subscriber's words").locator(".name")).to_have_text("Sue")
    assert api.status(known) == "published"


def subscriber(secret: str, **over: Any) -> str:
    """A token of Sue's; None leaves a claim out."""
    said = {"iss": "https://news.example", "aud": "demo", "sub": "sue", "name": "Sue",
            "exp": int(time.time()) + 300, **over}  # fmt: skip
    claims = {name: value for name, value in said.items() if value is not None}
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret))


@pytest.mark.parametrize("token", ["a.broken.token", "", "\u0000"])
def test_a_broken_token_never_bricks_the_reading(
    open_page: Opener, stack: Stack, api: Api, token: str
) -> None:
    page = open_page(f"{stack.url}/healthz", allow=("401", "422", "the token of the page"))
    page.add_init_script(
        f"localStorage.setItem('parley:session:demo', {token!r} || '{{broken');"
        "addEventListener('DOMContentLoaded', () => {"
        f" document.querySelector('script[data-site]').dataset.token = {token!r}; }})"
    )
    page.goto(f"{stack.url}/demo/harbour-bridge")
    reach(page)
    expect(shown(page, "I walked it during the trial")).to_be_visible()
    begin(page, "And one's words are kept.")
    # nobody whom the page vouches for, though in vain, is made a guest without a word
    over = page.locator("parley-comments .identity").get_by_text("Your sign-in has run out")
    expect(page.get_by_label("Your name")).to_have_count(0 if token else 1)
    expect(over).to_have_count(1 if token else 0)
