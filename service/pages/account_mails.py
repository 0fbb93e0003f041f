"""No more mails: by the link in each of them, or by the mail program's own button (RFC 8058)."""

from flask import Blueprint, Response, request

from service.accounts.addresses import read_stop_word, want_digest
from service.articles.sites import name_of
from service.clock import utc_now
from service.core import current_settings
from service.db import transaction
from service.errors import ParleyError
from service.notices import reports
from service.notices.wording import language_of
from service.pages.accounts import page, problem

pages = Blueprint("account_mails", __name__, url_prefix="/account")
pages.register_error_handler(ParleyError, problem)


@pages.get("/stop/<word>")
def ask_to_stop(word: str) -> Response:
    """Asks first: scanners of mail follow links too."""
    site_id, _ = read_stop_word(word, secret=_secret())
    with transaction(site_id) as session:
        site = name_of(session, site_id)
    return page("stop", language=_language(), site=site, lead="stop_lead", done=False)


@pages.post("/stop/<word>")
def stop(word: str) -> Response:
    """Stops the digests at once, without a sign-in; harmless twice."""
    site_id, reader_id = read_stop_word(word, secret=_secret())
    with transaction(site_id) as session:
        site = name_of(session, site_id)
        want_digest(session, site_id, reader_id, wanted=False, now=utc_now())
    return page("stop", language=_language(), site=site, done=True)


@pages.get("/reports/stop/<word>")
def ask_to_stop_reports(word: str) -> Response:
    """Asks first, too."""
    site_id, _ = reports.read_stop_word(word, secret=_secret())
    with transaction(site_id) as session:
        site = name_of(session, site_id)
    return page("stop", language=_language(), site=site, lead="report_stop_lead", done=False)


@pages.post("/reports/stop/<word>")
def stop_reports(word: str) -> Response:
    """Stops the weekly figures of a member of staff at once, without a sign-in."""
    site_id, staff_id = reports.read_stop_word(word, secret=_secret())
    with transaction(site_id) as session:
        site = name_of(session, site_id)
        reports.want(session, site_id, staff_id, language=None, now=utc_now())
    return page("stop", language=_language(), site=site, done=True)


def _language() -> str:
    return language_of(request.accept_languages.best or "en")


def _secret() -> str:
    return current_settings().secret_key.get_secret_value()
