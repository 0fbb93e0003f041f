"""For everybody: by keyboard alone, four times as large, from right to left, and on paper."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.journeys.conftest import Stack
from tests.journeys.embed.conftest import FIRST, Api, Opener, discuss, reach, show, write
from tests.journeys.embed.test_writing import shown

pytestmark = pytest.mark.journey

QUADRUPLED = ViewportSize(width=320, height=256)  # 1280 by 1024 at 400 %
FOCUSED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return [at.getAttribute('aria-label') || at.textContent.trim() || at.tagName,
    getComputedStyle(at).outlineStyle];
}"""

LINES = """(it) => {
    const words = document.createRange();
    words.selectNodeContents(it);
    return new Set([...words.getClientRects()].map(({ top }) => Math.round(top))).size;
}"""


def mount_again(page: Page, **options: str) -> None:
    """The discussion anew, as a publisher's script would mount it."""
    page.evaluate("parley.unmount('#discussion')")
    page.evaluate("(options) => { parley.mount('#discussion', options); }", options)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus, which must be seen, is on something of this name."""
    for _ in range(60):
        page.keyboard.press("Tab")
        label, outline = page.evaluate(FOCUSED)
        assert outline != "none", label
        if name in label:
            return
    raise AssertionError(f"no way to {name} by keyboard")


def test_everything_is_done_by_keyboard_alone(open_page: Opener, stack: Stack, api: Api) -> None:
    article = api.article("by-keyboard")
    api.post(article, "Who will read this?", name="Bo")
    page = discuss(open_page, stack, article)
    tab_to(page, "Write a comment")
    page.keyboard.press("Enter")
    page.locator("parley-comments textarea").wait_for()
    page.keyboard.type("Not a mouse in the house.")
    for _ in range(20):  # past the marks for bold and italic, to the name
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED)[0] == "INPUT":
            break
    page.keyboard.type("Ada")
    tab_to(page, "Post comment")
    page.keyboard.press("Enter")
    expect(shown(page, "Not a mouse").locator(".standing.published")).to_be_visible()
    tab_to(page, "Helpful")
    tab_to(page, "Reply to")
    page.keyboard.press("Enter")
    page.locator("parley-comments textarea").wait_for()
    page.keyboard.type("To myself.")
    page.keyboard.press("Control+Enter")
    expect(shown(page, "To myself").locator(".standing.published")).to_be_visible()
    tab_to(page, "Report")
    page.keyboard.press("Enter")
    page.get_by_role("radio").first.wait_for()
    tab_to(page, "Cancel")
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED)[0] == "Report"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_at_400_percent_one_writes_without_scrolling_sideways(
    open_page: Opener, stack: Stack, api: Api, language: str
) -> None:
    article = api.article("four-times")
    page = discuss(open_page, stack, article, viewport=QUADRUPLED)
    page.evaluate(f"document.querySelector('parley-comments').dataset.lang = '{language}'")
    mount_again(page, article=article, lang=language)
    reach(page)
    box = page.locator("parley-comments .parley")
    expect(box).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    page.locator("parley-comments .prompt").click()
    page.locator("parley-comments textarea").fill("Large letters, please.")
    page.locator("parley-comments input").fill("Ada")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    overlaps = page.locator("parley-comments .tabs > *, parley-comments .row > *").evaluate_all(
        """(all) => all.filter((one) => all.some((other) => {
            const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
            return one !== other && a.left < b.right && b.left < a.right
              && a.top < b.bottom && b.top < a.bottom;
        })).length"""
    )
    assert overlaps == 0
    page.locator("parley-comments .primary").click()
    expect(shown(page, "Large letters").locator(".standing.published")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_empty_fields_begin_where_the_page_does(open_page: Opener, stack: Stack, api: Api) -> None:
    article = api.article("empty-fields")
    page = discuss(open_page, stack, article, viewport=ViewportSize(width=390, height=844))
    mount_again(page, article=article, lang="fa")
    reach(page)
    page.locator("parley-comments .prompt").click()
    fields = page.locator("parley-comments :is(textarea, .identity input)")
    expect(fields).to_have_count(2)
    right_to_left = "(all) => all.map((it) => it.matches(':dir(rtl)'))"
    assert fields.evaluate_all(right_to_left) == [True, True]
    for field in fields.all():
        field.fill("Ada")  # another language is written from its own side
    assert fields.evaluate_all(right_to_left) == [False, False]


def test_on_paper_there_are_words_and_no_buttons(open_page: Opener, stack: Stack) -> None:
    page = open_page(f"{stack.url}/demo/harbour-bridge")
    reach(page)
    page.wait_for_selector(FIRST)
    page.emulate_media(media="print")
    expect(shown(page, "I walked it during the trial").locator(".body")).to_be_visible()
    assert page.locator("parley-comments").locator("button:visible, input:visible").count() == 0


def test_on_paper_a_dark_discussion_is_dark_on_white(open_page: Opener, stack: Stack) -> None:
    page = open_page(f"{stack.url}/demo/harbour-bridge")
    mount_again(page, theme="dark")
    reach(page)
    box = page.locator("parley-comments .parley")
    expect(box).to_have_css("color-scheme", "dark")
    page.emulate_media(media="print")
    expect(box).to_have_css("color-scheme", "light")


@pytest.mark.parametrize("language", ["en", "fa"])
def test_letters_twice_as_large_break_no_word(
    open_page: Opener, stack: Stack, api: Api, language: str
) -> None:
    article = api.article("large-letters")
    page = discuss(open_page, stack, article, viewport=ViewportSize(width=390, height=844))
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    mount_again(page, article=article, lang=language)
    reach(page)
    page.locator("parley-comments .prompt").click()
    names = page.locator("parley-comments :is(.orders, .tabs) button")
    expect(names).to_have_count(5)
    assert names.evaluate_all(f"(all) => all.map({LINES})") == [1] * 5
    if language == "en":
        # "comment" is one word: two lines at most
        assert page.locator("parley-comments .tabs label").evaluate(LINES) <= 2
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_bell_leaves_the_orders_beside_the_heading_on_a_phone(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("bell-on-a-phone")
    page = discuss(open_page, stack, article, viewport=ViewportSize(width=390, height=844))
    write(page, "So that I am known here.")
    expect(shown(page, "I am known").locator(".standing.published")).to_be_visible()
    page.reload()  # who comes back is known, and has a bell
    show(page, article)
    expect(page.locator("parley-comments .bell")).to_be_visible()
    # as long as the number of a busy discussion
    page.locator("parley-comments h2").evaluate("(it) => { it.textContent = '117 comments' }")
    middles = page.locator("parley-comments :is(h2, .bell, .orders)").evaluate_all(
        """(all) => all.map((it) => {
            const { top, bottom } = it.getBoundingClientRect();
            return (top + bottom) / 2;
        })"""
    )
    assert max(middles) - min(middles) < 4
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
