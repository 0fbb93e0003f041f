"""When things go wrong: the network goes, tokens run out. Nothing that was written is lost."""

import time

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import Stack
from tests.journeys.embed.conftest import FIRST, Api, Opener, discuss, show, write
from tests.journeys.embed.test_pages import publishers_token
from tests.journeys.embed.test_writing import shown
from tests.waiting import wait_until

pytestmark = pytest.mark.journey

# the embed waits for seconds before it tries again; here for tenths of them
SOONER = """
    for (const name of ['setTimeout', 'setInterval']) {
        const usual = window[name];
        const waits = [1000, 3000, 15000];
        window[name] = (run, ms, ...more) => usual(run, waits.includes(ms) ? ms / 50 : ms, ...more);
    }
"""


def begin(page: Page, text: str) -> None:
    """Open the composer and write, without sending."""
    page.locator("parley-comments .prompt").click()
    page.locator("parley-comments textarea").fill(text)


def test_what_is_sent_without_a_network_is_kept_and_goes_when_it_is_back(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("no-network")
    page = discuss(open_page, stack, article)
    begin(page, "Written in a tunnel.")
    page.get_by_label("Your name").fill("Ada")
    page.context.set_offline(True)
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("alert").filter(has_text="No connection")).to_be_visible()
    expect(page.locator("parley-comments textarea")).to_have_value("Written in a tunnel.")
    page.context.set_offline(False)
    expect(shown(page, "in a tunnel").locator(".standing.published")).to_be_visible()
    expect(page.locator("parley-comments textarea")).to_have_count(0)


