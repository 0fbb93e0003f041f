"""A page that is set up wrong says so: its maker in the console, its readers before they write."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stack
from tests.journeys.embed.conftest import Opener, Publisher, discuss, show
from tests.journeys.embed.test_reading import tag

pytestmark = pytest.mark.journey

REFUSED = "This page may not open a discussion here."
NOT_LOADED = "The comments could not be loaded."


def visit(open_page: Opener, address: str) -> tuple[Page, list[str]]:
    """A reader at this page, and what the embed says in the browser's console."""
    page = open_page("about:blank", allow=("404", "Parley: "))
    told: list[str] = []
    page.on(
        "console",
        lambda message: told.append(message.text) if "Parley: " in message.text else None,
    )
    page.goto(address)
    return page, told


def expect_only(page: Page, sentence: str) -> None:
    """The discussion is this sentence, and nobody is asked to write."""
    expect(page.locator("parley-comments .parley")).to_have_text(sentence)
    expect(page.locator("parley-comments button")).to_have_count(0)


def test_a_tag_without_its_site_is_told_of(
    open_page: Opener, publisher: Publisher, stack: Stack
) -> None:
    script = f'<script async src="{stack.url}/embed.js" data-article="story"></script>'
    page, told = visit(open_page, publisher.page(script, path="/no-site"))
    page.wait_for_function("window.parley")
    assert told == ["Parley: data-site is missing. See docs/embed.md."]


def test_an_element_without_its_site_is_told_of(
    open_page: Opener, publisher: Publisher, stack: Stack
) -> None:
    body = (
        f'<script async src="{stack.url}/embed.js" data-mount="none"></script>'
        '<parley-comments data-article="story"></parley-comments>'
    )
    page, told = visit(open_page, publisher.page(body, path="/element"))
    expect_only(page, NOT_LOADED)
    [line] = told
    assert "data-site is missing" in line


def test_a_misspelt_site_is_told_of_and_nobody_writes_in_vain(
    open_page: Opener, publisher: Publisher, stack: Stack
) -> None:
    misspelt = tag(stack, "story").replace('"demo"', '"demoo"')
    page, told = visit(open_page, publisher.page(misspelt, path="/misspelt"))
    expect_only(page, NOT_LOADED)
    [line] = told
    assert 'data-site="demoo"' in line
    assert "docs/embed.md" in line
    # put right, it is a discussion like any other
    page.evaluate(
        "Object.assign(document.querySelector('parley-comments').dataset,"
        " { site: 'demo', article: 'harbour-bridge' })"
    )
    expect(page.locator("parley-comments .prompt")).to_be_visible()
    expect(page.get_by_text(NOT_LOADED)).to_have_count(0)


def test_an_origin_that_the_site_does_not_list_is_told_of_before_anybody_writes(
    open_page: Opener, publisher: Publisher, stack: Stack
) -> None:
    address = publisher.page(tag(stack, "not-begun"), path="/elsewhere")
    elsewhere = address.replace("127.0.0.1", "localhost")
    page, told = visit(open_page, elsewhere)
    expect_only(page, REFUSED)
    [line] = told
    assert elsewhere.removesuffix("/elsewhere") in line
    assert "parley site set demo --origin" in line
    assert "docs/embed.md" in line
    # what is there already can be read and answered from anywhere
    begun = publisher.page(tag(stack, "harbour-bridge"), path="/begun")
    page.goto(begun.replace("127.0.0.1", "localhost"))
    expect(page.locator("parley-comments .prompt")).to_be_visible()
    assert told == [line]


def test_a_key_that_cannot_be_is_told_of(
    open_page: Opener, publisher: Publisher, stack: Stack
) -> None:
    page, told = visit(open_page, publisher.page(tag(stack, "2026/story"), path="/key"))
    expect_only(page, NOT_LOADED)
    [line] = told
    assert 'data-article="2026/story"' in line


def test_a_page_nobody_wrote_below_yet_is_no_mistake(open_page: Opener, stack: Stack) -> None:
    page = discuss(open_page, stack, "harbour-bridge")
    with page.expect_response("**/demo/sign-in?origin=*") as answer:
        show(page, "nobody-yet")
    assert answer.value.json()["may_open"] is True
    expect(page.get_by_text("No comments yet.")).to_be_visible()
    expect(page.locator("parley-comments .prompt")).to_be_visible()
