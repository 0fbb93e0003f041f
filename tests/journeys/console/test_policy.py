"""The policy's editor and lab in a real browser: form and text, versions, the past, the shadow."""

import re
from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.journeys.conftest import Stack
from tests.journeys.console.conftest import DESKTOP, Desk
from tests.journeys.console.test_looks import barriers
from tests.waiting import wait_until

pytestmark = pytest.mark.journey

PHONE = {"width": 360, "height": 740}


class Policies:
    """The demo's policy as its keys see it, put back at the end."""

    def __init__(self, stack: Stack) -> None:
        self.path = f"{stack.url}/api/v1/sites/demo/policy"
        self.client = requests.Session()
        self.client.headers["Authorization"] = f"Bearer {stack.told['publisher_key']}"

    def get(self, rest: str = "") -> dict[str, object]:
        answer = self.client.get(self.path + rest)
        answer.raise_for_status()
        return dict(answer.json())


@pytest.fixture
def policies(stack: Stack) -> Policies:
    return Policies(stack)


@pytest.fixture
def room(browser: Browser, stack: Stack, signed_in: StorageState) -> Iterator[Page]:
    """The policy's room; fails the test when a script fails. Leaves the default policy."""
    context = browser.new_context(storage_state=signed_in, locale="en-GB", viewport=DESKTOP)  # type: ignore[arg-type]
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.set_default_timeout(20_000)
    page.goto(f"{stack.url}/console/policy")
    expect(page.get_by_role("heading", name="Policy", exact=True)).to_be_visible()
    yield page
    end = page.get_by_role("button", name="End the shadow")
    if end.is_visible():
        end.click()
        expect(end).to_have_count(0)
    back = page.get_by_role("button", name="Back to the default policy")
    if back.is_visible():
        back.click()
        expect(page.get_by_text("The draft is the policy in force.")).to_be_visible()
    context.close()
    assert faults == []


def in_force(page: Page, version: object) -> None:
    expect(page.locator(".versions li").first).to_contain_text(f"Version {version}")


def slide(page: Page, name: str, to: str) -> None:
    """Move a threshold by the keyboard's way: set it, and tell."""
    page.get_by_role("slider", name=name, exact=True).fill(to)


def test_the_form_is_saved_compared_and_rolled_back(room: Page, policies: Policies) -> None:
    slide(room, "Insult", "0.5")
    room.get_by_text("Length, links, edits").click()
    room.get_by_label("Links; more are held").fill("2")
    room.get_by_label("What changed, and why").fill("Insults came through")
    room.get_by_role("button", name="Save as a new version").click()
    expect(room.get_by_text(re.compile(r"Version \d+ is in force"))).to_be_visible()
    saved = policies.get()
    assert saved["body"] == {"scores": {"insult": {"hold": 0.5}}, "links": {"allowed": 2}}
    first = room.locator(".versions li").first
    expect(first).to_contain_text("Insults came through")
    first.get_by_text(re.compile("What version .* changed")).click()
    expect(first.locator(".changes")).to_contain_text("scores.insult.hold")
    expect(first.locator(".changes ins").first).to_be_visible()
    slide(room, "Insult", "0.6")
    room.get_by_role("button", name="Save as a new version").click()
    version = int(str(saved["version"]))
    in_force(room, version + 1)
    room.get_by_role("button", name=f"Back to version {version}", exact=True).click()
    in_force(room, version + 2)
    assert policies.get()["body"] == saved["body"]


def test_a_place_of_its_own_is_made_in_the_form_and_stands_in_the_text(
    room: Page, policies: Policies
) -> None:
    room.get_by_role("button", name="Add a place").click()
    room.get_by_role("textbox", name="Name", exact=True).fill("Sport")
    room.get_by_role("button", name="Add", exact=True).click()
    expect(room.get_by_label("These lines hold")).to_have_value("0")
    slide(room, "Insult", "0.9")
    room.get_by_role("button", name="TOML").click()
    text = room.get_by_label(re.compile("The draft as .*TOML"))
    expect(text).to_have_value(re.compile(r'\[\[overlays\]\]\nsection = "Sport"'))
    expect(text).to_have_value(re.compile(r"hold = 0.9"))
    room.get_by_role("button", name="Save as a new version").click()
    expect(room.get_by_text(re.compile(r"Version \d+ is in force"))).to_be_visible()
    assert policies.get()["overlays"] == [
        {"section": "Sport", "body": {"scores": {"insult": {"hold": 0.9}}}}
    ]


