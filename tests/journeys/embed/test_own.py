"""One's own comments are found again: on pages not loaded, hidden from others, far below."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stack
from tests.journeys.embed.conftest import Api, Opener, bring_in, discuss, show, write
from tests.journeys.embed.test_notices import posted
from tests.journeys.embed.test_writing import shown

pytestmark = pytest.mark.journey

LATER: list[tuple[str, str | None]] = [
    (f"A later remark, number {number}.", None) for number in range(30)
]


def answer(page: Page, text: str) -> None:
    """Answer the first comment of the list."""
    page.get_by_role("button", name="Reply to").first.click()
    composer = page.locator("parley-comments .composer")
    composer.get_by_role("textbox").first.fill(text)
    composer.get_by_label("Your name").fill("Ada")
    composer.get_by_role("button", name="Post reply").click()


def come_back(page: Page, stack: Stack, article: str, place: str = "") -> None:
    """Leave the page and open it anew."""
    page.goto("about:blank")
    page.goto(f"{stack.url}/demo/harbour-bridge{place}")
    show(page, article)


def test_ones_own_comment_is_found_on_a_page_that_is_not_loaded(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("far-below")
    page = discuss(open_page, stack, article)
    write(page, "Where was it that I said this?")
    mine = page.locator(f"#parley-{posted(page, 'Where was it')}")
    bring_in(stack, article, LATER)
    come_back(page, stack, article)
    expect(page.locator("parley-comments .list > li")).to_have_count(25)
    expect(mine).to_have_count(0)
    page.get_by_role("button", name="For you").click()
    told = page.locator("parley-comments .mine li")
    expect(told).to_contain_text("Where was it that I said this?")
    for _ in range(2):
        told.get_by_role("link", name="Your comment").click()
        expect(mine.get_by_text("You", exact=True)).to_be_in_viewport()
        expect(mine.locator(".moment")).to_be_focused()
        page.get_by_role("button", name="Show the whole discussion").click()
        expect(page.locator("parley-comments .focused")).to_have_count(0)


def test_a_link_to_ones_own_hidden_answer_leads_into_its_conversation(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("hidden-answer")
    parent = api.post(article, "What do you think of it?", name="Bo")
    page = discuss(open_page, stack, article)
    answer(page, "I think that it is rather good.")
    mine = posted(page, "rather good")
    api.decide("reject", mine)
    bring_in(stack, article, LATER)
    come_back(page, stack, article, f"#parley-{mine}")
    found = page.locator(f"#parley-{parent} > ol > #parley-{mine}")
    expect(found).to_be_in_viewport()
    expect(found).to_contain_text("Not published. Only you see it.")
    # in another order, too, it is shown to its author
    page.get_by_role("button", name="Oldest").click()
    expect(page.locator("parley-comments .focused")).to_have_count(0)
    expect(found).to_contain_text("Not published. Only you see it.")


def test_an_answer_far_below_what_it_answers_is_brought_into_view(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article, top = api.article("long-conversation"), "Who takes the early ferry?"
    bring_in(stack, article, [(top, None), *((f"{n} people do.", top) for n in range(30))])
    page = discuss(open_page, stack, article)
    page.get_by_role("button", name="Show more replies").click()
    expect(shown(page, "29 people do.")).to_have_count(1)
    answer(page, "I do, every single day.")
    mine = shown(page, "every single day")
    expect(mine).to_be_in_viewport()
    expect(mine.locator(".moment")).to_be_focused()


def test_what_one_is_told_is_told_below_an_article_that_nobody_wrote_below(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("told-elsewhere")
    page = discuss(open_page, stack, article)
    write(page, "Is anybody there?")
    mine = posted(page, "anybody there")
    page.goto("about:blank")
    api.post(article, "I am.", name="Bo", parent=mine)
    come_back(page, stack, "nobody-wrote-here")
    expect(page.get_by_role("button", name="For you: 1 new")).to_be_visible()
