"""A moderator's shift in a real browser, against the real worker: by keyboard, seen by readers."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Stack
from tests.journeys.console.conftest import Desk, Opener, sign_in

pytestmark = pytest.mark.journey

# No engine may decide in Arabic here, so each of these waits for a person.
CALM = (
    "أعمل ممرضا في الضفة الجنوبية وأحتاج إلى دقائق إضافية كل أحد",
    "المكتبة مفتوحة ليلا وهذا أجمل ما حدث في حينا هذا العام",
    "من سيدفع ثمن الحافلات الإضافية في الشتاء القادم يا ترى",
    "شكرا للكاتبة على هذا التقرير الهادئ والمفصل عن الميناء",
)


def open_rows(page: Page) -> Locator:
    return page.locator(".list .row:not(.slim)")


def waiting(page: Page, count: int) -> None:
    """Until so many rows wait; the keys hear from then on."""
    expect(open_rows(page)).to_have_count(count)


def test_a_wrong_password_is_told_and_a_right_one_opens_the_queues(
    page: Page, stack: Stack
) -> None:
    page.goto(f"{stack.url}/console/")
    page.get_by_label("E-mail").fill("nobody@example.org")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("wrong")
    expect(page.get_by_text("Password forgotten?")).to_be_visible()
    sign_in(page, stack)
    expect(page).to_have_url(re.compile("/console/queue"))
    page.reload()
    expect(page.get_by_role("link", name=re.compile("Held"))).to_be_visible()


def test_an_arabic_comment_published_here_appears_right_to_left(
    open_queue: Opener, stack: Stack, desk: Desk
) -> None:
    comment_id = desk.held("harbour-bridge", CALM[0], name="Yusuf")
    page = open_queue("harbour-bridge")
    row = page.locator(f'.row[data-id="{comment_id}"]')
    expect(row).to_contain_text("no engine may decide")
    expect(row.locator(".row-text")).to_have_attribute("dir", "rtl")
    row.click()
    page.keyboard.press("f")
    expect(row).to_contain_text("Published")
    desk.wait(comment_id, "published")
    page.goto(f"{stack.url}/demo/harbour-bridge")
    shown = page.locator('parley-comments [dir="rtl"]', has_text=CALM[0]).first
    shown.scroll_into_view_if_needed()
    expect(shown).to_be_visible()


def test_a_rejection_has_a_reason_and_is_taken_back_by_one_key(
    open_queue: Opener, desk: Desk
) -> None:
    article = desk.article("reasons")
    comment_id = desk.held(article, CALM[1])
    page = open_queue(article)
    waiting(page, 1)
    page.keyboard.press("d")
    expect(page.get_by_role("dialog")).to_contain_text("The author sees the reason")
    page.keyboard.press("2")
    expect(page.locator(".slim")).to_contain_text("Rejected")
    desk.wait(comment_id, "rejected")
    decisions = desk.card(comment_id)["decisions"]
    assert isinstance(decisions, list)
    assert "hate" in {each["reason"] for each in decisions}
    page.keyboard.press("z")
    desk.wait(comment_id, "held")
    waiting(page, 1)


def test_the_tenth_reason_has_the_key_0(open_queue: Opener, desk: Desk) -> None:
    article = desk.article("tenth")
    comment_id = desk.held(article, CALM[1])
    page = open_queue(article)
    waiting(page, 1)
    page.keyboard.press("d")
    expect(page.get_by_role("dialog").get_by_role("listitem").nth(9)).to_contain_text("0")
    page.keyboard.press("0")
    desk.wait(comment_id, "rejected")
    decisions = desk.card(comment_id)["decisions"]
    assert isinstance(decisions, list)
    assert "other" in {each["reason"] for each in decisions}


def test_what_is_only_read_first_has_no_suggested_reason(open_queue: Opener, desk: Desk) -> None:
    article = desk.article("unsuspected")
    # A text of its own: as a near copy of another test's it would be suspect.
    comment_id = desk.held(article, "متى تفتح المكتبة الجديدة أبوابها للأطفال في حي الميناء القديم")
    page = open_queue(article)
    waiting(page, 1)
    page.keyboard.press("D")  # asks instead of rejecting for an insult that nobody found
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Nothing suggests one")
    expect(dialog.locator(".suggested")).to_have_count(0)
    for key in ("d", "D", "Enter"):
        page.keyboard.press(key)
        expect(dialog).to_be_visible()
    page.keyboard.press("5")
    desk.wait(comment_id, "rejected")
    decisions = desk.card(comment_id)["decisions"]
    assert isinstance(decisions, list)
    assert {each["reason"] for each in decisions if each["verb"] == "reject"} == {"off_topic"}


def test_a_shift_needs_no_mouse(open_queue: Opener, desk: Desk) -> None:
    article = desk.article("shift")
    first, second, third, fourth = (desk.held(article, text) for text in CALM)
    page = open_queue(article)
    waiting(page, 4)
    page.keyboard.press("f")
    page.keyboard.press("d")
    page.keyboard.press("1")
    waiting(page, 2)
    page.keyboard.press("e")
    page.keyboard.type("Who can read this dialect?")
    page.keyboard.press("Enter")
    waiting(page, 1)
    page.keyboard.press("x")
    page.keyboard.press("f")
    waiting(page, 0)
    desk.wait(first, "published")
    desk.wait(second, "rejected")
    desk.wait(fourth, "published")
    expect(page.locator(f'[data-id="{third}"]')).to_have_attribute("data-state", "sent")
    assert desk.escalated(third) == "Who can read this dialect?"


def test_keys_that_come_faster_than_the_screen_are_not_lost(open_queue: Opener, desk: Desk) -> None:
    article = desk.article("burst")
    first, second = (desk.held(article, text) for text in CALM[:2])
    page = open_queue(article)
    waiting(page, 2)
    # Nothing is drawn between these keys: the page gets no frame, no promise, no timer.
    at_focus = page.evaluate("""() => {
        for (const key of ["d", "d", "e", "h"]) {
            const press = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(press);
        }
        return document.activeElement.tagName;
    }""")
    assert at_focus == "TEXTAREA"
    page.keyboard.type("held by nobody")
    page.keyboard.press("Enter")
    desk.wait(first, "rejected")
    expect(page.locator(f'[data-id="{second}"]')).to_have_attribute("data-state", "sent")
    assert (desk.status(second), desk.escalated(second)) == ("held", "held by nobody")


def test_who_was_slower_is_told(open_queue: Opener, desk: Desk) -> None:
    article = desk.article("conflict")
    comment_id = desk.held(article, CALM[2])
    page = open_queue(article)
    waiting(page, 1)
    desk.decide("reject", comment_id)
    page.keyboard.press("f")
    expect(page.locator(".row .sign-conflict")).to_contain_text("demo⁩ has decided this meanwhile")
    expect(page.locator(".card .past .stamp").first).to_be_visible()
    assert desk.status(comment_id) == "rejected"


def test_a_text_that_was_edited_after_it_was_held_says_so_and_shows_the_earlier_one(
    open_queue: Opener, desk: Desk
) -> None:
    article = desk.article("edited")
    untouched = desk.held(article, CALM[3])
    comment_id, token = desk.held_of_guest(article, CALM[0])
    desk.edit(comment_id, token, CALM[1])
    page = open_queue(article)
    waiting(page, 2)
    row = page.locator(f'.row[data-id="{comment_id}"]')
    expect(row.locator(".sign", has_text="Edited after it was held")).to_be_visible()
    expect(page.locator(f'.row[data-id="{untouched}"]')).not_to_contain_text("Edited")
    page.keyboard.press("j")
    card = page.locator(".card")
    expect(card.locator(".body")).to_contain_text(CALM[1])
    expect(card).to_contain_text("Edited after it was held")
    expect(card).not_to_contain_text(CALM[0])
    page.keyboard.press("w")
    expect(card.locator(".earlier")).to_contain_text(CALM[0])
    page.keyboard.press("k")  # another comment shows no wording of this one
    expect(card.locator(".earlier")).to_have_count(0)


def test_what_the_status_does_not_allow_is_told_with_what_it_allows(
    open_queue: Opener, desk: Desk
) -> None:
    article = desk.article("refused")
    comment_id = desk.held(article, CALM[0])
    page = open_queue(article)
    waiting(page, 1)
    page.keyboard.press("h")
    told = page.get_by_role("status").filter(has_text="It is")
    expect(told).to_contain_text(re.compile("It is “.?Held.?”; possible now: .?Publish or Reject"))
    page.keyboard.press("u")  # nobody else has decided it
    expect(page.locator(".toast", has_text="It is")).to_have_count(2)
    expect(page.locator(".sign-conflict")).to_have_count(0)
    page.keyboard.press("e")
    page.keyboard.press("Enter")
    # the list of the other queue is asked for at once, and has only what has arrived
    expect(page.locator(f'[data-id="{comment_id}"]')).to_have_attribute("data-state", "sent")
    page.keyboard.press("5")
    # until the queue is there, the slim row of the one before is: a click on that does nothing
    open_rows(page).and_(page.locator(f'[data-id="{comment_id}"]')).click()
    expect(page.locator(".card").get_by_role("button", name="Publish")).to_be_visible()
    expect(page.get_by_role("button", name="Leave as it is")).to_have_count(0)
    assert desk.status(comment_id) == "held"


def test_the_article_is_opened_or_it_is_said_why_not(
    open_queue: Opener, stack: Stack, desk: Desk
) -> None:
    article = desk.article("opened")
    desk.held(article, CALM[0])
    page = open_queue(article)
    waiting(page, 1)
    with page.context.expect_page() as opened:
        page.keyboard.press("o")
    assert opened.value.url == f"{stack.url}/{article}"
    unknown = f"{desk.api}/sites/demo/articles/nowhere"
    desk.client.put(unknown, json={"title": "Without an address"}).raise_for_status()
    desk.held("nowhere", CALM[1])
    page = open_queue("nowhere")
    waiting(page, 1)
    page.keyboard.press("o")
    expect(page.locator(".toast-problem")).to_contain_text("cannot be opened")


def test_an_answer_that_never_comes_does_not_lose_the_decision(
    open_queue: Opener, desk: Desk
) -> None:
    article = desk.article("offline")
    comment_id = desk.held(article, CALM[3])
    page = open_queue(article)
    waiting(page, 1)
    page.context.set_offline(True)
    page.keyboard.press("f")
    expect(page.locator(".sending")).to_contain_text("1 decision waits")
    page.context.set_offline(False)
    desk.wait(comment_id, "published")
    expect(page.locator(".slim")).to_have_attribute("data-state", "sent")


def test_a_range_of_scores_is_decided_in_the_background_and_taken_back(
    open_queue: Opener, desk: Desk
) -> None:
    article = desk.article("range")
    ids = [desk.held(article, text) for text in CALM[:3]]
    elsewhere = desk.held(desk.article("beyond-the-range"), CALM[3])
    page = open_queue(article)
    waiting(page, 3)
    page.get_by_role("button", name="By score").click()
    page.get_by_role("slider", name="To").press("ArrowLeft")
    expect(page.locator(".range")).to_contain_text("3 comments in this range")
    page.get_by_role("button", name=re.compile("Publish all")).click()
    for comment_id in ids:
        desk.wait(comment_id, "published")
    expect(page.locator(".batch")).to_contain_text("All")
    assert desk.status(elsewhere) == "held"  # the filters of the view count
    page.locator(".batch").get_by_role("button", name="Undo").click()
    for comment_id in ids:
        desk.wait(comment_id, "held")


def test_an_appeal_is_upheld_by_somebody_else_and_the_comment_comes_back(
    open_queue: Opener, desk: Desk
) -> None:
    article = desk.article("appeal")
    comment_id, token = desk.held_of_guest(article, CALM[0])
    desk.decide("reject", comment_id)
    desk.appeal(comment_id, token, "This is a plain question, nothing else.")
    page = open_queue(article, queue="appeals")
    waiting(page, 1)
    expect(page.locator(".card .appeal")).to_contain_text("This is a plain question")
    page.keyboard.press("f")
    desk.wait(comment_id, "published")
    expect(page.locator(".slim")).to_contain_text("Restored")
