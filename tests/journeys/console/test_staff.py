"""Staff in a real browser: a passkey of a virtual device, an invitation taken up, the settings."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.conftest import Stack
from tests.journeys.console.conftest import DESKTOP, sign_in
from tests.journeys.console.test_looks import barriers
from tests.mailbox import Mailbox

pytestmark = pytest.mark.journey

SHEETS = ("staff", "keys", "signing", "webhooks", "site", "limits", "acts")
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def named(stack: Stack) -> Stack:
    """The stack at an address with a name, for browsers allow passkeys only there."""
    told = {**stack.told, "url": stack.url.replace("127.0.0.1", "localhost")}
    return Stack(told=told, process=stack.process, data=stack.data)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A desktop browser of its own; fails the test when a script fails or breaks the policy."""
    faults: list[str] = []
    opened = browser.new_context(viewport=DESKTOP, locale="en-GB")
    opened.on("weberror", lambda error: faults.append(str(error.error)))
    opened.on(
        "console",
        lambda told: faults.append(told.text) if "Content Security" in told.text else None,
    )
    yield opened
    opened.close()
    assert faults == []


def with_device(page: Page) -> None:
    """Give the browser a device that can hold passkeys and always agrees."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def test_a_passkey_is_added_and_then_enough_alone(context: BrowserContext, named: Stack) -> None:
    page = context.new_page()
    with_device(page)
    sign_in(page, named)
    page.goto(f"{named.url}/console/account")
    keys = page.locator("section", has=page.get_by_role("heading", name="Passkeys"))
    keys.get_by_label("What you call it").fill("work phone")
    keys.get_by_label("Your password").fill(named.told["moderator"]["password"])
    keys.get_by_role("button", name="Add a passkey").click()
    expect(keys.get_by_text("work phone")).to_be_visible()
    assert barriers(page) == []
    page.locator(".account summary").click()
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("navigation", name="Rooms")).to_be_visible()
    page.goto(f"{named.url}/console/account")
    row = keys.locator("li", has_text="work phone")
    expect(row).to_contain_text("last used")
    row.get_by_role("button", name="Remove").click()
    expect(row).to_have_count(0)


def test_an_invitation_is_mailed_sent_again_and_taken_up_by_somebody_new(
    browser: Browser, context: BrowserContext, stack: Stack, mailbox: Mailbox
) -> None:
    page = context.new_page()
    sign_in(page, stack)
    page.goto(f"{stack.url}/console/settings/staff")
    page.get_by_label("E-mail").fill("ina@news.example")
    page.get_by_label("Language of the mail").select_option("fr")
    page.get_by_role("button", name="Make an invitation").click()
    expect(page.get_by_text("A mail with this link is on its way")).to_be_visible()
    first = page.locator(".secret pre").inner_text()
    assert first in mailbox.wait_for("ina@news.example").get_content()
    page.get_by_role("button", name="New link").click()
    again = mailbox.wait_for("ina@news.example", count=2)
    assert again["Subject"] == "Demo moderator vous invite sur The Quayside"
    [link] = re.findall(r"http\S+/console/invitation#\S+", again.get_content())
    assert link != first
    guest = browser.new_context(locale="en-GB")
    opened = guest.new_page()
    opened.goto(link)
    expect(opened.get_by_text("The Quayside")).to_be_visible()
    assert barriers(opened) == []
    opened.get_by_label("Your name").fill("Ina")
    opened.get_by_label("Choose a password").fill("ina@news.example")
    opened.get_by_role("button", name="Accept").click()
    expect(opened.get_by_role("alert")).to_contain_text("not your address")
    opened.get_by_label("Choose a password").fill("a new and long password")
    opened.get_by_role("button", name="Accept").click()
    expect(opened.get_by_role("navigation", name="Rooms")).to_be_visible()
    guest.close()
    stranger = browser.new_context(locale="en-GB")
    opened = stranger.new_page()
    opened.goto(link)  # once more
    expect(opened.get_by_role("heading", name="This invitation is over")).to_be_visible()
    expect(opened.get_by_role("alert").first).to_contain_text("ask for a new link")
    assert barriers(opened) == []
    stranger.close()
    page.reload()
    page.get_by_label("E-mail").fill("ina@news.example")
    page.get_by_role("button", name="Make an invitation").click()
    expect(page.locator(".toast", has_text="They work here already")).to_be_visible()
    row = page.locator("tr", has_text="ina@news.example")
    expect(row).to_contain_text("Ina")
    row.get_by_role("button", name="Remove").click()
    expect(row).to_have_count(0)


def test_the_last_administrator_is_kept_and_the_page_says_so(
    context: BrowserContext, stack: Stack
) -> None:
    page = context.new_page()
    sign_in(page, stack)
    page.goto(f"{stack.url}/console/settings/staff")
    role = page.get_by_role("combobox", name=re.compile("Role of .*Demo moderator"))
    role.select_option("analyst")
    expect(page.locator(".toast", has_text="keeps one admin")).to_be_visible()
    expect(role).to_have_value("admin")


def test_a_wrong_origin_is_told_with_its_line(context: BrowserContext, stack: Stack) -> None:
    page = context.new_page()
    sign_in(page, stack)
    page.goto(f"{stack.url}/console/settings/site")
    origins = page.get_by_label("Origins of your pages")
    origins.fill(f"{stack.url}\n\nhttps://news.example/path\nhttps://news.example")
    page.get_by_role("button", name="Save").click()
    told = page.locator(".toast-problem")
    expect(told).to_contain_text("Origins of your pages")
    expect(told).to_contain_text(re.compile("line .?3.?, “.?https://news.example/path.?”"))
    expect(origins).to_be_focused()
    assert page.evaluate("getSelection().toString()") == "https://news.example/path"
    assert origins.get_attribute("aria-invalid") == "true"
    origins.press("Delete")
    assert origins.get_attribute("aria-invalid") is None


def test_a_key_is_shown_once_and_revoked(context: BrowserContext, stack: Stack) -> None:
    page = context.new_page()
    sign_in(page, stack)
    page.goto(f"{stack.url}/console/settings/keys")
    page.get_by_label("What uses it").fill("newsroom")
    page.get_by_label("read statistics").check()
    page.get_by_role("button", name="Make a key").click()
    expect(page.locator(".secret pre")).to_contain_text("parley_")
    page.reload()
    row = page.locator("li", has_text="newsroom")
    expect(row).to_contain_text("read statistics")
    expect(page.locator(".secret")).to_have_count(0)
    row.get_by_role("button", name="Revoke").click()
    expect(row).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_sheet_of_the_settings_has_barriers(
    browser: Browser, stack: Stack, signed_in: object, language: str
) -> None:
    context = browser.new_context(
        storage_state=signed_in,  # type: ignore[arg-type]
        locale=language, viewport={"width": 360, "height": 780}, color_scheme="dark",
    )  # fmt: skip
    page = context.new_page()
    for sheet in SHEETS:
        page.goto(f"{stack.url}/console/settings/{sheet}")
        expect(page.locator(".settings form, .settings .table, .empty").first).to_be_visible()
        assert barriers(page) == []
        assert page.evaluate("document.querySelector('.page').scrollWidth <= innerWidth")
    context.close()
