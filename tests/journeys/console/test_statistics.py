"""The statistics in a real browser: figures, their meaning, threads behind them, a link that keeps it."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin
from uuid import uuid4

import psycopg
import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from tests.journeys.conftest import Stack
from tests.journeys.console.conftest import DESKTOP, PHONE, Desk
from tests.journeys.console.test_looks import barriers
from tests.mailbox import Mailbox
from tests.waiting import wait_until

pytestmark = pytest.mark.journey

TITLE = "=HYPERLINK(1) for sale"  # a spreadsheet must not run it


@pytest.fixture
def counted(desk: Desk, stack: Stack) -> dict[str, Any]:
    """The figures of a section of its own as the publisher's key reads them: one held comment
    below an article of a name that is a formula. `key` names both, for other tests hold too."""
    site, key = f"{desk.api}/sites/demo", f"formula-{uuid4().hex[:8]}"
    body = {"url": f"{stack.url}/{key}", "title": TITLE, "section": key}
    desk.client.put(f"{site}/articles/{key}", json=body).raise_for_status()
    desk.held(key, "يفتح الجسر غدا")
    publisher = {"Authorization": f"Bearer {stack.told['publisher_key']}"}

    def ask(path: str = "") -> dict[str, Any]:
        return dict(requests.get(f"{site}/statistics{path}", headers=publisher, timeout=20).json())

    wait_until(lambda: ask(f"?section={key}")["totals"]["held"]["machine"] == 1)
    return {**ask(f"?section={key}"), "key": key}


@pytest.fixture
def open_room(browser: Browser, stack: Stack, signed_in: StorageState) -> Iterator[Any]:
    """Opens the statistics with a query; fails the test when a script fails."""
    contexts = []
    faults: list[str] = []

    def open_it(query: str, **options: Any) -> Page:
        settings = {"viewport": DESKTOP, "locale": "en-GB", **options}
        context = browser.new_context(storage_state=signed_in, **settings)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.set_default_timeout(20_000)
        page.goto(f"{stack.url}/console/statistics{query}")
        expect(page.locator(".tile").first).to_be_visible()
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert faults == []


def tile_of(page: Page, name: str) -> Locator:
    heading = page.get_by_role("heading", name=name, exact=True)
    return page.locator(".tile").filter(has=heading)


def test_a_figure_tells_its_meaning_its_threads_and_its_table(
    open_room: Any, stack: Stack, counted: dict[str, Any]
) -> None:
    page = open_room(f"?days=30&section={counted['key']}")
    tile = page.locator(".tile").filter(
        has=page.get_by_role("heading", name="Comments", exact=True)
    )
    expect(tile.locator(".tile-value")).to_have_text(str(counted["totals"]["comments"]))
    tile.locator(".what summary").click()
    expect(tile.get_by_text("Everything readers posted")).to_be_visible()
    tile.locator(".what summary").click()

    tile_of(page, "Held").get_by_role("link", name="Threads").click()
    threads = page.locator("#threads")
    expect(threads.get_by_label("With most")).to_have_value("held")
    expect(threads.get_by_role("row").filter(has_text=TITLE)).to_be_visible()
    assert "figure=held" in page.url

    chart = page.get_by_role("figure").filter(has=page.get_by_role("heading", name="What became"))
    expect(chart.locator("canvas")).to_be_visible()
    chart.get_by_text("Show as a table").click()
    expect(chart.get_by_role("columnheader", name="Published", exact=True)).to_be_visible()
    rows = chart.locator("tbody tr td:nth-child(3)").all_inner_texts()
    assert sum(map(int, rows)) == sum(counted["totals"]["held"].values())
    assert barriers(page) == []

    link = threads.get_by_role("link", name="Download CSV").get_attribute("href")
    cookies = {each["name"]: each["value"] for each in page.context.cookies()}
    table = requests.get(urljoin(stack.url, link or ""), cookies=cookies, timeout=20)
    titles = [
        row["title"] for row in csv.DictReader(io.StringIO(table.content.decode("utf-8-sig")))
    ]
    assert f"'{TITLE}" in titles

    threads.get_by_role("row").filter(has_text=TITLE).get_by_role(
        "link", name="Its figures"
    ).click()
    expect(page.get_by_label("Article key")).to_have_value(counted["key"])
    expect(tile.locator(".tile-value")).to_have_text("1")
    page.reload()  # the link is the report
    expect(tile.locator(".tile-value")).to_have_text("1")
    tile_of(page, "Held").get_by_role("link", name="Open the queue").click()
    expect(page.locator(".row[data-id]")).to_have_count(1)


def test_a_table_is_written_as_the_browsers_country_reads_it(open_room: Any, stack: Stack) -> None:
    page = open_room("?days=30", locale="fr-FR")
    link = page.locator(".head-ways a[download]")
    choice = page.locator(".head-ways").get_by_label("Séparateur du CSV")
    expect(choice).to_have_value("semicolon")
    cookies = {each["name"]: each["value"] for each in page.context.cookies()}
    href = urljoin(stack.url, link.get_attribute("href") or "")
    table = requests.get(href, cookies=cookies, timeout=20)
    assert table.content.startswith(b"\xef\xbb\xbfstart;comments;")
    choice.select_option("comma")
    expect(link).not_to_have_attribute("href", re.compile("separator|decimal"))
    page.reload()
    expect(choice).to_have_value("comma")


def test_a_lively_conversation_is_featured_where_it_is_seen(open_room: Any) -> None:
    page = open_room("?days=30")
    heading = page.get_by_role("heading", name="Liveliest conversations")
    first = page.locator(".sheet").filter(has=heading).get_by_role("listitem").first
    was = first.get_by_role("button").inner_text()
    first.get_by_role("button").click()
    expect(first.get_by_role("button")).not_to_have_text(was)
    page.reload()
    expect(first.get_by_role("button")).not_to_have_text(was)
    first.get_by_role("button").click()
    expect(first.get_by_role("button")).to_have_text(was)


# drawn for the screen: too wide for the paper, or wiped when the page became as narrow
WRONG_ON_PAPER = """all => all.map((one) => {
    const sheet = one.closest('.plot').getBoundingClientRect();
    const ink = one.getContext('2d').getImageData(0, 0, one.width, one.height).data;
    const drawn = ink.some((value) => value > 0);
    const place = one.getBoundingClientRect();
    return drawn && place.width > sheet.width / 2 && place.right <= sheet.right && place.left >= sheet.left;
}).filter((isRight) => !isRight)"""


def test_on_paper_nothing_is_cut_off_and_nothing_is_to_be_clicked(open_room: Any) -> None:
    page = open_room("?days=30")
    expect(page.locator(".heat").first).to_be_visible()
    expect(page.locator(".plot canvas").first).to_be_visible()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})  # A4, narrower than the screen was
    assert page.locator(".plot canvas").evaluate_all(WRONG_ON_PAPER) == []
    wide = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).length"
    assert page.locator(".table").evaluate_all(wide) == 0
    expect(page.get_by_role("button").locator("visible=true")).to_have_count(0)


def test_on_a_phone_in_arabic_and_in_the_dark_nothing_is_cut_off(
    open_room: Any, counted: dict[str, Any]
) -> None:
    page = open_room("?days=7", locale="ar", color_scheme="dark", viewport=PHONE)
    assert page.evaluate("document.documentElement.dir") == "rtl"
    expect(page.locator(".plot canvas").first).to_be_visible()
    assert page.evaluate("document.querySelector('.page').scrollWidth") <= PHONE["width"]
    assert barriers(page) == []


def test_the_figures_come_by_mail_until_one_click_ends_it(
    open_room: Any, stack: Stack, counted: dict[str, Any], mailbox: Mailbox
) -> None:
    address = str(stack.told["moderator"]["email"])
    page = open_room("")
    button = page.get_by_role("button", name="Weekly mail")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    with psycopg.connect(stack.database_url) as connection:  # Monday has come
        connection.execute("UPDATE memberships SET report_due_at = now()")
    letter = mailbox.wait_for(address)
    assert "Comments: " in letter.get_content()
    stop = str(letter["List-Unsubscribe"]).strip("<>")
    requests.post(stop, data={"List-Unsubscribe": "One-Click"}, timeout=20).raise_for_status()
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "false")
