"""Staff sessions: a cookie, and the token that writes must repeat."""

from typing import Any

from flask import Response, request
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field

from service.api import auth, limits
from service.api.answers import answer
from service.api.config import secret, settings
from service.api.schemas import Body
from service.articles.sites import named_sites
from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.errors import Conflict
from service.identity import staff
from service.identity.actors import StaffActor
from service.staff import passkeys
from service.staff.signing_in import MAX_PASSWORD, Shown
from service.staff.signing_in import sign_in as sign_in_by_password

api = APIBlueprint("sessions", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="sessions")])


class SignIn(Body):
    """`code`: of one's app, or a recovery code; asked for by the error `code_needed`."""

    email: str = Field(max_length=320)
    password: str = Field(max_length=MAX_PASSWORD)
    code: str = Field(default="", max_length=64)


class PasskeySignIn(Body):
    credential: dict[str, Any] = Field(description="as navigator.credentials.get() says, in JSON")


@api.post("/sessions")
def sign_in(body: SignIn) -> Response:
    """Sign a member of staff in: a cookie, and the token that writes must repeat."""
    limits.by_account(limits.SIGN_IN, body.email.strip().lower())
    limits.by_address(limits.SIGN_IN_BY_ADDRESS)
    shown = Shown(body.email, body.password, body.code)
    with transaction(ALL_SITES) as session:
        cookie, actor = sign_in_by_password(
            session, shown, user_agent=user_agent(), secret=secret(), now=utc_now()
        )
    return signed_in(cookie, actor)


@api.post("/sessions/passkeys/options")
def ask_for_passkey() -> Response:
    """What navigator.credentials.get() needs, the same for everybody."""
    limits.by_address(limits.PASSKEY_BY_ADDRESS)
    with transaction(ALL_SITES) as session:
        return answer(passkeys.authentication(session, party(), now=utc_now()))


@api.post("/sessions/passkeys")
def sign_in_by_passkey(body: PasskeySignIn) -> Response:
    """Sign a member of staff in by what their passkey signed."""
    now = utc_now()
    limits.by_address(limits.SIGN_IN_BY_ADDRESS)
    with transaction(ALL_SITES) as session:
        staff_id = passkeys.recognise(session, body.credential, party(), now=now)
        cookie = staff.open_session(session, staff_id, user_agent=user_agent(), now=now)
        actor = staff.session_actor(session, cookie, now=now)
    return signed_in(cookie, actor)


@api.get("/sessions/current")
def current() -> Response:
    """Who is signed in here, and the CSRF token."""
    return answer(_staff_json(auth.staff_member()))


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


def signed_in(cookie: str, actor: StaffActor) -> Response:
    """The answer that gives a browser its session."""
    response = answer(_staff_json(actor), 201)
    response.set_cookie(
        auth.STAFF_COOKIE, cookie, httponly=True, samesite="Strict",
        secure=request.is_secure, max_age=int(staff.SESSION_LIFE.total_seconds()),
    )  # fmt: skip
    return response


def user_agent() -> str:
    """What the browser calls itself, to be known again in the list of sessions."""
    return request.headers.get("User-Agent", "")


def party() -> passkeys.Party:
    """Whom passkeys are for here. Raises Conflict where browsers would refuse them."""
    found = passkeys.party(settings().public_url, request.host_url)
    if found is None:
        raise Conflict("passkeys need an address with a name, not a number")
    return found


def _staff_json(actor: StaffActor) -> dict[str, object]:
    with transaction(ALL_SITES) as session:
        sites = named_sites(session, list(actor.roles))
    return {
        "moderator": {"id": str(actor.id), "name": actor.name},
        "sites": [
            {"site": slug, "name": name, "role": actor.roles[site_id]}
            for site_id, slug, name in sites
        ],
        "is_operator": actor.is_operator,
        "csrf_token": actor.csrf_token,
    }
