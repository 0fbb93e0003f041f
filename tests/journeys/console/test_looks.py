"""How the console looks: free of barriers in every view, in both directions and themes."""

from collections import Counter

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from service.clock import utc_now
from tests.journeys.conftest import Stack
from tests.journeys.console.conftest import PHONE, TABLET, Desk, Opener

pytestmark = pytest.mark.journey

TEXT = "هل يعرف أحد متى يفتح الجسر أمام السيارات من جديد"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

# The controls of a dialog that do not lie within it.
CUT_OFF = """() => {
  const { left, right } = document.querySelector('dialog').getBoundingClientRect();
  const box = (it) => it.getBoundingClientRect();
  return [...document.querySelectorAll('dialog :is(input, select, textarea, button)')]
    .filter((it) => box(it).left < left || box(it).right > right)
    .map((it) => it.outerHTML.slice(0, 80));
}"""


def barriers(page: Page) -> list[str]:
    """What axe has found, a line each."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


@pytest.fixture
def article(desk: Desk) -> str:
    key = desk.article("looks")
    desk.held(key, TEXT)
    return key


def test_the_door_has_no_barriers(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/console/")
    expect(page.get_by_label("Password")).to_be_visible()
    assert barriers(page) == []


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_desk_has_no_barriers(
    open_queue: Opener, article: str, language: str, theme: str
) -> None:
    page = open_queue(article, locale=language, color_scheme=theme)
    expect(page.locator(".card .body")).to_be_visible()
    assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
    assert barriers(page) == []


@pytest.mark.parametrize("key", ["d", "e", "b", "c", "l", "?", "Control+k"])
def test_no_dialog_has_barriers(open_queue: Opener, article: str, key: str) -> None:
    page = open_queue(article)
    expect(page.locator(".card .body")).to_be_visible()
    page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_be_visible()
    assert barriers(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("key", ["l", "?", "Control+k"])
def test_a_dialog_fits_on_a_phone(
    open_queue: Opener, article: str, key: str, language: str
) -> None:
    page = open_queue(article, viewport=PHONE, locale=language)
    expect(page.locator(".row[data-id]").first).to_be_visible()
    page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate(CUT_OFF) == []


def test_scores_and_log_have_no_barriers(open_queue: Opener, article: str, stack: Stack) -> None:
    page = open_queue(article)
    page.get_by_role("button", name="By score").click()
    expect(page.locator(".chart svg")).to_be_visible()
    assert barriers(page) == []
    page.goto(f"{stack.url}/console/log")
    expect(page.get_by_role("heading", name="Log")).to_be_visible()
    assert barriers(page) == []


def test_on_a_phone_the_log_does_not_scroll_sideways(
    open_queue: Opener, article: str, desk: Desk, stack: Stack
) -> None:
    desk.decide("reject", desk.held(desk.article("logged"), TEXT))
    page = open_queue(article, viewport=PHONE)
    page.goto(f"{stack.url}/console/log")
    page.get_by_text(TEXT).first.wait_for()
    room = page.locator(".log .table")
    assert room.evaluate("it => it.scrollWidth - it.clientWidth") == 0
    assert barriers(page) == []


# What is no table to the eye has to say that it is one.
FORGOTTEN = """() => [...document.querySelectorAll('table, thead, tbody, tr, th, td')]
  .filter((it) => !getComputedStyle(it).display.startsWith('table') && !it.hasAttribute('role'))
  .map((it) => it.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize(("room", "columns"), [("log", 6), ("settings", 5)])
def test_on_a_phone_a_table_is_one_to_screen_readers(
    open_queue: Opener, article: str, desk: Desk, stack: Stack, room: str, columns: int
) -> None:
    desk.decide("publish", desk.held(desk.article("told"), TEXT))
    page = open_queue(article, viewport=PHONE)
    page.goto(f"{stack.url}/console/{room}")
    page.locator("tbody tr").first.wait_for()
    table = page.locator(".stacked")
    assert page.locator("tbody tr").first.evaluate("it => getComputedStyle(it).display") == "flex"
    assert table.evaluate("it => it.scrollWidth - it.clientWidth") == 0
    assert page.evaluate(FORGOTTEN) == []
    told = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    roles = Counter(each["role"]["value"] for each in told if not each["ignored"])
    assert roles["columnheader"] == columns
    assert roles["cell"] == columns * (roles["row"] - 1) > 0  # an empty one too: columns count
    assert barriers(page) == []


def _beside_a_long_name(page: Page) -> None:
    """A second site, this one with a long name, and a discussion that has just begun to heat up."""

    def sites(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        [here] = (each for each in told["sites"] if each["site"] == "demo")
        long = {**here, "name": "The Gazette of the Northern Harbours and Isles"}
        route.fulfill(response=answer, json={**told, "sites": [long, {**here, "site": "isles"}]})

    page.route("**/api/v1/sessions/current", sites)
    hot = {"article": {"key": "bridge", "title": "The bridge", "url": None, "section": None},
           "reasons": [], "figures": {}, "since": utc_now().isoformat()}  # fmt: skip
    page.route("**/api/v1/review/heat?*", lambda route: route.fulfill(json={"items": [hot]}))


# What stands in the bar, the rooms left out, but not in its one line or not on the screen.
OUT_OF_LINE = """() => {
  const box = (it) => it.getBoundingClientRect();
  const middle = (it) => (box(it).top + box(it).bottom) / 2;
  const all = [...document.querySelectorAll('.bar > :not(.rooms)')];
  return all.filter((it) => Math.abs(middle(it) - middle(all[0])) > 4 || box(it).left < 0 ||
                            box(it).right > innerWidth).map((it) => it.outerHTML.slice(0, 80));
}"""


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_on_a_phone_the_bar_is_one_line_with_the_site_in_it(
    open_queue: Opener, article: str, language: str
) -> None:
    page = open_queue(article, viewport={"width": 390, "height": 844}, locale=language)
    _beside_a_long_name(page)
    page.reload()
    expect(page.locator(".watch")).to_be_visible()
    assert page.evaluate(OUT_OF_LINE) == []
    box = page.locator("select.site").bounding_box()
    assert box is not None
    assert box["width"] > 90
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert barriers(page) == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_note_lies_on_the_list(open_queue: Opener, article: str, language: str) -> None:
    page = open_queue(article, locale=language)
    page.locator(".card .body").wait_for()
    _beside_a_long_name(page)
    page.reload()
    note = page.locator(".toast")
    expect(note).to_have_count(1)
    note_box, list_box = note.bounding_box(), page.locator(".middle").bounding_box()
    assert note_box is not None
    assert list_box is not None
    if language == "ar":
        assert note_box["x"] >= list_box["x"] + list_box["width"]
    else:
        assert note_box["x"] + note_box["width"] <= list_box["x"]
    assert barriers(page) == []


def test_on_a_tablet_the_card_opens_over_the_list_and_closes(
    open_queue: Opener, article: str
) -> None:
    page = open_queue(article, viewport=TABLET, has_touch=True)
    row = page.locator(".row[data-id]").first
    expect(row).to_be_visible()
    expect(page.locator(".card")).to_have_count(0)
    row.locator(".row-text").tap()
    expect(page.locator(".card .body")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="Back to the list").tap()
    expect(page.locator(".card")).to_have_count(0)
