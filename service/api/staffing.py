"""Who works on a site: roles, invitations, and the log of what admins changed."""

from typing import Any

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field
from sqlalchemy import Row

from service.api import auth, limits, places, sessions
from service.api.answers import answer, listing
from service.api.config import secret, settings
from service.api.schemas import Body, Language, PageQuery, SitePath
from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.errors import Malformed, NotFound
from service.feeds.cursor import decode, encode
from service.identity import staff, staffing
from service.identity.permissions import Permission
from service.identity.staffing import StaffRole
from service.ids import parse_public_id, public_id
from service.models import Invitation
from service.staff import invitation_mails, inviting
from service.staff.acts import acts_of, note_act
from service.staff.signing_in import MAX_PASSWORD

api = APIBlueprint("staffing", __name__, url_prefix="/api/v1", abp_tags=[Tag(name="staff")])


class ColleaguePath(SitePath):
    staff: str = Field(max_length=20, description="a colleague's id")


class InvitationPath(SitePath):
    invitation: str = Field(description="an invitation's id")


class RoleBody(Body):
    role: StaffRole


class InviteBody(Body):
    email: str = Field(max_length=320)
    role: StaffRole
    language: Language = Field(default="en", description="of the mail that brings the link")


class TokenBody(Body):
    token: str = Field(min_length=1, max_length=128)


class AcceptBody(TokenBody):
    """For somebody new `name` and a new password; for somebody known the password they have, and
    the code if one is demanded."""

    password: str = Field(max_length=MAX_PASSWORD)
    name: str = Field(default="", max_length=64)
    code: str = Field(default="", max_length=64)


@api.get("/sites/<site>/staff")
def list_staff(path: SitePath) -> Response:
    """Everybody who works on the site, and who is invited; `sends_mail`: invitations are mailed."""
    site_id = places.site_id(path.site)
    auth.staff_with(Permission.MANAGE_STAFF, site_id)
    with transaction(site_id) as session:
        people = [_person_json(row) for row in staffing.staff_of(session, site_id)]
        invited = [
            _invitation_json(row)
            for row in inviting.open_invitations(session, site_id, now=utc_now())
        ]
    return answer(listing(people, invitations=invited, sends_mail=settings().sends_mail))


@api.put("/sites/<site>/staff/<staff>")
def change_role(path: ColleaguePath, body: RoleBody) -> Response:
    """Another role instead of the one they have; the last admin stays one."""
    site_id = places.site_id(path.site)
    actor = auth.staff_with(Permission.MANAGE_STAFF, site_id)
    with transaction(site_id) as session:
        person = _colleague(staffing.staff_of(session, site_id), path.staff)
        staffing.give_role(session, site_id, person.id, body.role)
        note_act(
            session, site_id, actor, ("role_given", person.email), now=utc_now(),
            data={"before": person.role, "after": str(body.role)},
        )  # fmt: skip
    return Response(status=204)


@api.delete("/sites/<site>/staff/<staff>")
def remove(path: ColleaguePath) -> Response:
    """They work here no more; the last admin stays."""
    site_id = places.site_id(path.site)
    actor = auth.staff_with(Permission.MANAGE_STAFF, site_id)
    with transaction(site_id) as session:
        person = _colleague(staffing.staff_of(session, site_id), path.staff)
        staffing.take_role(session, site_id, person.id)
        note_act(
            session, site_id, actor, ("role_taken", person.email), now=utc_now(),
            data={"before": person.role},
        )  # fmt: skip
    return Response(status=204)


