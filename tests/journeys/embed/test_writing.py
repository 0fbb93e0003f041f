"""Writing: one's words are never lost, and one always knows where one's comment stands."""

import pytest
import requests
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Stack
from tests.journeys.embed.conftest import PHONE, Api, Opener, discuss, show, write
from tests.waiting import wait_until

pytestmark = pytest.mark.journey

RUDE = "You are a worthless idiot and everybody here hates you, you disgusting pig."


@pytest.fixture
def article(api: Api, request: pytest.FixtureRequest) -> str:
    """An article of the test's own."""
    return api.article(f"writing-{abs(hash(request.node.name))}")


def be_patient(page: Page) -> None:
    """Let the check before posting take the time that a busy machine needs."""
    page.evaluate(
        "() => { const timer = setTimeout;"
        "window.setTimeout = (run, ms, ...more) => timer(run, ms === 1500 ? 30000 : ms, ...more) }"
    )


def insist(page: Page) -> None:
    """Post it as it is, should one be asked for a second thought."""
    nudge = page.locator("parley-comments .nudge")
    expect(nudge.or_(page.locator("parley-comments .standing")).first).to_be_visible()
    if nudge.is_visible():
        nudge.get_by_role("button", name="Post it as it is").click()


def shown(page: Page, text: str) -> Locator:
    return page.locator("parley-comments .comment").filter(has_text=text)


def test_a_friendly_comment_appears_for_everyone(
    open_page: Opener, stack: Stack, article: str
) -> None:
    page = discuss(open_page, stack, article)
    write(page, "What a **lovely** idea, thank you.")
    expect(shown(page, "lovely").get_by_text("Published. Thank you.")).to_be_visible()
    expect(shown(page, "lovely").locator("strong")).to_have_text("lovely")
    other = discuss(open_page, stack, article)
    expect(shown(other, "lovely")).to_be_visible()
    expect(shown(other, "lovely").get_by_text("You", exact=True)).to_have_count(0)


def test_an_abusive_comment_waits_and_says_why(
    open_page: Opener, stack: Stack, article: str
) -> None:
    page = discuss(open_page, stack, article)
    write(page, RUDE)
    insist(page)
    standing = shown(page, "worthless").locator(".standing.held")
    expect(standing).to_contain_text("Waiting for a moderator")
    expect(standing).to_contain_text("Why:")
    page.reload()
    show(page, article)
    expect(shown(page, "worthless").locator(".standing.held")).to_be_visible()
    other = discuss(open_page, stack, article)
    expect(other.locator("parley-comments .empty")).to_be_visible()


def test_a_refused_comment_says_so_and_can_be_appealed(
    open_page: Opener, stack: Stack, article: str, api: Api
) -> None:
    page = discuss(open_page, stack, article)
    write(page, RUDE)
    insist(page)
    expect(shown(page, "worthless").locator(".standing.held")).to_be_visible()
    mine = page.locator("parley-comments .list > li").first.get_attribute("id") or ""
    api.decide("reject", mine.removeprefix("parley-"))
    page.reload()
    show(page, article)
    standing = shown(page, "worthless").locator(".standing.rejected")
    expect(standing).to_contain_text("Not published. Only you see it.")
    expect(standing).to_contain_text("a moderator decided so")
    standing.get_by_role("button", name="Ask for another look").click()
    words = standing.get_by_label("What should the moderator know?")
    expect(words).to_be_focused()
    words.fill("I was quoting the minister.")
    standing.get_by_role("button", name="Send").click()
    expect(standing).to_contain_text("A person will look at it again.")
    expect(standing.get_by_role("status")).to_be_focused()
    page.reload()
    show(page, article)
    expect(standing).to_contain_text("A person will look at it again.")


def test_the_focus_comes_back_when_a_task_ends(
    open_page: Opener, stack: Stack, article: str, api: Api
) -> None:
    api.post(article, "A calm remark.")
    page = discuss(open_page, stack, article)
    page.locator("parley-comments .prompt").click()
    expect(page.locator("parley-comments textarea")).to_be_focused()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("parley-comments .prompt")).to_be_focused()
    reply = page.get_by_role("button", name="Reply to")
    reply.click()
    page.get_by_role("button", name="Cancel").click()
    expect(reply).to_be_focused()


