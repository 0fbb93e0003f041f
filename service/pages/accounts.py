"""The sign-in window: first-party pages that end in a one-time code for the page that asked."""

import re
import secrets
from functools import partial
from typing import Any, Final

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from service import measures
from service.accounts import arriving, asking, grants, providers
from service.accounts.addresses import masked, valid_address
from service.accounts.asking import Ask
from service.articles.sites import SiteFacts, site_by_slug
from service.clock import utc_now
from service.core import current_settings
from service.db import ALL_SITES, transaction
from service.errors import Invalid, NameTaken, ParleyError, TooFast, Unauthenticated
from service.limiting import Rule, address_hash, wait_for
from service.notices.wording import direction_of, language_of, say, words

pages = Blueprint(
    "reader_accounts",
    __name__,
    url_prefix="/account",
    template_folder="templates",
    static_folder="static/account",
    static_url_path="/static",
)

BROWSER: Final = "__Host-parley_browser"
ACCOUNT: Final = "__Host-parley_account"  # and the site
MAILS = Rule("account_mail", 5, 3600)  # to one address
MAILS_BY_ADDRESS = Rule("account_mail_address", 20, 3600)
ANSWERS_BY_ADDRESS = Rule("account_answer", 60, 600)
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_STATE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_MINUTES = int(grants.MAIL_LIFE.total_seconds() // 60)


@pages.errorhandler(ParleyError)
def problem(error: ParleyError) -> Response:
    """Say kindly that it did not work; never why in detail, never a way elsewhere."""
    key = "too_often" if isinstance(error, TooFast) else "failed"
    return page("failed", language=asked_language(), status=error.status, told=key)


@pages.get("/sign-in")
def begin() -> Response:
    """The window opens: who asks, and how one may sign in."""
    ask, cookie = _ask_of(request.args)
    response = first_page(ask)
    _keep(response, BROWSER, cookie, seconds=None)
    return response


@pages.post("/mail")
def send_mail() -> Response:
    """A link by mail; the answer is the same whether the address is known or not."""
    ask = current_ask()
    try:
        address = valid_address(request.form.get("address", ""))
    except Invalid:
        return first_page(ask, told="bad_address", status=422)
    count(MAILS_BY_ADDRESS)
    count(MAILS, who=f"{ask.site_id}:{address.casefold()}")
    if not offers_mail(_site(ask.site)):
        raise Invalid("this site sends no links")
    public_url = current_settings().public_url
    with transaction(ask.site_id) as session:
        grant = arriving.send_link(
            session, ask, address, secret=_secret(), public_url=public_url, now=utc_now()
        )
    return page("sent", ask=asking.with_grant(ask, grant), address=address, minutes=_MINUTES)


@pages.post("/digits")
def answer_digits() -> Response:
    """The digits of the mail, typed into the window that waits for them."""
    ask = current_ask()
    count(ANSWERS_BY_ADDRESS)
    digits, now = request.form.get("digits", ""), utc_now()
    try:
        with transaction(ask.site_id) as session:
            content = grants.take_digits(
                session, ask.site_id, ask.grant, digits, secret=_secret(), now=now
            )
            cookie = content and arriving.arrive_by_mail(
                session, ask.site_id, content, secret=_secret(), now=now
            )
    except Unauthenticated:
        return first_page(ask, told="over", status=401)
    if content is None or not cookie:
        return page("sent", ask=ask, told="wrong", status=401, minutes=_MINUTES)
    return arrived(ask, cookie)


@pages.get("/link/<site>/<link>")
def look_at_link(site: str, link: str) -> Response:
    """Asks before the link is used: scanners of mail follow links too."""
    content = _content(site, link)
    cookie = request.cookies.get(BROWSER) or secrets.token_urlsafe(24)
    response = page(
        "confirm", language=content["language"], site=_site(site).name,
        address=masked(content["address"]), proof=asking.browser_hash(cookie),
    )  # fmt: skip
    _keep(response, BROWSER, cookie, seconds=None)
    return response


@pages.post("/link/<site>/<link>")
def use_link(site: str, link: str) -> Response:
    """The link is used: this browser is signed in, and the waiting window goes on."""
    count(ANSWERS_BY_ADDRESS)
    cookie = request.cookies.get(BROWSER, "")
    if not secrets.compare_digest(request.form.get("proof", ""), asking.browser_hash(cookie)):
        raise Invalid("this form is of another browser")
    content, site_id, now = _content(site, link), _site(site).id, utc_now()
    with transaction(site_id) as session:
        taken = grants.take_link(session, site_id, link, secret=_secret(), now=now)
        account = arriving.arrive_by_mail(session, site_id, taken, secret=_secret(), now=now)
    response = page("arrived", language=content["language"])
    stay_signed_in(response, site_id, account)
    return response


@pages.post("/resume")
def resume() -> Response:
    """The waiting window again, after the link was used in another one."""
    return first_page(current_ask())


@pages.post("/leave")
def leave() -> Response:
    """Somebody else wants to sign in here."""
    ask = current_ask()
    with transaction(ask.site_id) as session:
        arriving.leave(session, ask.site_id, request.cookies.get(account_cookie(ask.site_id), ""))
    response = first_page(ask, account=None)
    response.delete_cookie(account_cookie(ask.site_id), secure=True, httponly=True, samesite="Lax")
    return response


@pages.post("/continue")
def go_on() -> Response:
    """The reader agrees: the page that asked gets its code."""
    ask = current_ask()
    account = signed_in(ask.site_id)
    if account is None:
        return first_page(ask)
    name, now = request.form.get("name", ""), utc_now()
    try:
        with transaction(ask.site_id) as session:
            code = arriving.go_on(
                session, ask, account, name, wants_digest="digest" in request.form,
                secret=_secret(), now=now,
            )  # fmt: skip
    except Invalid as error:
        told = "staff_name" if isinstance(error, NameTaken) else "bad_name"
        return page("go_on", ask=ask, account=account, told=told, status=422)
    return page("done", ask=ask, code=code)


def first_page(ask: Ask, *, told: str = "", status: int = 200, account: Any = ...) -> Response:
    """One click for who is signed in already, else the ways to sign in."""
    known = signed_in(ask.site_id) if account is ... else account
    if known is not None:
        return page("go_on", ask=ask, account=known)
    site = _site(ask.site)
    with transaction(ask.site_id) as session:
        offered = providers.providers_of(session, ask.site_id)
    return page(
        "begin", ask=ask, told=told, status=status, mails=offers_mail(site), providers=offered
    )


def arrived(ask: Ask, cookie: str) -> Response:
    """The next page for somebody who has just shown who they are."""
    with transaction(ask.site_id) as session:
        account = arriving.account_of(session, ask.site_id, cookie, now=utc_now())
    response = page("go_on", ask=ask, account=account)
    stay_signed_in(response, ask.site_id, cookie)
    return response


def page(
    name: str, *, ask: Ask | None = None, language: str = "", status: int = 200, **values: Any
) -> Response:
    """One of the window's pages, in the language of the page that asked."""
    language = ask.language if ask else language_of(language)
    sealed = asking.pack(ask, secret=_secret()) if ask else ""
    if ask is not None:
        values = {"site": _site(ask.site).name, **values}
    html = render_template(
        f"account/{name}.html", ask=ask, word=sealed, unnamed=arriving.UNNAMED,
        **spoken(language), **values,
    )  # fmt: skip
    response = make_response(html, status)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def spoken(language: str) -> dict[str, Any]:
    """What a template needs to speak one of the languages."""
    return {
        "language": language, "direction": direction_of(language), "words": words(language),
        "say": partial(say, language),
    }  # fmt: skip


def current_ask() -> Ask:
    """The ask that this form carries. Raises Invalid."""
    cookie = request.cookies.get(BROWSER, "")
    return asking.unpack(request.values.get("word", ""), cookie, secret=_secret(), now=utc_now())


def signed_in(site_id: int) -> arriving.Account | None:
    """Who is signed in on our own origin, with this site."""
    cookie = request.cookies.get(account_cookie(site_id))
    if not cookie:
        return None
    with transaction(site_id) as session:
        return arriving.account_of(session, site_id, cookie, now=utc_now())


def stay_signed_in(response: Response, site_id: int, cookie: str) -> None:
    """Give the browser its cookie: first-party, so no third-party rule touches it."""
    _keep(response, account_cookie(site_id), cookie, seconds=int(arriving.LIFE.total_seconds()))


def account_cookie(site_id: int) -> str:
    """The cookie's name for one site: an account is of one site only."""
    return f"{ACCOUNT}_{site_id:x}"


def offers_mail(site: SiteFacts) -> bool:
    """Whether this site lets readers sign in by mail."""
    return current_settings().sends_mail and site.settings.get("mail_sign_in", True) is True


def count(rule: Rule, who: str | None = None) -> None:
    """Count this request, for an address of the network when `who` is absent. Raises TooFast."""
    if not current_settings().are_limits_on:
        return
    address = request.remote_addr or ""
    name = asking.browser_hash(who) if who else address_hash(address, now=utc_now())
    seconds = wait_for(rule, name)
    if seconds is not None:
        measures.count(measures.Measure.REFUSALS, rule=rule.name)
        raise TooFast(f"wait {seconds} s", retry_after=seconds)


def asked_language() -> str:
    """The language to say in that something failed."""
    try:
        return current_ask().language
    except (ParleyError, HTTPException):
        return language_of(request.args.get("lang") or request.accept_languages.best or "en")


def _ask_of(given: Any) -> tuple[Ask, str]:
    site = _site(given.get("site", ""))
    origin, back = given.get("origin", ""), given.get("back", "")
    # Exact: a look-alike that only begins with a registered origin gets nothing.
    if origin not in site.origins or (back and not back.startswith(f"{origin}/")):
        raise Invalid("this page is not of the site")
    if not _CHALLENGE.fullmatch(given.get("challenge", "")) or not _STATE.fullmatch(
        given.get("state", "")
    ):
        raise Invalid("this sign-in was not begun by the embed")
    cookie = request.cookies.get(BROWSER) or secrets.token_urlsafe(24)
    ask = Ask(
        site=site.slug, site_id=site.id, origin=origin, state=given["state"],
        challenge=given["challenge"], language=language_of(given.get("lang", "")),
        browser=asking.browser_hash(cookie), name=given.get("name", "")[:64], back=back[:1_000],
        until=utc_now().timestamp() + asking.LIFE.total_seconds(),
    )  # fmt: skip
    return ask, cookie


def _content(site: str, link: str) -> dict[str, Any]:
    site_id = _site(site).id
    with transaction(site_id) as session:
        return grants.look(session, site_id, link, secret=_secret(), now=utc_now())


def _site(slug: str) -> SiteFacts:
    with transaction(ALL_SITES) as session:
        return site_by_slug(session, slug)


def _keep(response: Response, name: str, value: str, *, seconds: int | None) -> None:
    response.set_cookie(
        name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="Lax"
    )


def _secret() -> str:
    return current_settings().secret_key.get_secret_value()
