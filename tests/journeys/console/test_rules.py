"""The reasons for a rejection, and the rules that authors read, kept in the settings."""

from typing import Any

import pytest
import requests
from playwright.sync_api import expect

from tests.journeys.conftest import Stack
from tests.journeys.console.conftest import Desk, Opener
from tests.journeys.console.test_looks import TEXT, barriers

pytestmark = pytest.mark.journey


def test_a_reason_is_added_moved_and_offered_and_the_list_can_go_back(
    open_queue: Opener, stack: Stack, desk: Desk
) -> None:
    def kept() -> list[dict[str, Any]]:
        answer = requests.get(f"{desk.api}/sites/demo/reasons", timeout=20)
        return list(answer.json()["items"])

    shipped = kept()
    article = desk.article("rules")
    desk.held(article, TEXT)
    page = open_queue(article)
    page.goto(f"{stack.url}/console/settings/rules")
    page.locator(".rules").get_by_role("combobox", name="Language").select_option("fr")
    first = page.locator(".rules").get_by_role("group").first
    expect(first.get_by_label("Name, for moderators")).to_have_value(shipped[0]["names"]["fr"])
    first.get_by_label("Rule, as the author reads it").fill("Restez courtois.")
    assert barriers(page) == []

    page.get_by_role("button", name="Add a reason").click()
    new = page.locator(".rules").get_by_role("group").last
    new.get_by_label("Name, for moderators").fill("Spoils the match")
    new.get_by_label("Code").fill("spoiler")
    new.get_by_label("Rule, where their language has none").fill("Give no result away.")
    for _ in range(len(shipped)):
        page.get_by_role("button", name="Up Spoils the match").click()
    expect(page.get_by_role("button", name="Up Spoils the match")).to_have_count(0)
    page.get_by_role("button", name="Save the list").click()
    expect(page.get_by_text("From now on these reasons are offered.")).to_be_visible()
    after = kept()
    assert [each["code"] for each in after] == ["spoiler", *(each["code"] for each in shipped)]
    assert after[0]["rule"] == "Give no result away."
    assert after[0]["names"] == {"fr": "Spoils the match"}
    assert after[1]["rules"] == {**shipped[0]["rules"], "fr": "Restez courtois."}

    page.goto(f"{stack.url}/console/queue/held?article={article}")
    expect(page.locator(".card .body")).to_be_visible()
    page.keyboard.press("d")
    expect(page.get_by_role("dialog").get_by_role("button").nth(1)).to_contain_text(
        "Spoils the match"
    )
    page.keyboard.press("Escape")

    page.goto(f"{stack.url}/console/settings/rules")
    page.on("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="Back to Parley’s list").click()
    expect(page.get_by_text("Parley’s list is back.")).to_be_visible()
    assert kept() == shipped
