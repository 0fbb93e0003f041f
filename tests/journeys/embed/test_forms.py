"""What is offered at a comment is possible, and its form is there to be seen and used."""

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.journeys.conftest import Stack
from tests.journeys.embed.conftest import Api, Opener, discuss, show, write
from tests.journeys.embed.test_notices import posted
from tests.journeys.embed.test_writing import shown

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("verb", ["publish", "hold"])
def test_no_edit_is_offered_once_the_discussion_is_closed(
    open_page: Opener, stack: Stack, api: Api, verb: str
) -> None:
    article = api.article(f"closed-{verb}")
    page = discuss(open_page, stack, article)
    write(page, "Said before the end.")
    mine = shown(page, "before the end")
    expect(mine.locator(".standing.published")).to_be_visible()
    edit = mine.get_by_role("button", name="Edit")
    expect(edit).to_be_visible()
    if verb != "publish":
        api.decide(verb, posted(page, "before the end"))
    closed = api.client.post(
        f"{stack.url}/api/v1/review/articles/{article}/state?site=demo", json={"state": "closed"}
    )
    closed.raise_for_status()
    page.reload()
    show(page, article)
    expect(page.get_by_text("This discussion is closed.")).to_be_visible()
    expect(mine.get_by_role("button", name="Delete")).to_be_visible()
    expect(edit).to_have_count(0)


@pytest.mark.parametrize("height", [900, 400])  # higher than its form, and lower
def test_a_report_that_opens_below_the_fold_comes_into_view_and_has_the_focus(
    open_page: Opener, stack: Stack, api: Api, height: int
) -> None:
    article = api.article(f"below-the-fold-{height}")
    api.post(article, "Buy my watches, dear friends.")
    viewport = ViewportSize(width=1100, height=height)
    page = discuss(open_page, stack, article, viewport=viewport)
    button = shown(page, "watches").get_by_role("button", name="Report")
    # at the lower edge of the screen: what opens below it is out of sight
    button.evaluate("(it) => it.scrollIntoView({ block: 'end' })")
    button.press("Enter")
    form = page.locator("parley-comments .card")
    expect(form.get_by_role("radio").first).to_be_focused()
    expect(form.get_by_text("What is wrong with this comment?")).to_be_in_viewport()
    if height > 800:
        expect(form.get_by_role("button", name="Send report")).to_be_in_viewport()


def test_the_quote_mark_of_a_reply_quotes_what_is_answered(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("quoted")
    api.post(article, "The ferry is *late* again.", name="Bo")
    page = discuss(open_page, stack, article)
    page.get_by_role("button", name="Reply to").click()
    composer = page.locator("parley-comments .composer")
    composer.get_by_role("button", name="Quote").click()
    field = composer.locator("textarea")
    expect(field).to_be_focused()
    page.keyboard.type("So it is.")
    expect(field).to_have_value("> The ferry is *late* again.\n\nSo it is.")
    composer.get_by_label("Your name").fill("Ada")
    composer.get_by_role("button", name="Post reply").click()
    expect(shown(page, "So it is.").locator("blockquote")).to_have_text("The ferry is late again.")
