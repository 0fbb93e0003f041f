"""Readers' sessions: a bearer token, and the cookie that brings one back on the same device."""

from datetime import datetime, timedelta

from flask import Response, request
from flask_openapi3 import APIBlueprint, Tag
from sqlalchemy.orm import Session

from service.accounts.arriving import redeem
from service.accounts.providers import providers_of
from service.api import auth, limits, places
from service.api.answers import answer
from service.api.config import secret, settings
from service.api.schemas import Guest, RefreshBody, SessionBody, SitePath, WaysQuery
from service.api.sharing import REFRESH_HEADER
from service.articles.sites import lists_origin, site_by_slug
from service.clock import utc_now
from service.comments.successors import is_read_first
from service.db import transaction
from service.errors import (
    CsrfMismatch,
    GuestsRefused,
    Invalid,
    OutsideOrigins,
    TokenInvalid,
    Unauthenticated,
)
from service.identity import refreshing, signing, tokens
from service.identity.actors import ReaderActor
from service.identity.assertions import verify
from service.identity.readers import create_guest, kind_of, valid_name, welcome
from service.identity.speaking import demand_free_name
from service.ids import public_id

api = APIBlueprint("readers", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="sessions")])

ACCOUNT = "account"
GUEST = "guest"
ACCOUNT_LIFE = timedelta(minutes=10)  # kept in the page's memory only; the cookie renews it
COOKIE = "__Host-parley_refresh"  # and the site: one publisher may run several on one domain


@api.post("/sites/<site>/sessions")
def start(path: SitePath, body: SessionBody) -> Response:
    """A token for a guest with a name, for the reader that the publisher's token names, or for
    the account that was signed in to in our own window."""
    now = utc_now()
    site_id = places.site_id(path.site)
    limits.by_address(limits.SESSION_BY_ADDRESS, site_id)
    if sum(each is not None for each in (body.guest, body.token, body.code)) != 1:
        raise Invalid("send guest, token or code", fields=["guest", "token", "code"])
    if body.token is not None:
        return answer(_by_publisher(site_id, path.site, body.token, now), 201)
    if body.guest is None:
        return answer(_by_code(site_id, body.code or "", body.verifier or "", now), 201)
    limits.by_flow(site_id)
    return answer(_by_name(site_id, path.site, body.guest, now), 201)


@api.get("/sites/<site>/sign-in")
def ways(path: SitePath, query: WaysQuery) -> Response:
    """How readers may sign in on this site: as guests, by a link in a mail, and with the site's
    OpenID Connect providers. With `origin` also `may_open`: whether a page there is the site's,
    so that its readers may open a discussion."""
    site_id = places.site_id(path.site)
    with transaction(site_id) as session:
        site = site_by_slug(session, path.site)
        offered = [{"name": name} for _, name, _ in providers_of(session, site_id)]
    by_mail = settings().sends_mail and site.settings.get("mail_sign_in", True) is True
    told = {"guests": site.takes_guests, "mail": by_mail, "providers": offered}
    if query.origin is not None:
        told["may_open"] = lists_origin(site, query.origin)
    response = answer(told)
    if "Authorization" not in request.headers:
        response.headers["Cache-Control"] = "public, max-age=60"
    return response


@api.post("/sessions/refresh")
def refresh(body: RefreshBody) -> Response:
    """A fresh token for the reader this device is known as, by cookie; or, with a bearer token,
    let the device be known from now on. `forget`: let it be nobody's again."""
    now = utc_now()
    site_id = places.site_id(body.site)
    _check_origin(site_id, body.site)
    limits.by_address(limits.REFRESH_BY_ADDRESS, site_id)
    name = f"{COOKIE}_{site_id:x}"
    cookie = request.cookies.get(name)
    if body.forget:
        response = _forget(site_id, cookie)
        response.delete_cookie(name, secure=True, httponly=True, samesite="None", partitioned=True)
        return response
    actor = auth.current_actor() if "Authorization" in request.headers else None
    is_here = isinstance(actor, ReaderActor)
    told, following = (
        _remember(auth.reader(site_id), cookie, now)
        if is_here
        else _come_back(site_id, body.site, cookie, now)
    )
    response = answer(told)
    if following is not None:
        response.set_cookie(
            name, following, max_age=int(refreshing.LIFE.total_seconds()), path="/",
            secure=True, httponly=True, samesite="None", partitioned=True,
        )  # fmt: skip
    return response


