"""From a request to an Actor. The only reader of credentials."""

import hmac

from flask import request

from service.api.config import secret, settings
from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.errors import (
    CsrfMismatch,
    Forbidden,
    NotFound,
    ParleyError,
    TokenInvalid,
    Unauthenticated,
)
from service.identity import keys, staff, tokens
from service.identity.actors import Actor, Anonymous, KeyActor, ReaderActor, StaffActor
from service.identity.keys import Scope
from service.identity.permissions import Permission, require

STAFF_COOKIE = staff.COOKIE
CSRF_HEADER = "X-CSRF-Token"
_ACTOR = "parley.actor"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def current_actor() -> Actor:
    """Who asks. Raises TokenInvalid or TokenExpired for a bad token, never downgrades it."""
    # Of the request, not of `g`, which requests inside one application context share.
    if _ACTOR not in request.environ:
        request.environ[_ACTOR] = _read_actor()
    actor: Actor = request.environ[_ACTOR]
    return actor


def reader(site_id: int) -> ReaderActor:
    """The reader who asks, of that site. Raises Unauthenticated or Forbidden."""
    actor = current_actor()
    if isinstance(actor, Anonymous):
        raise Unauthenticated("start a session first")
    if not isinstance(actor, ReaderActor):
        raise Forbidden("only readers do this")
    if actor.site_id != site_id:
        raise TokenInvalid("this token is for another site")
    return actor


def key_with(site_id: int, scope: Scope) -> KeyActor | None:
    """The integration that asks, if it is one with this scope on this site."""
    actor = current_actor()
    if not isinstance(actor, KeyActor):
        return None
    if actor.site_id != site_id:
        raise NotFound("no such site")
    if scope not in actor.scopes:
        raise Forbidden(f"this key has no scope {scope}")
    return actor


def moderating() -> StaffActor | KeyActor:
    """The member of staff or integration that asks. Raises Unauthenticated or Forbidden."""
    actor = current_actor()
    if isinstance(actor, Anonymous):
        raise Unauthenticated("sign in first")
    if isinstance(actor, ReaderActor):
        raise Forbidden("readers may not do this")
    return actor


def staff_member() -> StaffActor:
    """The member of staff whose browser asks. Raises Unauthenticated or Forbidden."""
    actor = current_actor()
    if isinstance(actor, Anonymous):
        raise Unauthenticated("sign in first")
    if not isinstance(actor, StaffActor):
        raise Forbidden("only staff do this")
    return actor


def staff_with(permission: Permission, site_id: int) -> StaffActor:
    """The member of staff who asks, if they may do this on the site. Raises as `require`."""
    require(current_actor(), permission, site_id)
    return staff_member()


def _read_actor() -> Actor:
    header = request.headers.get("Authorization", "")
    if header:
        kind, _, token = header.partition(" ")
        if kind.lower() != "bearer" or not token:
            raise TokenInvalid("send Authorization: Bearer")
        return _bearer(token.strip())
    cookie = request.cookies.get(STAFF_COOKIE)
    if cookie:
        return _staff(cookie)
    return Anonymous()


def _bearer(token: str) -> Actor:
    if token.startswith(keys.MARK):
        with transaction(ALL_SITES) as session:
            return keys.key_actor(session, token, now=utc_now())
    return tokens.read(token, secret=secret(), now=utc_now())


def _staff(cookie: str) -> Actor:
    try:
        with transaction(ALL_SITES) as session:
            actor = staff.session_actor(session, cookie, now=utc_now())
    except Unauthenticated:
        return Anonymous()
    if request.method not in _SAFE and not hmac.compare_digest(
        request.headers.get(CSRF_HEADER, ""), actor.csrf_token
    ):
        raise CsrfMismatch("the form is out of date: reload the page")
    return actor


def may_moderate(actor: Actor, site_id: int) -> bool:
    """Whether `actor` sees what is not public on the site."""
    try:
        require(actor, Permission.MODERATE, site_id)
    except ParleyError:
        return False
    return True


def limits_are_on() -> bool:
    """Whether frequency and repetition may refuse this request."""
    return settings().are_limits_on