def test_a_first_tap_without_a_network_says_so_and_counts_once_it_is_back(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("first-tap")
    api.post(article, "Readable all the while.")
    page = discuss(open_page, stack, article)
    page.context.set_offline(True)
    lost = page.get_by_role("alert").filter(has_text="You seem to be offline")
    page.locator("parley-comments .prompt").click()
    expect(lost).to_be_visible()
    shown(page, "Readable").get_by_role("button", name="Helpful").first.click()
    page.get_by_role("button", name="Top", exact=True).click()
    expect(shown(page, "Readable")).to_be_visible()  # an old thread is better than none
    newest = page.get_by_role("button", name="Newest", exact=True)
    expect(newest).to_have_attribute("aria-pressed", "true")
    page.context.set_offline(False)
    expect(page.locator("parley-comments textarea")).to_be_visible()
    expect(lost).to_have_count(0)
    api.post(article, "Written meanwhile.")  # what keeps the page fresh has come too
    expect(page.get_by_role("button", name="Show 1 new comment")).to_be_visible()


def test_what_finds_nobody_there_goes_by_itself_once_the_service_is_back(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("no-service")
    page = open_page(f"{stack.url}/demo/harbour-bridge", allow=("404", "503"))
    page.add_init_script(SOONER)
    page.reload()
    show(page, article)
    is_away = True
    page.context.route(
        f"**/articles/{article}/comments",
        lambda route: route.fulfill(status=503) if is_away else route.continue_(),
    )
    begin(page, "Written while it slept.")
    page.get_by_label("Your name").fill("Ada")
    page.get_by_role("button", name="Post comment").click()
    told = page.get_by_role("alert").filter(has_text="No connection")
    expect(told).to_be_visible()
    # whoever changes it takes it back: half a new thought does not go by itself
    page.locator("parley-comments textarea").fill("Written while it slept, and")
    is_away = False
    page.wait_for_timeout(1_000)
    expect(page.locator("parley-comments textarea")).to_have_value("Written while it slept, and")
    is_away = True
    page.get_by_role("button", name="Post comment").click()
    expect(told).to_be_visible()
    is_away = False
    expect(shown(page, "while it slept").locator(".standing.published")).to_be_visible()


def test_two_presses_in_one_moment_make_one_guest_and_one_comment(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("two-presses")
    page = discuss(open_page, stack, article)
    guests: list[str] = []
    page.on(
        "request",
        lambda asked: (
            guests.append(asked.url)
            if asked.url.endswith("/demo/sessions") and asked.method == "POST"
            else None
        ),
    )
    begin(page, "Pressed by an impatient thumb.")
    page.get_by_label("Your name").fill("Ada")
    page.locator("parley-comments .composer").evaluate(
        "form => { form.requestSubmit(); form.requestSubmit(); }"
    )
    expect(shown(page, "impatient thumb").locator(".standing.published")).to_be_visible()
    assert len(guests) == 1
    other = discuss(open_page, stack, article)
    expect(shown(other, "impatient thumb")).to_have_count(1)


def hold(page: Page, path: str, *, what: tuple[str, ...] = ("POST", "PATCH")) -> list[Route]:
    """Let requests of these methods wait, as on a slow network, until somebody lets them go on."""
    waiting: list[Route] = []
    page.route(
        f"**{path}",
        lambda route: waiting.append(route) if route.request.method in what else route.continue_(),
    )
    return waiting


def test_while_a_text_is_sent_nothing_can_be_added_that_would_be_lost(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    page = discuss(open_page, stack, api.article("slow-sending"))
    composer = page.locator("parley-comments .composer")
    cancel = composer.get_by_role("button", name="Cancel")
    begin(page, "Written on a slow train.")
    page.get_by_label("Your name").fill("Ada")
    waiting = hold(page, "/demo/sessions")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("parley-comments textarea")).not_to_be_editable()
    expect(composer.get_by_role("button", name="Bold")).to_be_disabled()
    expect(cancel).to_be_disabled()
    waiting[0].continue_()
    expect(shown(page, "slow train").locator(".standing.published")).to_be_visible()
    shown(page, "slow train").get_by_role("button", name="Edit").click()
    page.locator("parley-comments textarea").fill("Written on a fast train.")
    waiting = hold(page, "/api/v1/comments/*")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("parley-comments textarea")).not_to_be_editable()
    expect(cancel).to_be_disabled()
    waiting[0].continue_()
    expect(shown(page, "fast train").locator(".standing.published")).to_be_visible()


@pytest.mark.parametrize("act", ["Helpful (0)", "Report"])
def test_two_presses_on_a_slow_network_make_one_guest(
    open_page: Opener, stack: Stack, api: Api, act: str
) -> None:
    article = api.article(f"slow-guest-{act[0]}")
    api.post(article, "A calm remark.")
    page = discuss(open_page, stack, article)
    page.get_by_role("button", name=act, exact=True).click()
    card = page.locator("parley-comments .card")
    card.get_by_label("Your name").fill("Vic")
    if act == "Report":
        card.get_by_label("Off topic").check()
    waiting = hold(page, "/demo/sessions")
    card.evaluate("form => form.requestSubmit()")
    expect(card.locator(".primary")).to_have_attribute("aria-busy", "true")
    card.evaluate("form => form.requestSubmit()")
    waiting[0].continue_()
    expect(card).to_have_count(0)
    assert len(waiting) == 1


def test_a_reply_being_written_outlives_what_it_answers(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("gone-meanwhile")
    answered = api.post(article, "What will be gone.", name="Bo")
    page = discuss(open_page, stack, article)
    page.get_by_role("button", name="Reply to").click()
    field = page.locator("parley-comments textarea")
    field.fill("Long and careful words.")
    # while nothing is wrong, no room is taken for it
    expect(page.locator("parley-comments .composer > .error")).to_have_css("display", "none")
    api.decide("reject", answered)
    expect(page.get_by_role("alert").filter(has_text="This comment is gone.")).to_be_visible()
    expect(shown(page, "What will be gone.")).to_have_count(0)
    expect(field).to_have_value("Long and careful words.")
    expect(field).to_be_focused()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(FIRST)).to_have_count(0)
    expect(page.locator("parley-comments .prompt")).to_be_focused()


def test_a_device_that_keeps_nothing_is_not_said_to_keep_the_draft(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    page = discuss(open_page, stack, api.article("keeps-nothing"))
    begin(page, "Kept.")
    expect(page.get_by_text("Draft kept on this device")).to_be_visible()
    page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('denied') } }"
    )
    page.locator("parley-comments textarea").fill("Not kept.")
    expect(page.get_by_text("Draft kept on this device")).to_have_count(0)


