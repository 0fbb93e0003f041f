"""Pages as publishers build them: applications that change articles, tokens of their own readers."""

import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from joserfc import jwt
from joserfc.jwk import OctKey
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stack
from tests.journeys.embed.conftest import FIRST, PHONE, Api, Opener, discuss, reach, show
from tests.journeys.embed.test_reading import RULES
from tests.journeys.embed.test_writing import shown

pytestmark = pytest.mark.journey


def test_an_application_may_change_the_article_and_take_it_away(
    open_page: Opener, stack: Stack, api: Api
) -> None:
    one, two = api.article("spa-one"), api.article("spa-two")
    api.post(one, "Below the first article.")
    api.post(two, "Below the second article.")
    page = discuss(open_page, stack, one)
    expect(shown(page, "Below the first")).to_be_visible()
    page.evaluate(f"document.querySelector('parley-comments').dataset.article = '{two}'")
    expect(shown(page, "Below the second")).to_be_visible()
    expect(shown(page, "Below the first")).to_have_count(0)
    page.evaluate("parley.mount('#discussion', {article: 'spa-one'})")
    expect(shown(page, "Below the first")).to_be_visible()
    expect(page.locator("parley-comments")).to_have_count(2)
    page.clock.install()
    page.evaluate("document.querySelectorAll('parley-comments').forEach((it) => it.remove())")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(120_000)
    assert asked == []


def test_events_tell_the_page_what_happens(open_page: Opener, stack: Stack, api: Api) -> None:
    page = open_page(f"{stack.url}/demo/harbour-bridge")
    # Before anything of the page runs: on a fast machine the event comes while it still loads.
    page.add_init_script(
        "document.addEventListener('parley:ready', (event) => { window.told = event.detail })"
    )
    page.reload()
    reach(page)
    detail = page.wait_for_function("window.told").json_value()
    assert detail["site"] == "demo"
    assert detail["article"] == "harbour-bridge"
    assert detail["count"] >= 15


FORMS = {
    "composer": lambda page: page.locator("parley-comments .prompt").click(),
    "report": lambda page: page.get_by_role("button", name="Report").first.click(),
    "reply": lambda page: page.get_by_role("button", name="Reply to").first.click(),
    "vote": lambda page: page.get_by_role("button", name="Helpful").first.click(),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_open_forms_are_accessible(open_page: Opener, stack: Stack, form: str, scheme: str) -> None:
    page = open_page(f"{stack.url}/demo/harbour-bridge", viewport=PHONE, color_scheme=scheme)
    reach(page)
    page.wait_for_selector(FIRST)
    FORMS[form](page)
    page.wait_for_selector("parley-comments form")
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.locator("parley-comments button, parley-comments input:not([type=radio])")
    heights = small.evaluate_all(
        "(all) => all.filter((it) => !it.matches('.link')).map((it) => it.offsetHeight)"
    )
    assert min(heights) >= 44


def publishers_token(secret: str, subject: str, name: str, *, ends_at: int) -> str:
    """What the publisher's server says of a reader, good for an hour until then."""
    claims = {
        "iss": "https://news.example", "aud": "demo", "sub": subject, "name": name,
        "iat": ends_at - 3_600, "exp": ends_at,
    }  # fmt: skip
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret))


def test_a_publishers_reader_writes_under_their_own_name(
    open_page: Opener, stack: Stack, api: Api, secret: str
) -> None:
    token = publishers_token(secret, "17", "Zadie", ends_at=int(time.time()) + 300)
    article = api.article("signed-in")
    url = f"{stack.url}/demo/harbour-bridge"
    page = open_page(url, allow=("404", "401", "the token of the page was refused"))
    show(page, article)
    page.evaluate("(token) => parley.setToken(token)", token)
    page.locator("parley-comments .prompt").click()
    expect(page.locator("parley-comments .identity")).to_contain_text("Zadie")
    page.locator("parley-comments textarea").fill("I am signed in at the paper.")
    page.get_by_role("button", name="Post comment").click()
    expect(shown(page, "signed in").locator(".name")).to_have_text("Zadie")
    assert token not in page.evaluate("JSON.stringify({ ...localStorage })")
    sign_out_keeps_the_draft(page)


def sign_out_keeps_the_draft(page: Page) -> None:
    page.locator("parley-comments .prompt").click()
    page.locator("parley-comments textarea").fill("Half a thought")
    page.evaluate("parley.setToken('a.broken.token')")
    page.evaluate("parley.setToken(null)")
    expect(page.locator("parley-comments textarea")).to_have_value("Half a thought")
    expect(page.get_by_label("Your name")).to_be_visible()
