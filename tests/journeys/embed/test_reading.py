"""Reading: one script tag on any page, nothing jumps, nothing is asked of the page's policy."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.conftest import Stack
from tests.journeys.embed.conftest import (
    DESKTOP,
    FIRST,
    PHONE,
    Api,
    Opener,
    Publisher,
    discuss,
    reach,
)

pytestmark = pytest.mark.journey

SHIFTS = """() => new Promise((resolve) => {
  const moved = [];
  const name = ({ node, previousRect: a, currentRect: b }) =>
    `${node?.outerHTML?.slice(0, 80) ?? node?.textContent} ${a.top}+${a.height} ${b.top}+${b.height}`;
  const inside = () => [...document.querySelector('parley-comments').shadowRoot.firstChild.children]
    .map((it) => `${it.className} ${it.getBoundingClientRect().top}`); // what no entry may name
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) moved.push(...entry.sources.map(name), ...inside());
  }).observe({ type: 'layout-shift', buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => resolve(moved)));
})"""
ARTEFACTS = Path(__file__).parents[2] / "artefacts" / "embed"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}


def tag(stack: Stack, article: str, more: str = "") -> str:
    return f'<script async src="{stack.url}/embed.js" data-site="demo" data-article="{article}" {more}></script>'


@pytest.mark.parametrize("article", ["harbour-bridge", "night-library"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_demo_is_accessible_and_nothing_moves(
    open_page: Opener, stack: Stack, article: str, viewport: object, scheme: str
) -> None:
    page = open_page(f"{stack.url}/demo/{article}", viewport=viewport, color_scheme=scheme)
    discussion = reach(page)
    page.wait_for_selector(FIRST)
    assert page.evaluate(SHIFTS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert discussion.locator(".parley").get_attribute("dir") == page.locator("html").get_attribute(
        "dir"
    )
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    width = page.evaluate("innerWidth")
    page.screenshot(path=ARTEFACTS / f"{article}-{width}-{scheme}.png", full_page=True)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_what_comes_meanwhile_moves_nothing(
    open_page: Opener, stack: Stack, api: Api, viewport: object
) -> None:
    article = api.article("meanwhile")
    for number in range(3):
        api.post(article, f"Said before, number {number}.", name=f"Reader {number}")
    page = discuss(open_page, stack, article, viewport=viewport)
    page.locator("parley-comments .heading").scroll_into_view_if_needed()
    page.clock.install()
    with page.expect_response("**/changes?*"):
        page.clock.run_for(6_000)
    tops = "(all) => all.map((it) => it.getBoundingClientRect().top)"
    before = page.locator(FIRST).evaluate_all(tops)
    api.post(article, "Said meanwhile.", name="Bo")
    page.clock.run_for(20_000)
    pill = page.get_by_role("button", name="Show 1 new comment")
    expect(pill).to_be_visible()
    assert page.locator(FIRST).evaluate_all(tops) == before
    assert page.evaluate(SHIFTS) == []
    # at rest it stands in the room between the composer and the first comment, over nobody's words
    box, first = pill.bounding_box(), page.locator("parley-comments .byline").first.bounding_box()
    assert box
    assert first
    assert box["y"] + box["height"] <= first["y"]


def test_a_strict_policy_on_another_origin_is_enough(
    open_page: Opener, publisher: Publisher, stack: Stack
) -> None:
    address = publisher.page(
        "<h1>A story</h1>" + tag(stack, "harbour-bridge") + "<footer>End</footer>"
    )
    page = open_page(address)
    reach(page)
    page.wait_for_selector(FIRST)
    assert page.evaluate("document.querySelectorAll('[style], style').length") == 0
    assert page.locator("parley-comments [style], parley-comments style").count() == 0


def test_nothing_is_fetched_or_stored_before_the_discussion_nears(
    open_page: Opener, publisher: Publisher, stack: Stack
) -> None:
    far = "<p>Far away</p>" * 300
    address = publisher.page(far + tag(stack, "harbour-bridge"), path="/far")
    page = open_page(address)
    page.wait_for_selector("parley-comments", state="attached")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("scrollTo(0, 200)")
    assert page.locator("parley-comments .parley").count() == 0
    assert asked == []
    reach(page)
    assert page.evaluate("[localStorage.length, document.cookie]") == [0, ""]
    assert not any("participant" in url for url in asked)


def test_more_is_shown_by_pages_and_every_comment_once(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    article = api.article("paging")
    for number in range(27):
        api.post(article, f"Remark number {number} of many.", name=f"Reader {number}")
    page = open_page(f"{stack.url}/demo/night-library")
    page.evaluate("parley.unmount('#discussion')")
    page.evaluate(
        f"parley.mount('#discussion', {{site: 'demo', article: '{article}', lang: 'en'}})"
    )
    page.wait_for_selector(FIRST)
    assert page.locator(FIRST).count() == 25
    page.get_by_role("button", name="Show more comments").click()
    expect(page.locator(FIRST)).to_have_count(27)
    page.get_by_role("button", name="Oldest").click()
    page.get_by_text("Remark number 0 of many.").wait_for()


def test_a_conversation_folds_and_unfolds_by_keyboard(open_page: Opener, stack: Stack) -> None:
    page = open_page(f"{stack.url}/demo/harbour-bridge")
    reach(page)
    fold = page.get_by_role("button", name="Hide this conversation").first
    fold.focus()
    page.keyboard.press("Enter")
    unfold = page.get_by_role("button", name="Show this conversation").first
    assert unfold.get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")
    fold.wait_for()


def test_hostile_comments_neither_run_nor_break_the_page(
    open_page: Opener, publisher: Publisher, stack: Stack, api: Api
) -> None:
    article = api.article("hostile")
    hostile = [
        "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">",
        "<svg onload=\"document.title='owned'\"><style>*{display:none}</style></svg>",
        "[click](javascript:document.title='owned') ![x](x onerror=alert(1))",
        "\u202eright to left override\u202c and \u2066isolated",
        "z" * 4_500,
        "Z" + "\u0301\u0316\u0353" * 200 + "algo",
        "<p style='position:fixed;inset:0;z-index:9'>This lies over the page.</p></div></li><template>",
        "This goes deep.\n\n" + "> " * 60 + "so deep\n\n" + "- " * 60 + "and deeper",
        "This is the code:\n```\n"
        + "x" * 2_000
        + "\n``` [a]: data:text/html,<script>1</script> [b][a]",
    ]
    for number, text in enumerate(hostile):
        api.publish(article, text, name=f"Mallory {number} {'M' * 40}")
    address = publisher.page(tag(stack, article), path="/hostile")
    page = open_page(address, viewport=PHONE)
    reach(page)
    page.wait_for_selector(FIRST)
    assert page.title() == "A story"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("parley-comments").locator("script, style, img, iframe, form").count() == 0
    boxes = page.locator("parley-comments .list > li").evaluate_all(
        "(rows) => rows.map((row) => [row.scrollWidth <= row.clientWidth + 1])"
    )
    assert all(all(box) for box in boxes)
    out_of_place = page.locator("parley-comments .body *").evaluate_all(
        """(all) => all.filter((it) => getComputedStyle(it).position !== 'static'
            || it.getBoundingClientRect().right > innerWidth + 1).length"""
    )
    assert out_of_place == 0
    # the composer bears what the service will refuse
    page.locator("parley-comments .prompt").click()
    page.locator("parley-comments textarea").fill("w" * 20_000)
    page.get_by_text("15,000 characters too many").wait_for()
    page.get_by_role("button", name="Preview").click()
    page.locator("parley-comments .preview").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_the_service_the_page_says_so_and_recovers(open_page: Opener, stack: Stack) -> None:
    page = open_page(f"{stack.url}/healthz", allow=("ERR_FAILED", "Failed to load"))
    page.route("**/api/v1/**", lambda route: route.abort())
    page.goto(f"{stack.url}/demo/harbour-bridge")
    page.locator("parley-comments").scroll_into_view_if_needed()
    page.get_by_text("The comments could not be loaded.").wait_for()
    page.unroute("**/api/v1/**")
    page.get_by_role("button", name="Try again").click()
    page.wait_for_selector(FIRST)


@pytest.mark.parametrize("refused", ["the script", "all scripts"])
def test_without_the_script_a_plain_link_leads_to_the_comments(
    open_page: Opener, stack: Stack, refused: str
) -> None:
    page = open_page(
        f"{stack.url}/healthz",
        allow=("ERR_FAILED", "Failed to load"),
        java_script_enabled=refused == "the script",
    )
    page.route("**/embed.js", lambda route: route.abort())
    page.goto(f"{stack.url}/demo/harbour-bridge")
    link = page.get_by_role("link", name="Read the comments")
    expect(link).to_be_visible()
    page.unroute("**/embed.js")
    if refused == "the script":
        page.reload()
        reach(page)
        expect(link).to_be_hidden()
        return
    link.click()
    expect(page.get_by_role("heading", name="Comments")).to_be_visible()


def test_counts_are_asked_for_once_for_a_whole_page(
    open_page: Opener, publisher: Publisher, stack: Stack
) -> None:
    places = "".join(
        f'<span data-parley-count="{key}"></span>'
        for key in ("harbour-bridge", "night-library", "unheard-of", "harbour-bridge")
    )
    only = f'<script async src="{stack.url}/embed.js" data-site="demo" data-mount="none"></script>'
    asked: list[str] = []
    address = publisher.page(places + only, path="/counts")
    page = open_page("about:blank")
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    for number in range(4):
        expect(page.locator("span").nth(number)).not_to_be_empty()
    shown = page.locator("span").all_inner_texts()
    assert shown[0] == shown[3] != "0"
    assert shown[2] == "0"
    assert sum("/counts?" in url for url in asked) == 1
    assert page.locator("parley-comments").count() == 0