def test_on_a_slow_network_one_sees_that_something_comes_and_presses_take_nothing_back(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("slow-reading")
    api.post(article, "A calm remark.")
    page = open_page(f"{stack.url}/demo/harbour-bridge", allow=("404", "401"))
    parts = hold(page, "/static/embed/reading-*", what=("GET",))
    page.reload()
    root = page.locator("parley-comments")
    root.scroll_into_view_if_needed()
    wait_until(lambda: root.evaluate("it => it.shadowRoot.textContent") == "💬 …")
    parts[-1].continue_()  # the page before the reload may have asked late
    show(page, article)
    lists = hold(page, "/comments?order=oldest*", what=("GET",))
    page.get_by_role("button", name="Oldest").click()
    expect(root.locator(".list")).to_have_attribute("aria-busy", "true")
    lists[0].continue_()
    expect(root.locator(".list")).to_have_attribute("aria-busy", "false")
    parts = hold(page, "/static/embed/participant-*", what=("GET",))
    for name in ("Reply to", "Write a comment"):
        button = page.get_by_role("button", name=name)
        button.click()
        expect(button).to_have_attribute("aria-busy", "true")
        button.click()
    parts[0].continue_()
    expect(root.locator(".composer")).to_have_count(2)


def test_a_guests_token_that_is_no_good_any_more_is_renewed_without_a_word(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("stale-guest")
    page = discuss(open_page, stack, article)
    with page.expect_response("**/sessions/refresh"):  # by its cookie the device is known later
        write(page, "The first of two.")
    expect(shown(page, "The first of two").locator(".standing.published")).to_be_visible()
    page.evaluate(
        """() => {
            const kept = JSON.parse(localStorage['parley:session:demo']);
            localStorage['parley:session:demo'] = JSON.stringify({ ...kept, token: 'run.out.long' });
        }"""
    )
    page.reload()
    show(page, article)
    expect(shown(page, "The first of two").get_by_text("You", exact=True)).to_be_visible()
    write(page, "The second of two.", name=None)
    expect(shown(page, "The second of two").locator(".standing.published")).to_be_visible()
    expect(shown(page, "The second of two").locator(".name")).to_have_text("Ada")


def test_a_publishers_token_runs_out_while_one_writes(
    open_page: Opener, stack: Stack, api: Api, secret: str
) -> None:
    article = api.article("run-out")
    api.post(article, "Always readable.")
    url = f"{stack.url}/demo/harbour-bridge"
    page = open_page(url, allow=("404", "401", "the token of the page was refused"))
    show(page, article)
    begin(page, "Half a thought, then the token ran out.")
    fresh = publishers_token(secret, "18", "Zora", ends_at=int(time.time()) + 300)
    page.evaluate(
        "(fresh) => addEventListener('parley:token-expired', () => parley.setToken(fresh))", fresh
    )
    stale = publishers_token(secret, "18", "Zora", ends_at=int(time.time()) - 300)
    page.evaluate("(stale) => parley.setToken(stale)", stale)
    expect(page.locator("parley-comments .identity")).to_contain_text("Zora")
    expect(page.locator("parley-comments textarea")).to_have_value(
        "Half a thought, then the token ran out."
    )
    page.get_by_role("button", name="Post comment").click()
    expect(shown(page, "Half a thought").locator(".name")).to_have_text("Zora")
