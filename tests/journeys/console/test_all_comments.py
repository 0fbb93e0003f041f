"""All comments: what is published is found and taken down though no reader has reported it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stack
from tests.journeys.console.conftest import Desk, Opener
from tests.journeys.console.test_shift import CALM, open_rows, waiting

pytestmark = pytest.mark.journey
_NOTHING = "Nothing matches these filters."


def _published(desk: Desk, article: str, text: str, *, name: str = "Ann") -> str:
    comment_id = desk.held(article, text, name=name)
    desk.decide("publish", comment_id)
    return comment_id


def _search(page: Page, words: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def _listed(page: Page, *ids: str) -> None:
    for at, comment_id in enumerate(ids):
        expect(open_rows(page).nth(at)).to_have_attribute("data-id", comment_id)
    waiting(page, len(ids))


def test_a_published_comment_is_found_by_its_words_taken_down_and_put_back(
    open_queue: Opener, stack: Stack, desk: Desk
) -> None:
    article = desk.article("found-by-words")
    words = f"{CALM[0]} zwanzigtausend"
    comment_id = _published(desk, article, words)
    page = open_queue(article)
    expect(page.get_by_text(_NOTHING)).to_be_visible()  # it has asked, and hears keys
    _search(page, "zwanzigtausend")
    expect(page.get_by_text(_NOTHING)).to_be_visible()
    page.get_by_role("link", name="Search all comments for “⁨zwanzigtausend⁩”").click()
    expect(page).to_have_url(re.compile("queue/all.*q=zwanzigtausend"))
    waiting(page, 1)
    row = page.locator(f'.row[data-id="{comment_id}"]')
    expect(row.locator(".stamp")).to_have_text("Published")
    page.keyboard.press("d")
    page.keyboard.press("1")
    desk.wait(comment_id, "rejected")
    shown = f"{desk.api}/sites/demo/articles/{article}/comments"
    assert desk.client.get(shown).json()["items"] == []  # readers no longer see it
    page.keyboard.press("z")
    desk.wait(comment_id, "published")
    waiting(page, 1)
    expect(row.locator(".stamp")).to_have_text("Published")


def test_a_status_is_chosen_and_several_are_decided_at_once(open_queue: Opener, desk: Desk) -> None:
    article = desk.article("by-status")
    shown = [_published(desk, article, text) for text in CALM[:2]]
    away = desk.held(article, CALM[2])
    desk.decide("reject", away)
    waits = desk.held(article, CALM[3])
    page = open_queue(article, "all")
    waiting(page, 4)  # also with the order of another queue in the address
    page.get_by_label("Status").select_option("published")
    waiting(page, 2)
    page.keyboard.press("a")
    bulk = page.get_by_role("toolbar")
    bulk.get_by_role("button", name="Feature").click()
    expect(page.locator(".toast", has_text="Featured").first).to_be_visible()
    bulk.get_by_role("button", name="Hold").click()
    for comment_id in shown:
        desk.wait(comment_id, "held")
        assert desk.card(comment_id)["featured"] is True
    page.get_by_label("Status").select_option("rejected")
    waiting(page, 1)
    page.keyboard.press("f")
    desk.wait(away, "published")
    assert desk.status(waits) == "held"


def test_what_a_colleague_decides_is_marked_here_too(open_queue: Opener, desk: Desk) -> None:
    article = desk.article("live-in-all")
    first, second = (desk.held(article, text) for text in CALM[:2])
    page = open_queue(article, "all")
    waiting(page, 2)
    desk.decide("publish", first)
    row = page.locator(f'.row[data-id="{first}"]')
    expect(row.locator(".row-decided")).to_contain_text("Published")
    expect(page.locator(f'.row[data-id="{second}"] .row-decided')).to_have_count(0)
    row.locator(".row-text").click()
    page.get_by_role("button", name="Show it as it is now").click()
    expect(row.locator(".row-status")).to_have_text("Published")
    page.keyboard.press("h")
    desk.wait(first, "held")


def test_the_newest_is_first_and_the_queues_keep_their_own_order(
    open_queue: Opener, desk: Desk
) -> None:
    article = desk.article("newest-first")
    ids = [desk.held(article, text) for text in CALM[:2]]
    page = open_queue(article)
    waiting(page, 2)
    page.keyboard.press("7")
    expect(page).to_have_url(re.compile("queue/all.*order=newest"))
    expect(open_rows(page).first).to_have_attribute("data-id", ids[1])
    expect(page.get_by_label("Order").get_by_role("option")).to_have_count(2)
    page.keyboard.press("1")
    expect(page).to_have_url(re.compile("queue/held.*order=oldest"))


def test_the_palette_goes_there_and_searches_any_words(open_queue: Opener, desk: Desk) -> None:
    article = desk.article("palette")
    comment_id = _published(desk, article, f"{CALM[1]} quatrevingt", name="Zoé")
    page = open_queue(article)
    expect(page.get_by_text(_NOTHING)).to_be_visible()  # it has asked, and hears keys
    page.keyboard.press("Control+k")
    page.keyboard.type("go all comm")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main", name="All comments")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("quatrevingt")
    page.keyboard.press("Enter")
    _listed(page, comment_id)


def test_from_a_comment_one_sees_all_of_its_author_and_of_its_article(
    open_queue: Opener, desk: Desk
) -> None:
    here, there = desk.article("theirs-here"), desk.article("theirs-there")
    first = _published(desk, here, CALM[0], name="Marguerite")
    second = desk.held(there, CALM[1], name="Marguerite")
    other = _published(desk, there, CALM[2], name="Ann")
    page = open_queue(there)
    waiting(page, 1)
    page.get_by_label("More actions").click()
    page.get_by_role("button", name="All comments of this author").click()
    _listed(page, second, first)
    expect(page.get_by_role("button", name="Author Marguerite")).to_be_visible()
    page.get_by_label("More actions").click()
    page.get_by_role("button", name="All comments below this article").click()
    _listed(page, other, second)
    page.keyboard.press("l")
    page.get_by_label("Author’s name").fill("margue")
    page.keyboard.press("Enter")
    _listed(page, second)
