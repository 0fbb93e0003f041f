"""Staff among readers: answered from the console, seen below the article with the badge."""

import pytest
import requests
from playwright.sync_api import expect

from tests.journeys.conftest import Stack
from tests.journeys.console.conftest import Desk, Opener
from tests.waiting import wait_until

pytestmark = pytest.mark.journey


def test_a_reader_is_answered_from_the_conversation_and_others_see_by_whom(
    open_queue: Opener, stack: Stack, desk: Desk
) -> None:
    article = desk.article("answered-by-staff")
    site = f"{desk.api}/sites/demo"
    asked = {"text": "When will the figures be out?", "author": {"subject": "q", "name": "Quinn"}}
    made = desk.client.post(f"{site}/articles/{article}/comments", json=asked).json()
    desk.wait(made["id"], "published")
    guest = requests.post(f"{site}/sessions", json={"guest": {"name": "Rae"}}).json()
    requests.post(
        f"{desk.api}/comments/{made['id']}/flags", json={"reason": "off_topic"},
        headers={"Authorization": f"Bearer {guest['token']}"},
    ).raise_for_status()  # fmt: skip
    page = open_queue(article, "reported")
    page.locator(f'.row[data-id="{made["id"]}"]').click()
    page.keyboard.press("c")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reply as").fill("On Monday, and then every week.")
    dialog.get_by_role("button", name="Reply").click()
    expect(page.get_by_text("Your reply is published")).to_be_visible()
    expect(dialog).to_be_hidden()

    def replies() -> list[dict[str, object]]:
        [thread] = requests.get(f"{site}/articles/{article}/comments").json()["items"]
        found: list[dict[str, object]] = thread["replies"]["items"]
        return found

    wait_until(lambda: len(replies()) == 1)
    page.goto(f"{stack.url}/demo/harbour-bridge")
    page.locator("parley-comments").wait_for(state="attached")
    page.evaluate("parley.unmount('#discussion')")
    page.evaluate(f"parley.mount('#discussion', {{article: '{article}'}})")
    reply = page.locator("parley-comments li").filter(has_text="On Monday").last
    reply.scroll_into_view_if_needed()
    expect(reply.locator(".badge")).to_have_text("Staff")
