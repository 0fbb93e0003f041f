"""Two moderators at once on a site of 5,000 comments, by keyboard only; then the log is replayed."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from bench.feeds.fill import fill
from tests.journeys.conftest import PARLEY, Stack
from tests.journeys.console.conftest import DESKTOP
from tests.waiting import wait_until

pytestmark = pytest.mark.journey

SLUG, SITE, PASSWORD = "gazette", 4_242, "a long password of the tests"
COMMENTS, WAVE = 5_000, 300
COPIED = "Nobody tells you that the lighthouse was sold for a bag of coins, wake up and read number"
QUIET = "أعمل في المنارة منذ عشر سنوات وأعرف كل درجة من درجاتها"  # no engine may decide on it


@dataclass(frozen=True)
class Newsroom:
    """The seeded site, and two moderators signed in side by side."""

    stack: Stack
    mira: Page
    noor: Page

    def ask(self, statement: str, **values: object) -> list[Any]:
        """Rows of the site's database."""
        with psycopg.connect(self.stack.database_url) as connection:
            connection.execute(f"SET LOCAL parley.site = '{SITE}'")
            return connection.execute(statement, {"site": SITE, **values}).fetchall()

    def held(self) -> int:
        [[number]] = self.ask("SELECT count(*) FROM comments WHERE status = 'held'"
                              " AND site_id = %(site)s")  # fmt: skip
        return int(number)


def _run(stack: Stack, *words: str) -> None:
    addresses = {"DATABASE_URL": stack.database_url, "BROKER_URL": stack.told["broker_url"]}
    environment = {**os.environ, **addresses, "PARLEY_NEW_PASSWORD": PASSWORD}
    subprocess.run([str(PARLEY), *words], env=environment, check=True, capture_output=True)


# What held them: their score, as the worker would have written it.
_FOUND = """
    UPDATE revisions AS v SET findings = jsonb_build_array(jsonb_build_object(
        'phase', 'scores', 'action', 'hold', 'message', 'above', 'saw', jsonb_build_object(
            'above', jsonb_build_array(jsonb_build_object(
                'attribute', 'toxicity', 'score', s.toxicity, 'holds_at', 0.8)))))
    FROM scores AS s JOIN comments AS c ON c.site_id = s.site_id AND c.id = s.comment_id
    WHERE v.site_id = s.site_id AND v.comment_id = s.comment_id AND v.number = s.revision
          AND c.status = 'held' AND v.site_id = %(site)s"""


def _seed(stack: Stack, folder: Path) -> None:
    fill(f"{stack.database_url}?options=-c%20parley.site%3D0", SITE, SLUG, COMMENTS - WAVE)
    with psycopg.connect(stack.database_url) as connection:
        connection.execute(f"SET LOCAL parley.site = '{SITE}'")
        connection.execute(_FOUND, {"site": SITE})
    wave = folder / "wave.jsonl"
    lines = [
        {"id": str(at), "article": "article-1", "author": f"bot-{at}", "status": "held",
         "text": f"{COPIED} {at}"}
        for at in range(WAVE)
    ]  # fmt: skip
    wave.write_text("\n".join(json.dumps(each) for each in lines))
    _run(stack, "import", "jsonl", str(wave), "--site", SLUG)
    for name in ("Mira", "Noor"):
        _run(stack, "moderator", "add", f"{name.lower()}@gazette.example", "--site", SLUG,
             "--name", name)  # fmt: skip


