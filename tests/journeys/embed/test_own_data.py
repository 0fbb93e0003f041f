"""What is kept of a reader is theirs: to take along, to be mailed about or not, to have erased."""

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Stack
from tests.journeys.embed.conftest import PHONE, Api, Opener, discuss, show, write
from tests.journeys.embed.test_notices import posted
from tests.journeys.embed.test_reading import ARTEFACTS, RULES
from tests.journeys.embed.test_signing_in import agree, digits_of, mail_link, open_window
from tests.journeys.embed.test_writing import shown
from tests.mailbox import Mailbox

pytestmark = pytest.mark.journey

TITLE = "Your comments and data"
KEPT = "Object.keys(localStorage).filter((name) => /^parley:(session|former|draft):/.test(name))"


def open_panel(page: Page) -> tuple[Locator, Locator]:
    """From the line of the composer; what was pressed, and what it opens."""
    page.locator("parley-comments .prompt").click()
    button = page.locator("parley-comments .identity").get_by_role("button", name=TITLE)
    button.click()
    panel = page.get_by_role("region", name=TITLE)
    expect(panel.get_by_text(TITLE)).to_be_focused()
    return button, panel


def test_a_guest_takes_along_what_is_theirs(open_page: Opener, stack: Stack, api: Api) -> None:
    article = api.article("taken-along")
    page = discuss(open_page, stack, article)
    write(page, "The words that I shall take along.")
    posted(page, "take along")
    api.post(article, "Nobody else's business.", name="Bo")
    button, panel = open_panel(page)
    with page.expect_download() as saved:
        panel.get_by_role("button", name="Download my data").click()
    assert saved.value.suggested_filename == "parley-demo.json"
    text = Path(saved.value.path()).read_text()
    kept = json.loads(text)
    assert kept["reader"]["name"] == "Ada"
    assert [each["text"] for each in kept["comments"]] == ["The words that I shall take along."]
    assert "business" not in text
    expect(panel.get_by_role("checkbox")).to_have_count(0)  # no address is known
    expect(panel.get_by_role("button", name="Sign out")).to_have_count(0)
    panel.get_by_role("button", name="Close").click()
    expect(button).to_be_focused()
    # the other way there
    page.get_by_role("button", name="For you").click()
    page.locator("parley-comments .notices").get_by_role("button", name=TITLE).click()
    expect(panel.get_by_text(TITLE)).to_be_focused()
    panel.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="For you")).to_be_focused()


def test_whoever_has_themselves_erased_is_a_stranger_afterwards(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("erased")
    page = discuss(open_page, stack, article)
    write(page, "The words that are to go.")
    mine = posted(page, "are to go")
    api.post(article, "An answer that stays.", name="Bo", parent=mine)
    other = discuss(open_page, stack, article)
    expect(shown(other, "are to go")).to_be_visible()
    _, panel = open_panel(page)
    page.locator("parley-comments .composer textarea").fill("Half a thought.")
    erase = panel.get_by_role("button", name="Erase me")
    erase.click()
    expect(panel.get_by_text("This cannot be undone.")).to_be_focused()
    panel.get_by_role("button", name="Cancel").click()
    expect(erase).to_be_focused()
    assert "are to go" in api.told(mine)
    # what does not arrive erases nothing, and says so
    page.route("**/readers/me", lambda route: route.abort())
    erase.click()
    panel.get_by_role("button", name="Erase for good").click()
    expect(panel.get_by_role("alert")).to_have_text("That did not work. Please try again.")
    assert len(page.evaluate(KEPT)) == 2
    page.unroute("**/readers/me")
    panel.get_by_role("button", name="Erase for good").click()
    expect(panel.get_by_role("status")).to_be_focused()
    expect(shown(page, "are to go")).to_have_count(0)
    expect(page.locator("parley-comments .bell")).to_have_count(0)
    assert page.evaluate(KEPT) == []
    panel.get_by_role("button", name="Close").click()
    expect(page.locator("parley-comments .prompt")).to_be_focused()
    for each in (page, other):
        each.reload()
        show(each, article)
        expect(shown(each, "An answer that stays.")).to_be_visible()
        expect(shown(each, "are to go")).to_have_count(0)
        expect(each.locator("parley-comments .bell")).to_have_count(0)
    page.locator("parley-comments .prompt").click()
    expect(page.get_by_label("Your name")).to_have_value("")
    expect(page.locator("parley-comments textarea")).to_have_value("")


def test_who_is_signed_in_is_mailed_or_not_and_signs_out(
    open_page: Opener, stack: Stack, api: Api, mailbox: Mailbox
) -> None:
    article, address = api.article("mailed-or-not"), "ivy@example.org"
    page = discuss(open_page, stack, article)
    window = open_window(page)
    mail = mail_link(window, mailbox, address)
    window.get_by_label("The code from the mail").fill(digits_of(mail))
    window.get_by_role("button", name="Continue").click()
    agree(window, "Ivy")
    expect(page.locator("parley-comments .identity")).to_contain_text("Ivy")
    for wanted in (True, False):
        page.reload()
        show(page, article)
        _, panel = open_panel(page)
        mails = panel.get_by_label("Mail me replies and decisions")
        expect(mails).to_be_checked(checked=not wanted)
        with page.expect_response("**/mine/mails") as told:
            mails.set_checked(wanted)
        assert told.value.json() == {"wants_digest": wanted}
    panel.get_by_role("button", name="Sign out").click()
    expect(panel).to_have_count(0)
    expect(page.locator("parley-comments textarea")).to_be_focused()
    expect(page.locator("parley-comments .bell")).to_have_count(0)
    page.reload()
    show(page, article)
    page.locator("parley-comments .prompt").click()
    expect(page.get_by_label("Your name")).to_have_value("")


@pytest.mark.parametrize(("scheme", "language"), [("light", "en"), ("dark", "ar")])
def test_the_panel_is_accessible_and_fits_a_phone(
    open_page: Opener, stack: Stack, api: Api, scheme: str, language: str
) -> None:
    article = api.article(f"own-data-{scheme}")
    page = discuss(open_page, stack, article, viewport=PHONE, color_scheme=scheme)
    write(page, "A remark of the panel's own.")
    posted(page, "of the panel's own")
    page.evaluate("parley.unmount('#discussion')")
    page.evaluate(f"parley.mount('#discussion', {{article: '{article}', lang: '{language}'}})")
    page.locator("parley-comments .bell").click()
    page.locator("parley-comments .notices > .link").click()
    panel = page.locator("parley-comments .notices")
    for step in ("open", "asking"):
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        panel.screenshot(path=ARTEFACTS / f"own-data-{step}-{scheme}.png")
        if step == "open":
            panel.locator(".choices .link").last.click()
            panel.locator(".grave").wait_for()