def test_a_draft_outlives_a_reload_and_a_lost_network(
    open_page: Opener, stack: Stack, article: str
) -> None:
    page = discuss(open_page, stack, article)
    page.locator("parley-comments .prompt").click()
    # typed and gone before the browser has drawn anything
    page.locator("parley-comments textarea").evaluate(
        """(it) => {
            it.value = 'Half a thought';
            it.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
            location.reload();
        }"""
    )
    page.wait_for_load_state()
    show(page, article)
    expect(page.locator("parley-comments .prompt")).to_have_text("Continue your draft…")
    page.locator("parley-comments .prompt").click()
    expect(page.locator("parley-comments textarea")).to_have_value("Half a thought")


def test_a_double_click_and_a_retry_make_one_comment(
    open_page: Opener, stack: Stack, article: str
) -> None:
    page = discuss(open_page, stack, article)
    lost: list[str] = []

    def lose_the_first_answer(route: object) -> None:
        if not lost:
            lost.append(str(route.request.headers["idempotency-key"]))  # type: ignore[attr-defined]
            route.fetch()  # type: ignore[attr-defined]  # it arrives, but nobody is told
            route.abort()  # type: ignore[attr-defined]
        else:
            assert route.request.headers["idempotency-key"] == lost[0]  # type: ignore[attr-defined]
            route.continue_()  # type: ignore[attr-defined]

    page.context.route(f"**/articles/{article}/comments", lose_the_first_answer)
    page.locator("parley-comments .prompt").click()
    page.locator("parley-comments textarea").fill("Only once, please.")
    page.get_by_label("Your name").fill("Ada")
    page.get_by_role("button", name="Post comment").dblclick()
    expect(shown(page, "Only once").locator(".standing.published")).to_be_visible()
    other = discuss(open_page, stack, article)
    expect(shown(other, "Only once")).to_have_count(1)


def test_a_reply_stands_below_what_it_answers(
    open_page: Opener, stack: Stack, article: str, api: Api
) -> None:
    parent = api.post(article, "A question to all of you?")
    page = discuss(open_page, stack, article)
    page.get_by_role("button", name="Reply to").click()
    composer = page.locator("parley-comments .composer")
    composer.get_by_role("textbox").first.fill("An answer to it.")
    composer.get_by_label("Your name").fill("Ada")
    composer.get_by_role("button", name="Post reply").click()
    reply = page.locator(f"#parley-{parent} ol .comment").filter(has_text="An answer")
    expect(reply.locator(".standing.published")).to_be_visible()


def test_a_deletion_can_be_undone_for_ten_seconds(
    open_page: Opener, stack: Stack, article: str
) -> None:
    page = discuss(open_page, stack, article)
    write(page, "Should I have said this?")
    mine = shown(page, "Should I")
    expect(mine.locator(".standing.published")).to_be_visible()
    page.clock.install()
    mine.get_by_role("button", name="Delete").click()
    expect(mine.locator(".removing")).to_contain_text("Will be deleted in")
    mine.get_by_role("button", name="Undo").click()
    expect(mine.locator(".removing")).to_have_count(0)
    mine.get_by_role("button", name="Delete").click()
    expect(mine.locator(".removing")).to_be_visible()
    page.clock.run_for(11_000)
    expect(mine).to_have_count(0)
    expect(page.locator("parley-comments .prompt")).to_be_focused()  # not lost with the comment
    other = discuss(open_page, stack, article)
    expect(other.locator("parley-comments .empty")).to_be_visible()


def test_a_deletion_is_made_though_one_leaves_at_once(
    open_page: Opener, stack: Stack, article: str, api: Api
) -> None:
    page = discuss(open_page, stack, article)
    write(page, "I should not have said this.")
    mine = shown(page, "I should not")
    expect(mine.locator(".standing.published")).to_be_visible()
    comment = (page.locator("parley-comments .list > li").get_attribute("id") or "")[7:]
    mine.get_by_role("button", name="Delete").click()
    expect(mine.locator(".removing")).to_be_visible()
    page.goto("about:blank")
    wait_until(lambda: api.status(comment) == "withdrawn")


