"""Links to one comment: they lead there, wherever it lies, and from there on to all the others."""

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.journeys.conftest import Stack
from tests.journeys.embed.conftest import (
    DESKTOP,
    FIRST,
    PHONE,
    Api,
    Opener,
    Publisher,
    bring_in,
)
from tests.journeys.embed.test_reading import tag

pytestmark = pytest.mark.journey


def test_a_permalink_opens_its_conversation(
    open_page: Opener, publisher: Publisher, stack: Stack, api: Api
) -> None:
    article = api.article("permalinks")
    top = api.post(article, "The beginning.")
    wanted = api.post(article, "The wanted reply.", parent=top)
    for number in range(30):
        api.post(article, f"A later remark, number {number}.", name=f"Reader {number}")
    address = publisher.page("<p>Far</p>" * 200 + tag(stack, article), path="/permalinks")
    page = open_page(f"{address}#parley-{wanted}")
    found = page.locator(f"#parley-{wanted}")
    found.wait_for()
    assert "The wanted reply." in found.inner_text()
    assert "focused" in (found.get_attribute("class") or "")
    assert found.evaluate(
        "(it) => { const box = it.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight }"
    )


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_the_whole_discussion_keeps_what_a_link_led_to_where_it_is(
    open_page: Opener, publisher: Publisher, stack: Stack, viewport: ViewportSize
) -> None:
    article = f"whole-{viewport['width']}"
    top = "How will the ferry run in winter?"
    answers = [f"Answer number {number} to that question." for number in range(60)]
    others = [f"Something else, number {number}." for number in range(30)]
    ids = bring_in(
        stack, article,
        [(top, None), *((text, top) for text in answers), *((text, None) for text in others)],
    )  # fmt: skip
    wanted = ids[1 + 40]
    address = publisher.page("<p>Far</p>" * 200 + tag(stack, article), path=f"/{article}")
    page = open_page(f"{address}#parley-{wanted}", viewport=viewport)
    found = page.locator(f"#parley-{wanted} > .comment")
    expect(found).to_be_in_viewport(ratio=1)
    told = page.locator(f"#parley-{ids[0]} .body")
    assert told.all_inner_texts() == [top, *answers[40:]]
    button = page.get_by_role("button", name="Show the whole discussion")
    button.focus()
    before = found.bounding_box()
    assert before
    button.press("Enter")
    expect(button).to_have_count(0)
    expect(told).to_have_count(61)
    assert told.all_inner_texts() == [top, *answers]
    after = found.bounding_box()
    assert after
    assert abs(after["y"] - before["y"]) < 2
    expect(found.locator(".moment")).to_be_focused()
    expect(page.locator(FIRST)).to_have_count(26)  # the conversation, and a page of the others


def test_a_link_to_a_comment_shows_it_and_not_the_middle_of_its_answers(
    open_page: Opener, publisher: Publisher, stack: Stack
) -> None:
    article, top = "many-answers", "Who has seen the new timetable?"
    answers = [(f"Answer number {number} to that.", top) for number in range(15)]
    ids = bring_in(stack, article, [(top, None), *answers])
    address = publisher.page("<p>Far</p>" * 200 + tag(stack, article), path=f"/{article}")
    page = open_page(f"{address}#parley-{ids[0]}")
    expect(page.locator(f"#parley-{ids[0]} > .comment")).to_be_in_viewport(ratio=1)
