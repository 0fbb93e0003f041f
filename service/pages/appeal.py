"""The page behind an appeal's link: for authors who have no session any more.

Whoever holds the link sees why the comment was rejected, appeals once, and reads the answer.
Works without scripts.
"""

from typing import Any, Final

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from markupsafe import Markup

from service.articles.sites import name_of
from service.clock import utc_now
from service.core import current_settings
from service.db import ALL_SITES, transaction
from service.errors import Conflict, Forbidden, ParleyError, TooFast, Unauthenticated
from service.identity.links import Plea, read_plea
from service.identity.staff import COOKIE, session_actor
from service.notices.wording import day_in, language_of
from service.pages.accounts import count, spoken
from service.review import appeals
from service.review.pleading import Pleading, Standing, pleading

pages = Blueprint("appeal", __name__, url_prefix="/appeal", template_folder="templates")

_GONE: Final = {Standing.OVER: 410, Standing.MOOT: 410}


@pages.errorhandler(ParleyError)
def problem(error: ParleyError) -> Response:
    """No such link, nothing behind it any more, or too many appeals."""
    told = {TooFast: "too_often", Forbidden: "appeal_staff"}.get(type(error), "appeal_gone")
    return _page("gone", error.status, told=told)


@pages.get("/<word>")
def look(word: str) -> Response:
    """The reasons and the form; later, how the appeal stands."""
    return _look(_plea(word))


@pages.post("/<word>")
def send(word: str) -> Response:
    """Appeal, and go to the same page, which then shows how the appeal stands."""
    plea, now = _plea(word), utc_now()
    _refuse_staff(plea.site_id)
    count(appeals.BY_ADDRESS)
    said = request.form.get("text", "").replace("\r\n", "\n").replace("\0", "").strip()
    if not 1 <= len(said) <= appeals.MAX_TEXT:
        return _look(plea, said=said, told="appeal_missing")
    try:
        with transaction(plea.site_id) as session:
            appeals.appeal_by_link(session, plea, said, now=now)
    except Conflict:  # appealed already, or too late: the page says which
        return _look(plea)
    return redirect(  # type: ignore[return-value]  # werkzeug types it wider
        url_for("appeal.look", word=word, lang=_language()), 303
    )


def _plea(word: str) -> Plea:
    return read_plea(word, secret=current_settings().secret_key.get_secret_value())


def _refuse_staff(site_id: int) -> None:
    """Staff answer appeals; they make none in an author's name, whatever link they were sent."""
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        return
    try:
        with transaction(ALL_SITES) as session:
            actor = session_actor(session, cookie, now=utc_now())
    except Unauthenticated:
        return  # a session that has ended makes nobody staff
    if site_id in actor.roles:
        raise Forbidden("staff do not appeal for authors")


def _look(plea: Plea, *, said: str = "", told: str = "") -> Response:
    with transaction(plea.site_id) as session:
        found = pleading(session, plea, now=utc_now())
        site = name_of(session, plea.site_id)
    day = plea.until.date()
    until = Markup('<time datetime="{}">{}</time>').format(day, day_in(_language(), day))
    shown: dict[str, Any] = {"site": site, "found": found, "until": until}
    if found.standing is Standing.POSSIBLE:
        return _page("form", 422 if told else 200, said=said, told=told, how=_how(found), **shown)
    return _page("standing", _GONE.get(found.standing, 200), **shown)


def _how(found: Pleading) -> list[str]:
    """Names of the messages that say how the decision came about."""
    row = found.reasons
    if row is None:
        return []
    how = ["appeal_by_machine" if row.is_decided_by_machine else "appeal_by_person"]
    if row.is_detected_by_machine and not row.is_decided_by_machine:
        how.append("appeal_detected")
    if row.source != "own":
        how.append(f"appeal_found_{row.source}")
    return how


def _page(name: str, status: int = 200, **values: Any) -> Response:
    html = render_template(f"appeal/{name}.html", **spoken(_language()), **values)
    response = make_response(html, status)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is the right to appeal
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _language() -> str:
    return language_of(request.values.get("lang") or request.accept_languages.best or "en")
