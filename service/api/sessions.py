"""Sessions: a reader's bearer token, a moderator's cookie."""

from datetime import timedelta

from flask import Response, request
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field

from service.api import auth, places
from service.api.answers import answer
from service.api.config import secret, settings
from service.api.schemas import Body, SessionBody, SitePath
from service.articles.sites import slugs_of
from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.errors import Invalid, TokenInvalid, Unauthenticated
from service.identity import staff, tokens
from service.identity.actors import StaffActor
from service.identity.readers import create_guest, valid_name
from service.ids import public_id

api = APIBlueprint("sessions", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="sessions")])


class SignIn(Body):
    email: str = Field(max_length=320)
    password: str = Field(max_length=1_024)


@api.post("/sites/<site>/sessions")
def start(path: SitePath, body: SessionBody) -> Response:
    """A token for a guest with a name, or for the reader that the publisher's token names."""
    now = utc_now()
    site_id = places.site_id(path.site)
    if body.guest is None:
        if body.token is None:
            raise Invalid("send guest or token", fields=["guest", "token"])
        raise TokenInvalid("this site accepts no publisher's tokens")
    name = valid_name(body.guest.name)
    with transaction(site_id) as session:
        reader_id = create_guest(session, site_id, name, now=now)
    claims = tokens.ReaderClaims(site_id, reader_id, name)
    life = timedelta(minutes=settings().guest_token_minutes)
    token = tokens.issue(claims, secret=secret(), now=now, life=life)
    reader = {"id": public_id(site_id, reader_id), "name": name, "kind": "guest"}
    return answer({"token": token, "reader": reader}, 201)


@api.post("/sessions")
def sign_in(body: SignIn) -> Response:
    """Sign a member of staff in: a cookie, and the token that writes must repeat."""
    with transaction(ALL_SITES) as session:
        cookie, actor = staff.sign_in(
            session, body.email, body.password,
            user_agent=request.headers.get("User-Agent", ""), now=utc_now(),
        )  # fmt: skip
    response = answer(_staff_json(actor), 201)
    response.set_cookie(
        auth.STAFF_COOKIE, cookie, httponly=True, samesite="Strict",
        secure=request.is_secure, max_age=int(staff.SESSION_LIFE.total_seconds()),
    )  # fmt: skip
    return response


@api.get("/sessions/current")
def current() -> Response:
    """Who is signed in here, and the CSRF token."""
    actor = auth.current_actor()
    if not isinstance(actor, StaffActor):
        raise Unauthenticated("sign in first")
    return answer(_staff_json(actor))


@api.delete("/sessions/current")
def sign_out() -> Response:
    """End this browser's session."""
    auth.current_actor()
    cookie = request.cookies.get(auth.STAFF_COOKIE)
    if cookie:
        with transaction(ALL_SITES) as session:
            staff.sign_out(session, cookie)
    response = Response(status=204)
    response.delete_cookie(auth.STAFF_COOKIE)
    return response


def _staff_json(actor: StaffActor) -> dict[str, object]:
    with transaction(ALL_SITES) as session:
        slugs = slugs_of(session, list(actor.roles))
    return {
        "moderator": {"id": str(actor.id), "name": actor.name},
        "sites": [
            {"site": slugs[site], "role": role}
            for site, role in actor.roles.items()
            if site in slugs
        ],
        "csrf_token": actor.csrf_token,
    }
