"""Signing in in the service's own window: by mail, from another origin, and staying signed in."""

import re

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stack
from tests.journeys.embed.conftest import PHONE, Api, Opener, Publisher, discuss, reach, show
from tests.journeys.embed.test_reading import ARTEFACTS, RULES, tag
from tests.journeys.embed.test_writing import be_patient, shown
from tests.mailbox import Mailbox

pytestmark = pytest.mark.journey

HUSH = ("404", "401", "403")


def open_window(page: Page) -> Page:
    """Press "Sign in instead" in the composer; the window that opens."""
    page.locator("parley-comments .prompt").click()
    button = page.get_by_role("button", name="Sign in instead")
    with page.context.expect_page() as opened:
        button.click()
    window = opened.value
    window.wait_for_load_state()
    return window


def mail_link(window: Page, mailbox: Mailbox, address: str, *, count: int = 1) -> str:
    """Ask for a link; what the mail says."""
    window.get_by_label("Your e-mail address").fill(address)
    window.get_by_role("button", name="Send me a link").click()
    window.get_by_label("The code from the mail").wait_for()
    return str(mailbox.wait_for(address, count=count).get_content())


def digits_of(mail: str) -> str:
    found = re.search(r"^\s+(\d{8})\s*$", mail, re.MULTILINE)
    assert found, mail
    return found.group(1)


def agree(window: Page, name: str) -> None:
    window.get_by_label("The name shown").fill(name)
    with window.expect_event("close"):
        window.get_by_role("button", name="Continue").click()


def test_a_reader_signs_in_by_mail_and_the_draft_is_kept(
    open_page: Opener, stack: Stack, api: Api, mailbox: Mailbox
) -> None:
    article = api.article("by-mail")
    page = discuss(open_page, stack, article)
    be_patient(page)
    page.locator("parley-comments .prompt").click()
    page.locator("parley-comments textarea").fill("A thought from before the sign-in.")
    page.get_by_role("button", name="Cancel").click()
    window = open_window(page)
    mail = mail_link(window, mailbox, "ada@example.org")
    window.get_by_label("The code from the mail").fill(digits_of(mail))
    window.get_by_role("button", name="Continue").click()
    agree(window, "Ada Lovelace")
    expect(page.locator("parley-comments .identity")).to_contain_text("Ada Lovelace")
    field = page.locator("parley-comments textarea")
    expect(field).to_have_value("A thought from before the sign-in.")
    page.get_by_role("button", name="Post comment").click()
    mine = shown(page, "from before the sign-in")
    expect(mine.locator(".standing.published")).to_be_visible()
    expect(mine.locator(".name")).to_have_text("Ada Lovelace")
    # a bearer is in memory alone: a reload comes back by the cookie, which no script can read
    assert "token" not in page.evaluate("JSON.stringify({ ...localStorage })")
    page.reload()
    show(page, article)
    expect(mine.get_by_text("You", exact=True)).to_be_visible()
    page.locator("parley-comments .prompt").click()
    expect(page.locator("parley-comments .identity")).to_contain_text("Ada Lovelace")


def test_the_link_of_the_mail_lets_the_waiting_window_go_on(
    open_page: Opener, publisher: Publisher, stack: Stack, api: Api, mailbox: Mailbox
) -> None:
    article = api.article("by-link")
    register(stack, publisher)
    page = open_page(
        publisher.page(tag(stack, article, 'data-lang="en"'), path="/by-link"), allow=HUSH
    )
    reach(page)
    window = open_window(page)
    mail = mail_link(window, mailbox, "bo@example.org")
    assert "The Quayside" in str(mailbox.sent_to("bo@example.org")[-1]["From"])
    link = re.search(r"http\S+/account/link/\S+", mail)
    assert link
    other = page.context.new_page()
    other.goto(link.group(0))
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("heading")).to_have_text("You are signed in.")
    agree(window, "Bo")
    expect(page.locator("parley-comments .identity")).to_contain_text("Bo")


def test_who_is_signed_in_needs_one_click(
    open_page: Opener, stack: Stack, api: Api, mailbox: Mailbox
) -> None:
    page = discuss(open_page, stack, api.article("one-click"))
    window = open_window(page)
    mail = mail_link(window, mailbox, "cy@example.org")
    window.get_by_label("The code from the mail").fill(digits_of(mail))
    window.get_by_role("button", name="Continue").click()
    agree(window, "Cy")
    page.get_by_role("button", name="Not you?").click()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Sign in instead").click()
    again = opened.value
    expect(again.get_by_label("The name shown")).to_have_value("Cy")
    with again.expect_event("close"):
        again.get_by_role("button", name="Continue").click()
    expect(page.locator("parley-comments .identity")).to_contain_text("Cy")


def test_a_closed_window_changes_nothing(open_page: Opener, stack: Stack, api: Api) -> None:
    page = discuss(open_page, stack, api.article("closed-window"))
    window = open_window(page)
    page.locator("parley-comments textarea").fill("Still here.")
    window.close()
    expect(page.get_by_label("Your name")).to_be_visible()
    expect(page.locator("parley-comments textarea")).to_have_value("Still here.")


def test_a_page_that_cannot_hear_windows_goes_there_and_back(
    open_page: Opener, stack: Stack, api: Api, mailbox: Mailbox
) -> None:
    page = open_page(f"{stack.url}/demo/harbour-bridge", allow=HUSH)
    reach(page)
    page.evaluate("() => { window.open = () => null }")  # as pop-up blockers do
    page.locator("parley-comments .prompt").click()
    page.locator("parley-comments textarea").fill("There and back again.")
    page.get_by_role("button", name="Sign in instead").click()
    mail = mail_link(page, mailbox, "dee@example.org")
    page.get_by_label("The code from the mail").fill(digits_of(mail))
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("The name shown").fill("Dee")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/demo/harbour-bridge*")
    reach(page)
    page.locator("parley-comments .prompt").click()
    expect(page.locator("parley-comments .identity")).to_contain_text("Dee")
    expect(page.locator("parley-comments textarea")).to_have_value("There and back again.")
    assert "parley-in" not in page.url


@pytest.mark.parametrize(("scheme", "language"), [("light", "en"), ("dark", "fa")])
def test_the_window_is_accessible(
    open_page: Opener, stack: Stack, scheme: str, language: str
) -> None:
    challenge, state = "c" * 43, "s" * 32
    page = open_page(
        f"{stack.url}/account/sign-in?site=demo&origin={stack.url}&state={state}"
        f"&challenge={challenge}&lang={language}",
        viewport=PHONE, color_scheme=scheme,
    )  # fmt: skip
    steps(page, stack, scheme)


def steps(page: Page, stack: Stack, scheme: str) -> None:
    """Look at each page of the window, from the address to the digits."""
    for step in ("begin", "sent"):
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.screenshot(path=ARTEFACTS / f"sign-in-{step}-{scheme}.png")
        if step == "begin":
            page.locator("#address").fill(f"{scheme}@example.org")
            page.locator("button.primary").click()
            page.locator("#digits").wait_for()


def register(stack: Stack, publisher: Publisher) -> None:
    """Let the publisher's origin be one of the demo site's."""
    with psycopg.connect(stack.database_url) as connection:
        connection.execute("SET LOCAL parley.site = '0'")
        connection.execute(
            "UPDATE sites SET origins = array_append(origins, %(origin)s)"
            " WHERE slug = 'demo' AND NOT %(origin)s = ANY(origins)",
            {"origin": publisher.url},
        )
