"""Staff sessions: a cookie, and the token that writes must repeat."""

from flask import Response, request
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field

from service.api import auth, limits
from service.api.answers import answer
from service.api.schemas import Body
from service.articles.sites import slugs_of
from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.errors import Unauthenticated
from service.identity import staff
from service.identity.actors import StaffActor

api = APIBlueprint("sessions", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="sessions")])


class SignIn(Body):
    email: str = Field(max_length=320)
    password: str = Field(max_length=1_024)


@api.post("/sessions")
def sign_in(body: SignIn) -> Response:
    """Sign a member of staff in: a cookie, and the token that writes must repeat."""
    limits.by_account(limits.SIGN_IN, body.email.strip().lower())
    limits.by_address(limits.SIGN_IN_BY_ADDRESS)
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
