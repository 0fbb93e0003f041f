"""A kind second thought before posting, and the count of what followed."""

import json

import psycopg
import pytest
import requests
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stack
from tests.journeys.embed.conftest import Api, Opener, discuss, show, write
from tests.journeys.embed.test_writing import RUDE, be_patient, shown

pytestmark = pytest.mark.journey


def be_one_who(page: Page, stack: Stack, api: Api, article: str, *, is_held_out: bool) -> None:
    """Come back as a guest of the share that is shown no nudges, or of the others."""
    for _ in range(200):  # the share is a tenth: 200 in vain happen once in a thousand million
        guest = requests.post(f"{api.site}/sessions", json={"guest": {"name": "Ada"}}, timeout=20)
        told = guest.json()
        bearer = {"Authorization": f"Bearer {told['token']}"}
        asked = {"text": RUDE}
        answer = requests.post(f"{api.site}/previews", json=asked, headers=bearer, timeout=20)
        if answer.json()["held_out"] == is_held_out:
            break
    kept = json.dumps({"name": "Ada", "reader": told["reader"], "token": told["token"]})
    page.evaluate("(kept) => localStorage.setItem('parley:session:demo', kept)", kept)
    page.reload()
    show(page, article)
    be_patient(page)
    page.evaluate(
        "window.told = []; addEventListener('parley:nudged', (event) => told.push(event.detail.isShown))"
    )


def counted(stack: Stack, article: str) -> list[tuple[bool, bool]]:
    """(shown, edited) of each nudge after which something was posted."""
    with psycopg.connect(stack.database_url) as connection:
        connection.execute("SET LOCAL parley.site = '0'")
        return connection.execute(
            """
            SELECT n.is_shown, n.is_edited FROM nudges AS n
            JOIN articles AS a ON a.site_id = n.site_id AND a.id = n.article_id
            JOIN comments AS c ON c.site_id = n.site_id AND c.id = n.comment_id
            WHERE a.key = %s
            """,
            [article],
        ).fetchall()


def test_a_hurtful_text_is_asked_about_and_another_wording_is_counted(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("nudged")
    page = discuss(open_page, stack, article)
    be_one_who(page, stack, api, article, is_held_out=False)
    write(page, RUDE, name=None)
    nudge = page.locator("parley-comments .nudge")
    expect(nudge).to_contain_text("Would you like to change it?")
    expect(nudge.locator("mark").filter(has_text="idiot")).to_be_visible()
    expect(nudge.get_by_role("button", name="Post it as it is")).to_be_visible()
    assert page.evaluate("told") == [True]
    expect(nudge.get_by_role("button", name="Change it")).to_be_focused()
    page.keyboard.press("Enter")
    field = page.locator("parley-comments textarea")
    expect(field).to_be_focused()
    expect(field).to_have_value(RUDE)
    page.reload()  # what the nudge is known by is kept with the draft
    show(page, article)
    page.locator("parley-comments .prompt").click()
    field.fill("I see this quite differently.")
    page.get_by_role("button", name="Post comment").click()
    expect(shown(page, "differently").locator(".standing.published")).to_be_visible()
    assert counted(stack, article) == [(True, True)]


def test_it_can_be_posted_as_it_is(open_page: Opener, stack: Stack, api: Api) -> None:
    article = api.article("nudged-in-vain")
    page = discuss(open_page, stack, article)
    be_one_who(page, stack, api, article, is_held_out=False)
    write(page, RUDE, name=None)
    page.get_by_role("button", name="Post it as it is").click()
    expect(shown(page, "worthless").locator(".standing.held")).to_be_visible()
    assert counted(stack, article) == [(True, False)]


def test_a_share_of_readers_sees_no_nudge(open_page: Opener, stack: Stack, api: Api) -> None:
    article = api.article("not-nudged")
    page = discuss(open_page, stack, article)
    be_one_who(page, stack, api, article, is_held_out=True)
    write(page, RUDE, name=None)
    expect(shown(page, "worthless").locator(".standing")).to_be_visible()
    assert page.evaluate("told") == [False]
    assert counted(stack, article) == [(False, False)]