def test_an_edit_is_checked_again(open_page: Opener, stack: Stack, article: str) -> None:
    page = discuss(open_page, stack, article)
    write(page, "Their are five of them.")
    mine = shown(page, "five of them")
    expect(mine.locator(".standing.published")).to_be_visible()
    mine.get_by_role("button", name="Edit").click()
    page.locator("parley-comments textarea").fill("There are five of them.")
    page.get_by_role("button", name="Save").click()
    expect(shown(page, "There are five")).to_be_visible()
    other = discuss(open_page, stack, article)
    expect(shown(other, "There are five").get_by_text("edited")).to_be_visible()


def test_a_vote_is_counted_once_and_can_be_taken_back(
    open_page: Opener, stack: Stack, article: str, api: Api
) -> None:
    api.post(article, "Worth a vote, perhaps.")
    page = discuss(open_page, stack, article)
    up = shown(page, "Worth a vote").get_by_role("button", name="Helpful").first
    up.click()
    page.get_by_label("Your name").fill("Ada")
    # shown at once, but a reload asks the service
    with page.expect_response(lambda answer: answer.url.endswith("/vote") and answer.ok):
        page.get_by_role("button", name="Continue").click()
    expect(page.locator("parley-comments .card")).to_have_count(0)
    expect(up).to_have_attribute("aria-pressed", "true")
    expect(up).to_have_text("1")
    page.reload()
    show(page, article)
    expect(up).to_have_attribute("aria-pressed", "true")
    up.click()
    expect(up).to_have_attribute("aria-pressed", "false")


def test_a_report_reaches_the_moderators(
    open_page: Opener, stack: Stack, article: str, api: Api
) -> None:
    api.post(article, "Buy my watches, dear friends.")
    page = discuss(open_page, stack, article)
    shown(page, "watches").get_by_role("button", name="Report").click()
    page.get_by_label("Against the law").check()
    legal = page.get_by_role("link", name="Send a notice").get_attribute("href") or ""
    assert requests.get(legal).status_code == 200
    page.get_by_label("Spam or advertising").check()
    page.get_by_label("Your name").fill("Ada")
    page.get_by_role("button", name="Send report").click()
    expect(shown(page, "watches").get_by_text("Reported")).to_be_visible()


def test_arabic_is_written_from_right_to_left_on_a_phone(
    open_page: Opener, stack: Stack, article: str
) -> None:
    page = discuss(open_page, stack, article, viewport=PHONE)
    page.locator("parley-comments .prompt").click()
    field = page.locator("parley-comments textarea")
    assert field.evaluate("(it) => it.matches(':dir(ltr)')")
    field.fill("مرحبا بكم، هذه فكرة جميلة")
    assert field.evaluate("(it) => it.matches(':dir(rtl)')")
    page.get_by_label("Your name").fill("ليلى")
    page.get_by_role("button", name="Post comment").click()
    mine = shown(page, "مرحبا")
    expect(mine.locator(".standing.held")).to_contain_text("does not know its language")
    expect(mine.locator(".body")).to_have_attribute("dir", "rtl")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_new_comments_wait_until_they_are_wanted(
    open_page: Opener, stack: Stack, article: str, api: Api
) -> None:
    api.post(article, "The first word.")
    page = discuss(open_page, stack, article)
    expect(shown(page, "The first word.")).to_be_visible()
    page.clock.install()
    with page.expect_response("**/changes?*"):
        page.clock.run_for(6_000)
    api.post(article, "News from elsewhere.", name="Bo")
    expect(shown(page, "News")).to_have_count(0)
    page.clock.run_for(20_000)
    page.get_by_role("button", name="Show 1 new comment").click()
    expect(shown(page, "News from elsewhere.")).to_be_visible()