@api.post("/sites/<site>/invitations")
def invite(path: SitePath, body: InviteBody) -> Response:
    """Invite somebody: by mail, where this installation sends any (`is_mailed`). `link` is shown
    this once, holds for a week and works once; another one for the same address ends it."""
    now = utc_now()
    site_id = places.site_id(path.site)
    actor = auth.staff_with(Permission.MANAGE_STAFF, site_id)
    limits.by_account(limits.INVITE, actor.id, site_id)
    is_mailed = settings().sends_mail
    with transaction(site_id) as session:
        made, token = inviting.invite(
            session, site_id, body.email, body.role, by=actor.id, now=now, language=body.language
        )
        # Behind the #, which browsers send to nobody: the secret is in no server's log.
        link = f"{settings().public_url}/console/invitation#{token}"
        row = session.get_one(Invitation, (site_id, made))
        note_act(
            session, site_id, actor, ("invited", row.email), now=now,
            data={"role": str(body.role)},
        )  # fmt: skip
        if is_mailed:
            invitation_mails.send(session, row, by=actor.name, link=link, secret=secret(), now=now)
        told = _invitation_json(row)
    return answer({**told, "link": link, "is_mailed": is_mailed}, 201)


@api.delete("/sites/<site>/invitations/<invitation>")
def withdraw(path: InvitationPath) -> Response:
    """The link opens nothing any more."""
    site_id = places.site_id(path.site)
    actor = auth.staff_with(Permission.MANAGE_STAFF, site_id)
    _, invitation_id = parse_public_id(path.invitation)
    with transaction(site_id) as session:
        email = inviting.withdraw(session, site_id, invitation_id)
        note_act(session, site_id, actor, ("invitation_withdrawn", email), now=utc_now())
    return Response(status=204)


@api.post("/invitations/look")
def look(body: TokenBody) -> Response:
    """What an invitation offers, for whoever holds its secret."""
    limits.by_address(limits.INVITATION_BY_ADDRESS)
    with transaction(ALL_SITES) as session:
        found = inviting.offer(session, body.token, now=utc_now())
    return answer(
        {"site": found.site, "role": found.role, "email": found.email, "is_known": found.is_known}
    )


@api.post("/invitations/accept")
def accept(body: AcceptBody) -> Response:
    """Take an invitation up: one works there from now on, and is signed in."""
    now = utc_now()
    limits.by_address(limits.INVITATION_BY_ADDRESS)
    given = inviting.Answer(body.token, body.password, body.name, body.code)
    with transaction(ALL_SITES) as session:
        site_id, staff_id, role = inviting.accept(session, given, secret=secret(), now=now)
        cookie = staff.open_session(session, staff_id, user_agent=sessions.user_agent(), now=now)
        actor = staff.session_actor(session, cookie, now=now)
        note_act(
            session, site_id, actor, ("invitation_accepted", actor.name), now=now,
            data={"role": str(role)},
        )  # fmt: skip
    return sessions.signed_in(cookie, actor)


@api.get("/sites/<site>/acts")
def list_acts(path: SitePath, query: PageQuery) -> Response:
    """What admins changed about the site: staff, keys, webhooks, settings; newest first."""
    site_id = places.site_id(path.site)
    auth.staff_with(Permission.ADMINISTER, site_id)
    kind = f"acts:{site_id}"
    place = decode(query.cursor, secret=secret(), kind=kind) if query.cursor else None
    if place is not None and len(place) != 1:
        raise Malformed("this cursor is of another list")
    with transaction(site_id) as session:
        rows = acts_of(session, site_id, before=place[0] if place else None, limit=query.limit)
    is_full = len(rows) == query.limit
    cursor = encode([rows[-1].id], secret=secret(), kind=kind) if is_full else None
    return answer(listing([_act_json(row) for row in rows], cursor))


def _colleague(rows: Any, staff_id: str) -> Row[Any]:
    for row in rows:
        if str(row.id) == staff_id:
            found: Row[Any] = row
            return found
    raise NotFound("nobody of that id works here")


def _person_json(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "name": row.name,
        "email": row.email,
        "role": row.role,
        "since": row.created_at,
        "has_second_factor": row.has_second_factor,
    }


def _invitation_json(row: Invitation) -> dict[str, Any]:
    return {
        "id": public_id(row.site_id, row.id),
        "email": row.email,
        "role": row.role,
        "language": row.language,
        "created_at": row.created_at,
        "expires_at": row.expires_at,
    }


def _act_json(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": public_id(row.site_id, row.id),
        "actor": {"id": str(row.actor_id), "name": row.actor},
        "verb": row.verb,
        "subject": row.subject,
        "data": row.data,
        "at": row.created_at,
    }