def _sign_in(page: Page, stack: Stack, name: str) -> Page:
    """By keyboard: the field for the e-mail has the focus."""
    page.goto(f"{stack.url}/console/queue/held?order=oldest")
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type(f"{name.lower()}@gazette.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".list .row").first).to_be_visible(timeout=20_000)
    return page


@pytest.fixture(scope="module")
def newsroom(
    stack: Stack, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Newsroom]:
    _seed(stack, tmp_path_factory.mktemp("newsroom"))
    contexts = [browser.new_context(viewport=DESKTOP, locale="en-GB") for _ in range(2)]  # type: ignore[arg-type]
    pages = []
    for context, name in zip(contexts, ("Mira", "Noor"), strict=True):
        context.set_default_timeout(30_000)
        pages.append(_sign_in(context.new_page(), stack, name))
    yield Newsroom(stack, *pages)
    for context in contexts:
        context.close()


def _open_ids(page: Page) -> list[str]:
    rows = page.locator(".list .row:not(.slim)")
    return [str(each.get_attribute("data-id")) for each in rows.all()]


def _open_rows(page: Page, count: int) -> None:
    expect(page.locator(".list .row:not(.slim)")).to_have_count(count, timeout=20_000)


def test_claims_of_two_who_work_at_once_never_collide(newsroom: Newsroom) -> None:
    mira, noor = newsroom.mira, newsroom.noor
    handled: list[str] = []
    for _ in range(2):
        for page in (mira, noor):
            page.keyboard.press("t")
        for page in (mira, noor):
            _open_rows(page, 20)
        handled += _open_ids(mira) + _open_ids(noor)
        for _ in range(20):
            mira.keyboard.press("f")
            noor.keyboard.press("D")
        for page in (mira, noor):
            _open_rows(page, 0)
    assert len(handled) == len(set(handled)) == 80
    wait_until(lambda: len(newsroom.ask(_BY_PEOPLE)) == 80)
    rows = newsroom.ask(_BY_PEOPLE)
    assert len({comment for comment, _, _ in rows}) == 80
    assert {verb: len([1 for _, each, _ in rows if each == verb]) for _, verb, _ in rows} == {
        "publish": 40, "reject": 40,
    }  # fmt: skip
    assert len({actor for _, _, actor in rows}) == 2
    for page in (mira, noor):
        expect(page.locator(".sign-conflict")).to_have_count(0)


def test_of_two_who_decide_the_same_the_slower_is_told(newsroom: Newsroom) -> None:
    mira, noor = newsroom.mira, newsroom.noor
    for page in (mira, noor):
        page.keyboard.press("r")
        _open_rows(page, 50)
    first = _open_ids(mira)[0]
    assert _open_ids(noor)[0] == first
    # Each sees that the other looks at it too.
    expect(noor.locator(".card")).to_contain_text("is looking at this")
    mira.keyboard.press("f")
    expect(mira.locator(f'.slim[data-id="{first}"]')).to_have_attribute("data-state", "sent")
    noor.keyboard.press("D")
    row = noor.locator(f'.row[data-id="{first}"]')
    expect(row.locator(".sign-conflict")).to_contain_text("has decided this meanwhile: ⁨Published")


def test_a_wave_of_300_is_rejected_at_once_and_taken_back(newsroom: Newsroom) -> None:
    noor, before = newsroom.noor, newsroom.held()
    noor.keyboard.press("/")
    noor.keyboard.type("lighthouse was sold")
    noor.keyboard.press("Enter")
    expect(noor.locator(".card")).to_contain_text(f"Decide all {WAVE} together")
    noor.keyboard.press("g")
    noor.keyboard.press("d")
    noor.keyboard.press("4")  # imported, so nothing was found that would suggest a reason
    wait_until(lambda: newsroom.held() == before - WAVE, why=lambda: str(newsroom.held()))
    expect(noor.locator(".slim").first).to_have_attribute("data-state", "sent")
    noor.keyboard.press("z")
    wait_until(lambda: newsroom.held() == before, why=lambda: str(newsroom.held()))
    assert newsroom.ask(_STATUSES, texts=f"{COPIED}%") == [("held", WAVE)]


def test_a_range_of_the_histogram_is_decided_and_taken_back(newsroom: Newsroom) -> None:
    mira, before = newsroom.mira, newsroom.held()
    mira.keyboard.press("m")
    expect(mira.get_by_role("slider", name="From")).to_be_focused()
    for _ in range(36):
        mira.keyboard.press("ArrowRight")
    sample = mira.locator(".range strong")
    expect(sample).to_contain_text("comments in this range")
    expect(mira.get_by_role("slider", name="From")).to_have_value("0.9")
    [[wanted]] = newsroom.ask(_ABOVE)
    expect(sample).to_contain_text(f"{wanted} comments")
    mira.keyboard.press("R")
    wait_until(lambda: newsroom.held() == before - wanted, why=lambda: str(newsroom.held()))
    expect(mira.locator(".batch")).to_contain_text(f"All {wanted} decided")
    mira.keyboard.press("z")
    wait_until(lambda: newsroom.held() == before, why=lambda: str(newsroom.held()))
    mira.keyboard.press("m")


def test_an_appeal_is_upheld_by_the_other_and_everyone_is_told(newsroom: Newsroom) -> None:
    mira, noor, api = newsroom.mira, newsroom.noor, f"{newsroom.stack.url}/api/v1"
    guest = requests.post(f"{api}/sites/{SLUG}/sessions", json={"guest": {"name": "Yara"}}).json()
    bearer = {"Authorization": f"Bearer {guest['token']}"}
    posted = requests.post(f"{api}/sites/{SLUG}/articles/article-2/comments",
                           json={"text": QUIET}, headers=bearer).json()  # fmt: skip
    own, name = f"{api}/comments/{posted['id']}", str(posted["id"])
    bearer = {"Authorization": f"Bearer {posted.get('token') or guest['token']}"}
    wait_until(lambda: requests.get(own, headers=bearer).json()["status"] == "held")
    mira.keyboard.press("1")
    mira.keyboard.press("l")
    for _ in range(3):  # past the articles, their picker and the section
        mira.keyboard.press("Tab")
    mira.keyboard.type("ar")  # the language
    mira.keyboard.press("Enter")
    _open_rows(mira, 1)
    mira.keyboard.press("d")
    mira.keyboard.press("2")
    wait_until(lambda: requests.get(own, headers=bearer).json()["status"] == "rejected")
    words = {"text": "It says what my work is, nothing else."}
    requests.post(f"{own}/appeals", json=words, headers=bearer).raise_for_status()
    for page in (mira, noor):
        page.keyboard.press("4")
        expect(page.locator(".card .appeal")).to_contain_text(words["text"])
    mira.keyboard.press("f")
    expect(mira.locator(".card .conflict")).to_contain_text("You decided this one yourself")
    noor.keyboard.press("f")
    wait_until(lambda: requests.get(own, headers=bearer).json()["status"] == "published")
    expect(noor.locator(f'[data-id="{name}"]')).to_contain_text("Restored")
    told = f"{api}/sites/{SLUG}/mine/notices"
    wait_until(  # once the time to undo has passed
        lambda: (
            {each["kind"] for each in requests.get(told, headers=bearer).json()["items"]}
            >= {"comment_rejected", "appeal_upheld", "comment_restored"}
        )
    )
    mira.keyboard.press("Control+k")
    mira.keyboard.type("health")
    mira.keyboard.press("Enter")
    expect(mira.locator(".figure", has_text="Overturned")).to_contain_text("1 of ")


def test_replaying_the_log_gives_the_statuses(newsroom: Newsroom) -> None:
    replayed: dict[int, str] = {}
    revisions: dict[int, int] = {}
    for comment, revision, before, after in newsroom.ask(_LOG):
        assert replayed.get(comment, before) == before, comment
        assert revisions.get(comment, revision) <= revision, comment
        replayed[comment], revisions[comment] = after, revision
    stored = dict(newsroom.ask("SELECT id, status FROM comments WHERE site_id = %(site)s"))
    assert len(stored) > COMMENTS
    assert len(replayed) > WAVE
    assert replayed == {each: stored[each] for each in replayed}
    assert newsroom.ask(_UNSTATED) == []
    assert newsroom.ask(_MISQUEUED) == []


_BY_PEOPLE = """
    SELECT comment_id, verb, actor_id FROM decisions
    WHERE site_id = %(site)s AND actor_kind = 'moderator' AND actor_id IS NOT NULL
"""
_STATUSES = """
    SELECT c.status, count(*) FROM comments AS c
    JOIN revisions AS v ON v.site_id = c.site_id AND v.comment_id = c.id
    WHERE c.site_id = %(site)s AND v.text LIKE %(texts)s GROUP BY c.status
"""
_ABOVE = """
    SELECT count(*) FROM queue_items
    WHERE site_id = %(site)s AND queue = 'held' AND toxicity >= 0.9::real
"""
_LOG = """
    SELECT comment_id, revision, before, after FROM decisions
    WHERE site_id = %(site)s ORDER BY comment_id, id
"""
# Each rejection in force has its statement, and nothing else has one in force that says removed.
_UNSTATED = """
    SELECT c.id FROM comments AS c
    LEFT JOIN statements AS s ON s.site_id = c.site_id AND s.comment_id = c.id
         AND s.ended_at IS NULL AND s.restriction = 'removed'
    WHERE c.site_id = %(site)s AND (c.status = 'rejected') <> (s.id IS NOT NULL)
"""
_MISQUEUED = """
    SELECT c.id FROM comments AS c
    LEFT JOIN queue_items AS q ON q.site_id = c.site_id AND q.comment_id = c.id
         AND q.queue = 'held'
    WHERE c.site_id = %(site)s AND (c.status = 'held') <> (q.comment_id IS NOT NULL)
"""
