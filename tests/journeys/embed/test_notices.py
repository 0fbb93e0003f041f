"""What one is told: replies and decisions in the embed, and by mail if one asked for it."""

import re

import psycopg
import pytest
import requests
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stack
from tests.journeys.embed.conftest import Api, Opener, discuss, show, write
from tests.journeys.embed.test_signing_in import agree, digits_of, mail_link, open_window
from tests.journeys.embed.test_writing import shown
from tests.mailbox import Mailbox

pytestmark = pytest.mark.journey


def posted(page: Page, text: str) -> str:
    """The id of the reader's own published comment with this text."""
    expect(shown(page, text).locator(".standing.published")).to_be_visible()
    place = page.locator("parley-comments li").filter(has_text=text).last
    return (place.get_attribute("id") or "").removeprefix("parley-")


def test_replies_and_decisions_are_told_and_counted_until_they_are_seen(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article, other = api.article("answered"), api.article("answered-elsewhere", "Elsewhere")
    page = discuss(open_page, stack, article)
    write(page, "Does anybody know the timetable?")
    mine = posted(page, "timetable")
    show(page, other)
    write(page, "And who will be there?", name=None)
    elsewhere = posted(page, "who will be there")
    page.goto("about:blank")
    far = api.post(other, "All of us, I hope.", name="Cy", parent=elsewhere)
    near = api.post(article, "It is on the door of the town hall.", name="Bo", parent=mine)
    page.goto(f"{stack.url}/demo/harbour-bridge")
    show(page, article)
    with page.expect_response("**/seen"):  # to open it is to have seen it
        page.get_by_role("button", name="For you: 2 new").click()
    told = page.locator("parley-comments .told li")
    expect(told).to_have_count(2)
    expect(told.first).to_contain_text(re.compile("Bo.? replied to you"))
    expect(told.first).to_contain_text("It is on the door")
    expect(told.last).to_contain_text("Elsewhere")
    expect(told.last.get_by_role("link")).to_have_attribute(
        "href", f"{stack.url}/{other}#parley-{far}"
    )
    told.first.get_by_role("link").click()
    expect(page.locator("parley-comments .focused")).to_have_attribute("id", f"parley-{near}")
    page.reload()
    show(page, article)
    expect(page.get_by_role("button", name="For you", exact=True)).to_be_visible()


def test_whoever_has_just_written_is_told_without_a_reload(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("first-words")
    page = discuss(open_page, stack, article)
    write(page, "Where does the ferry stop?")
    mine = posted(page, "the ferry")
    bell = page.get_by_role("button", name="For you")
    expect(bell).to_be_visible()
    api.post(article, "At the old pier.", name="Bo", parent=mine)
    bell.click()  # sooner than the page has looked by itself
    expect(page.locator("parley-comments .notices")).to_contain_text("At the old pier.")


def test_what_one_does_or_what_becomes_of_it_is_seen_in_every_window(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("two-windows")
    page = discuss(open_page, stack, article)
    write(page, "The first remark on the bridge.")
    posted(page, "The first remark")
    other = page.context.new_page()
    other.goto(f"{stack.url}/demo/harbour-bridge")
    show(other, article)
    expect(shown(other, "The first remark").get_by_text("You", exact=True)).to_be_visible()
    write(page, "A second thought about it.", name=None)
    second = posted(page, "A second thought")
    other.get_by_role("button", name="Show 1 new comment").click()
    expect(shown(other, "A second thought").get_by_role("button", name="Delete")).to_be_visible()
    api.decide("reject", second)
    refused = other.locator("parley-comments .standing.rejected")
    expect(refused).to_contain_text("Not published. Only you see it.")
    shown(page, "The first remark").get_by_role("button", name="Delete").click()
    page.goto("about:blank")  # who leaves has not thought again
    expect(shown(other, "The first remark")).to_have_count(0)


def test_who_asked_for_mail_is_told_until_one_click_stops_it(
    open_page: Opener, stack: Stack, api: Api, mailbox: Mailbox
) -> None:
    article, address = api.article("by-digest"), "eve@example.org"
    page = discuss(open_page, stack, article)
    window = open_window(page)
    mail = mail_link(window, mailbox, address)
    window.get_by_label("The code from the mail").fill(digits_of(mail))
    window.get_by_role("button", name="Continue").click()
    window.get_by_label("Mail me replies and decisions").check()
    agree(window, "Eve")
    page.locator("parley-comments textarea").fill("Is the ferry late again?")
    page.get_by_role("button", name="Post comment").click()
    api.post(article, "By an hour, they say.", name="Bo", parent=posted(page, "the ferry"))
    look_again(stack)
    digest = mailbox.wait_for(address, count=2)
    assert "Bo replied to you" in digest.get_content()
    assert "By an hour, they say." in digest.get_content()
    # RFC 8058: the mail program posts these words to that address, without a cookie or a question
    assert digest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = digest["List-Unsubscribe"].strip("<>")
    assert requests.get(link, timeout=20).ok  # scanners of mail look at links
    assert wants_digest(stack, article)
    assert requests.post(link, data="List-Unsubscribe=One-Click", timeout=20).ok
    assert not wants_digest(stack, article)


def look_again(stack: Stack) -> None:
    """Let the time come at which readers are looked after: an hour after they were last."""
    with psycopg.connect(stack.database_url) as connection:
        connection.execute("SET LOCAL parley.site = '0'")
        connection.execute("UPDATE reader_mails SET digest_due_at = now() WHERE wants_digest")


def wants_digest(stack: Stack, article: str) -> bool:
    """Whether the author of the article's first comment wants mail."""
    with psycopg.connect(stack.database_url) as connection:
        connection.execute("SET LOCAL parley.site = '0'")
        row = connection.execute(
            """
            SELECT m.wants_digest FROM comments AS c
            JOIN articles AS a ON a.site_id = c.site_id AND a.id = c.article_id
            JOIN reader_mails AS m ON m.site_id = c.site_id AND m.reader_id = c.reader_id
            WHERE a.key = %s AND c.parent_id IS NULL
            """,
            [article],
        ).fetchone()
        assert row is not None
        return bool(row[0])