def _by_name(site_id: int, slug: str, guest: Guest, now: datetime) -> dict[str, object]:
    name = valid_name(guest.name)
    former = tokens.former(
        guest.former or "", site_id, secret=secret(), now=now, memory=refreshing.LIFE
    )
    with transaction(site_id) as session:
        _demand_guests(session, slug)
        demand_free_name(session, site_id, name)
        read_first = former is not None and is_read_first(
            session, site_id, former, now=now, are_limits_on=auth.limits_are_on()
        )
        reader_id = create_guest(session, site_id, name, now=now, is_premoderated=read_first)
    return _session(site_id, reader_id, name, GUEST, now)


def _by_publisher(site_id: int, slug: str, token: str, now: datetime) -> dict[str, object]:
    with transaction(site_id) as session:
        rows = signing.active(session, site_id)
        site = site_by_slug(session, slug)
    if not rows:
        raise TokenInvalid("this site accepts no publisher's tokens")
    keys = signing.verifying(rows, secret=secret())
    takes_coral = site.settings.get("coral_tokens") is True
    person = verify(token, keys, now=now, takes_coral=takes_coral)
    with transaction(site_id) as session:
        reader_id, name = welcome(session, site_id, person, now=now)
    return _session(site_id, reader_id, name, "publisher", now)


def _by_code(site_id: int, code: str, verifier: str, now: datetime) -> dict[str, object]:
    with transaction(site_id) as session:
        found = redeem(session, site_id, code, verifier, secret=secret(), now=now)
    if found is None:
        raise Unauthenticated("this code was made for another page")
    reader_id, name = found
    return _session(site_id, reader_id, name, ACCOUNT, now)


def _remember(
    actor: ReaderActor, cookie: str | None, now: datetime
) -> tuple[dict[str, object], str | None]:
    with transaction(actor.site_id) as session:
        if cookie:
            refreshing.end(session, actor.site_id, cookie)
        returned = refreshing.begin(session, actor.site_id, actor.id, now=now)
    told = _session(actor.site_id, actor.id, returned.name, kind_of(returned.issuer), now)
    return told, returned.cookie


def _come_back(
    site_id: int, slug: str, cookie: str | None, now: datetime
) -> tuple[dict[str, object], str | None]:
    if not cookie:
        raise Unauthenticated("nobody is known on this device")
    with transaction(site_id) as session:
        returned = refreshing.exchange(session, site_id, cookie, now=now)
        if returned is not None and kind_of(returned.issuer) == GUEST:
            _demand_guests(session, slug)
    if returned is None:
        raise Unauthenticated("this cookie was used before")
    kind = kind_of(returned.issuer)
    return _session(site_id, returned.reader_id, returned.name, kind, now), returned.cookie


def _forget(site_id: int, cookie: str | None) -> Response:
    if cookie:
        with transaction(site_id) as session:
            refreshing.end(session, site_id, cookie)
    return Response(status=204)


def _demand_guests(session: Session, slug: str) -> None:
    if not site_by_slug(session, slug).takes_guests:
        raise GuestsRefused("sign in to write on this site")


def _check_origin(site_id: int, slug: str) -> None:
    if request.headers.get(REFRESH_HEADER) is None:
        raise CsrfMismatch(f"send the header {REFRESH_HEADER}")
    with transaction(site_id) as session:
        origins = site_by_slug(session, slug).origins
    if request.headers.get("Origin") not in origins:
        raise OutsideOrigins("this page is not of the site")


def _session(
    site_id: int, reader_id: int, name: str, kind: str, now: datetime
) -> dict[str, object]:
    claims = tokens.ReaderClaims(site_id, reader_id, name)
    life = ACCOUNT_LIFE if kind == ACCOUNT else timedelta(minutes=settings().guest_token_minutes)
    token = tokens.issue(claims, secret=secret(), now=now, life=life)
    reader = {"id": public_id(site_id, reader_id), "name": name, "kind": kind}
    return {"token": token, "reader": reader}
