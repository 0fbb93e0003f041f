"""A member of staff's own account: name, password, codes, passkeys, and where they are signed in."""

from typing import Any

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from service.api import auth, limits, sessions
from service.api.answers import answer
from service.api.config import secret
from service.api.schemas import Body
from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.errors import Conflict, NotFound
from service.identity import staff
from service.identity.actors import StaffActor
from service.models import Passkey, Staff
from service.staff import codes, passkeys
from service.staff.signing_in import MAX_PASSWORD, change_password, demand_password

api = APIBlueprint(
    "account", __name__, url_prefix="/api/v1/account", abp_tags=[Tag(name="account")]
)

Password = Field(max_length=MAX_PASSWORD, description="the present one")


class PasswordBody(Body):
    password: str = Password
    new: str = Field(max_length=MAX_PASSWORD)


class Confirmation(Body):
    """One's password once more, before the ways to sign in are changed."""

    password: str = Password


class CodeBody(Body):
    code: str = Field(max_length=64)


class PasskeyBody(Body):
    credential: dict[str, Any] = Field(description="as navigator.credentials.create() says")
    name: str = Field(min_length=1, max_length=100)


class NamedPath(BaseModel):
    id: str = Field(max_length=64)


@api.get("")
def show() -> Response:
    """One's own account."""
    actor, now = auth.staff_member(), utc_now()
    with transaction(ALL_SITES) as session:
        row = session.get_one(Staff, actor.id)
        body = {
            "name": row.name,
            "email": row.email,
            "codes": {
                "since": row.totp_at,
                "recovery_left": codes.recovery_left(session, actor.id),
            },
            "passkeys": [_passkey_json(each) for each in passkeys.passkeys_of(session, actor.id)],
            "can_add_passkey": _has_party(),
            "sessions": [
                {**each, "is_current": each["id"] == actor.session}
                for each in staff.sessions_of(session, actor.id, now=now)
            ],
        }
    return answer(body)


@api.put("/password")
def set_password(body: PasswordBody) -> Response:
    """A new password; every other browser is signed out."""
    actor = _guarded()
    with transaction(ALL_SITES) as session:
        change_password(session, actor, body.password, body.new)
    return Response(status=204)


@api.post("/codes")
def begin_codes(body: Confirmation) -> Response:
    """A secret for one's app; no code is demanded before it is confirmed."""
    actor = _guarded()
    with transaction(ALL_SITES) as session:
        demand_password(session, actor.id, body.password)
        made, uri = codes.begin(session, actor.id, secret=secret())
    return answer({"secret": made, "uri": uri}, 201)


@api.put("/codes")
def confirm_codes(body: CodeBody) -> Response:
    """The app's first code: from now on one is demanded; recovery codes are shown this once."""
    actor = _guarded()
    with transaction(ALL_SITES) as session:
        made = codes.confirm(session, actor.id, body.code, secret=secret(), now=utc_now())
    return answer({"recovery_codes": made})


@api.post("/codes/end")
def end_codes(body: Confirmation) -> Response:
    """No code is demanded any more."""
    actor = _guarded()
    with transaction(ALL_SITES) as session:
        demand_password(session, actor.id, body.password)
        codes.end(session, actor.id)
    return Response(status=204)


@api.post("/recovery-codes")
def renew_recovery_codes(body: Confirmation) -> Response:
    """New recovery codes; the old ones open nothing."""
    actor = _guarded()
    with transaction(ALL_SITES) as session:
        if demand_password(session, actor.id, body.password).totp_at is None:
            raise Conflict("codes are not in use")
        made = codes.renew_recovery(session, actor.id)
    return answer({"recovery_codes": made}, 201)


@api.post("/passkeys/options")
def begin_passkey(body: Confirmation) -> Response:
    """What navigator.credentials.create() needs."""
    actor = _guarded()
    with transaction(ALL_SITES) as session:
        row = demand_password(session, actor.id, body.password)
        return answer(passkeys.registration(session, row, sessions.party(), now=utc_now()))


@api.post("/passkeys")
def add_passkey(body: PasskeyBody) -> Response:
    """Keep the passkey that the browser made."""
    actor = _guarded()
    with transaction(ALL_SITES) as session:
        made = passkeys.register(
            session, actor.id, body.credential, body.name.strip(), sessions.party(), now=utc_now()
        )
    return answer({"id": str(made)}, 201)


@api.delete("/passkeys/<id>")
def remove_passkey(path: NamedPath) -> Response:
    """The passkey opens nothing any more."""
    actor = auth.staff_member()
    if not (path.id.isascii() and path.id.isdigit()) or int(path.id) >= 2**63:
        raise NotFound("no such passkey")
    with transaction(ALL_SITES) as session:
        passkeys.remove(session, actor.id, int(path.id))
    return Response(status=204)


@api.delete("/sessions/<id>")
def end_session(path: NamedPath) -> Response:
    """Sign one of one's browsers out; `others`: all but this one."""
    actor = auth.staff_member()
    with transaction(ALL_SITES) as session:
        if path.id == "others":
            staff.end_other_sessions(session, actor.id, but=actor.session)
        else:
            staff.end_session(session, actor.id, path.id)
    return Response(status=204)


def _guarded() -> StaffActor:
    """Whoever is signed in; guessing a password or a code here is as slow as at the door."""
    actor = auth.staff_member()
    limits.by_account(limits.SIGN_IN, f"account {actor.id}")
    return actor


def _has_party() -> bool:
    try:
        sessions.party()
    except Conflict:
        return False
    return True


def _passkey_json(row: Passkey) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "name": row.name,
        "created_at": row.created_at,
        "used_at": row.used_at,
    }
