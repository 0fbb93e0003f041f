"""The form by which anybody says that a comment is illegal, and the page that holds the answer.

Works without scripts and without an account, as Article 16 of the DSA asks.
"""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from service.accounts.addresses import valid_address
from service.articles.sites import name_of
from service.clock import utc_now
from service.core import current_settings
from service.db import transaction
from service.errors import Invalid, ParleyError, TooFast
from service.ids import parse_public_id, public_id
from service.notices.wording import language_of
from service.pages.accounts import count, spoken
from service.review import illegal, notice_mails

pages = Blueprint("notice", __name__, url_prefix="/notice", template_folder="templates")

MOST: Final = {"explanation": 5_000, "name": 256}  # characters


@pages.errorhandler(ParleyError)
def problem(error: ParleyError) -> Response:
    """No comment to notify, no such notice, or too many of them."""
    told = "too_often" if isinstance(error, TooFast) else "notice_gone"
    return _page("gone", error.status, told=told)


@pages.get("")
def form() -> Response:
    """The form for `?comment=`; `?lang=` is the language of the page that links here."""
    return _form(request.args)


@pages.post("")
def send() -> Response:
    """Take the notice, and go to the page that holds its answer."""
    given, now = request.form, utc_now()
    site_id, comment_id = parse_public_id(given.get("comment", ""))
    count(illegal.BY_ADDRESS)
    try:
        claim = _claim(comment_id, given)
    except Invalid as error:
        told = "bad_address" if error.facts["fields"] == ["address"] else "notice_missing"
        return _form(given, told=told)
    office = notice_mails.PostOffice.of(current_settings())
    with transaction(site_id) as session:
        notice_id, receipt = notice_mails.receive(session, site_id, claim, office, now=now)
    name = public_id(site_id, notice_id)
    return redirect(  # type: ignore[return-value]  # werkzeug types it wider
        url_for("notice.standing", notice=name, receipt=receipt, lang=claim.language), 303
    )


@pages.get("/<notice>")
def standing(notice: str) -> Response:
    """How the notice stands, for who holds its receipt."""
    site_id, notice_id = parse_public_id(notice)
    with transaction(site_id) as session:
        row = illegal.by_receipt(session, site_id, notice_id, request.args.get("receipt", ""))
        site = name_of(session, site_id)
    return _page("standing", site=site, notice=row, mails=current_settings().sends_mail)


def _claim(comment_id: int, given: Mapping[str, str]) -> illegal.Claim:
    """What the form says. Raises Invalid where something is missing that the law asks for."""
    said = {key: given.get(key, "").replace("\0", "").strip()[:most] for key, most in MOST.items()}
    category, address = given.get("category", ""), given.get("email", "").strip()
    email = valid_address(address) if address else None
    is_named = bool(said["name"] and email) or category == illegal.UNNAMED
    is_complete = category in illegal.CATEGORIES and said["explanation"] and given.get("good_faith")
    if not (is_named and is_complete):
        raise Invalid("something is missing", fields=["explanation"])
    return illegal.Claim(
        comment_id, category, said["explanation"], said["name"] or None, email, _language()
    )


def _form(given: Mapping[str, str], *, told: str = "") -> Response:
    site_id, comment_id = parse_public_id(given.get("comment", ""))
    with transaction(site_id) as session:
        comment = illegal.accused(session, site_id, comment_id)
        site = name_of(session, site_id)
    return _page(
        "form", 422 if told else 200, site=site, comment=comment, given=given, told=told,
        categories=illegal.CATEGORIES,
    )  # fmt: skip


def _page(name: str, status: int = 200, **values: Any) -> Response:
    html = render_template(f"notice/{name}.html", **spoken(_language()), **values)
    response = make_response(html, status)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"  # the address holds the receipt
    return response


def _language() -> str:
    return language_of(request.values.get("lang") or request.accept_languages.best or "en")