def test_the_text_says_where_it_is_wrong_and_the_form_follows_when_it_is_right(
    room: Page,
) -> None:
    room.get_by_role("button", name="TOML").click()
    text = room.get_by_label(re.compile("The draft as .*TOML"))
    text.fill("premoderate = true\n\n[scores.threat]\nhold = 7\n")
    fault = room.locator(".fault")
    expect(fault).to_contain_text("Line 4, column 1")
    expect(fault).to_contain_text("scores.threat.hold")
    fault.click()
    chosen = "document.activeElement.value.slice(...[document.activeElement].map(a => [a.selectionStart, a.selectionEnd])[0])"
    assert room.evaluate(chosen) == "hold = 7"
    text.fill("premoderate = true\n\n[scores.threat]\nhold = 0.4\n")
    expect(room.get_by_text("The text is fine.")).to_be_visible()
    room.get_by_role("button", name="JSON", exact=True).click()
    expect(room.get_by_label(re.compile("The draft as .*JSON"))).to_have_value(
        re.compile('"hold": 0.4')
    )
    room.get_by_role("button", name="Form").click()
    expect(room.get_by_role("checkbox", name="A person reads every comment first")).to_be_checked()
    expect(room.get_by_role("slider", name="Threat", exact=True)).to_have_value("0.4")
    room.get_by_role("button", name="Discard the draft").click()
    room.get_by_text("In doubt").click()
    expect(
        room.get_by_role("checkbox", name="A person reads every comment first")
    ).not_to_be_checked()


def test_a_draft_is_tried_on_the_past(room: Page, desk: Desk) -> None:
    article = desk.article("lab")
    desk.held(article, "هل تعرفون متى تفتح المكتبة الجديدة أبوابها للقراء")
    slide(room, "Toxicity", "0.3")
    room.get_by_label("Holds a day that you can read").fill("5")
    room.get_by_role("button", name="Try", exact=True).click()
    outcome = room.locator(".outcome")
    expect(outcome).to_contain_text("comments replayed")
    expect(outcome).to_contain_text(re.compile("Moderators need .?[0-9]+ minutes?.? a day"))
    expect(outcome).to_contain_text("too few published comments were audited")
    expect(outcome.locator(".proposal")).to_contain_text("holds a day")
    outcome.locator(".proposal").get_by_role("button").click()
    expect(room.get_by_role("slider", name="Toxicity", exact=True)).not_to_have_value("0.3")
    outcome.get_by_text("By attribute and section").click()
    expect(outcome.get_by_role("table").first).to_be_visible()
    assert barriers(room) == []
    with room.expect_download() as begun:
        outcome.get_by_role("link", name=re.compile("CSV: .?What the draft")).click()
    rows = begun.value.path().read_text("utf-8-sig").splitlines()
    assert rows[0] == "part,name,fate,would,did,low,high"
    assert any(row.startswith("all,,hold,") for row in rows)
    outcome.get_by_text("As a table").click()
    outcome.locator(".curve").get_by_label("Separator of the CSV").select_option("semicolon")
    with room.expect_download() as begun:
        outcome.get_by_role("link", name=re.compile("CSV: .?What a threshold")).click()
    assert begun.value.path().read_text("utf-8-sig").startswith("attribute;hold;holds_per_day;")


def test_a_draft_goes_from_the_shadow_to_live_with_one_click(
    room: Page, desk: Desk, policies: Policies
) -> None:
    room.get_by_text("In doubt").click()
    room.get_by_role("checkbox", name="A person reads every comment first").check()
    room.get_by_role("button", name="Put the draft in the shadow").click()
    expect(room.locator(".shadow")).to_contain_text("In the shadow since")
    article = desk.article("shadow")
    body = {"text": "A calm question about the bridge.", "author": {"subject": "s", "name": "S"}}
    answer = desk.client.post(f"{desk.api}/sites/demo/articles/{article}/comments", json=body)
    comment_id = answer.json()["id"]
    desk.wait(comment_id, "published")  # the shadow would have held it
    wait_until(lambda: bool(policies.get("/shadow")["days"]))
    room.reload()
    expect(room.locator(".shadow table")).to_contain_text("(+1)")
    room.get_by_role("button", name="Go live with it").click()
    expect(room.locator(".shadow")).to_contain_text("Was in the shadow from")
    assert policies.get()["body"] == {"premoderate": True}


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_room_has_no_barriers(
    browser: Browser, stack: Stack, signed_in: StorageState, language: str, theme: str
) -> None:
    context = browser.new_context(
        storage_state=signed_in, locale=language, color_scheme=theme, viewport=DESKTOP  # type: ignore[arg-type]
    )  # fmt: skip
    page = context.new_page()
    page.goto(f"{stack.url}/console/policy")
    expect(page.locator(".policy-form")).to_be_visible()
    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
    assert barriers(page) == []
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()
