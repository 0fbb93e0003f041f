"""Passkeys: registered by somebody signed in, then enough alone, for the device asks for a face,
a finger or a PIN itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import orjson
import webauthn
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from service.errors import Conflict, Gone, Invalid, NotFound, Unauthenticated
from service.ids import new_id
from service.models import Passkey, Staff, StaffChallenge

MAX_PASSKEYS = 10
_LIFE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a passkey is for: the host (rp id), and the one origin it is used from."""

    id: str
    origin: str


def party(public_url: str, asked_at: str) -> Party | None:
    """Where passkeys work: at the public address if it has a name; on a machine of one's own at
    http://localhost, though the address says 127.0.0.1. None: browsers would refuse.

    `asked_at` is the address of the request, and believed for localhost only.
    """
    public, asked = urlsplit(public_url), urlsplit(asked_at)
    host = public.hostname or ""
    if not _is_address(host):
        return Party(host, f"{public.scheme}://{public.netloc}") if host else None
    if ip_address(host).is_loopback and asked.hostname == "localhost":
        return Party("localhost", f"http://{asked.netloc}")
    return None


def registration(session: Session, row: Staff, at: Party, *, now: datetime) -> dict[str, Any]:
    """Options for navigator.credentials.create. Raises Conflict when there are many."""
    known = passkeys_of(session, row.id)
    if len(known) >= MAX_PASSKEYS:
        raise Conflict(f"{MAX_PASSKEYS} passkeys at most: remove one first")
    options = webauthn.generate_registration_options(
        rp_id=at.id, rp_name="Parley", user_name=row.email, user_display_name=row.name,
        user_id=row.id.to_bytes(8),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=each.credential) for each in known],
    )  # fmt: skip
    _remember(session, options.challenge, row.id, now=now)
    return dict(orjson.loads(options_to_json(options)))


def register(
    session: Session, staff_id: int, credential: Mapping[str, Any], name: str, at: Party, *,
    now: datetime,
) -> int:  # fmt: skip
    """Keep what the browser made; returns the passkey's id. Raises Invalid, Conflict, Gone."""
    challenge = _spend(session, credential, staff_id, now=now)
    try:
        made = webauthn.verify_registration_response(
            credential=dict(credential), expected_challenge=challenge, expected_rp_id=at.id,
            expected_origin=at.origin, require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise Invalid("this is no passkey for this address", fields=["credential"]) from error
    known = select(Passkey.id).where(Passkey.credential == made.credential_id)
    if session.execute(known).first() is not None:
        raise Conflict("this passkey is known already")
    passkey_id = new_id(now)
    session.execute(
        insert(Passkey).values(
            id=passkey_id, staff_id=staff_id, credential=made.credential_id,
            public_key=made.credential_public_key, sign_count=made.sign_count, name=name,
            created_at=now,
        )
    )  # fmt: skip
    return passkey_id


def authentication(session: Session, at: Party, *, now: datetime) -> dict[str, Any]:
    """Options for navigator.credentials.get, the same for everybody: the device knows who."""
    options = webauthn.generate_authentication_options(
        rp_id=at.id, user_verification=UserVerificationRequirement.REQUIRED
    )
    _remember(session, options.challenge, None, now=now)
    return dict(orjson.loads(options_to_json(options)))


def recognise(session: Session, credential: Mapping[str, Any], at: Party, *, now: datetime) -> int:
    """The id of whoever holds the passkey. Raises Unauthenticated, Gone; a copied one (its counter
    goes back) is refused too."""
    challenge = _spend(session, credential, None, now=now)
    row = session.execute(
        select(Passkey)
        .join(Staff, Staff.id == Passkey.staff_id)
        .where(Passkey.credential == _raw(credential.get("rawId")), Staff.disabled_at.is_(None))
        .with_for_update(of=Passkey)
    ).scalar_one_or_none()
    if row is None:
        raise Unauthenticated("nobody here has this passkey")
    try:
        used = webauthn.verify_authentication_response(
            credential=dict(credential), expected_challenge=challenge, expected_rp_id=at.id,
            expected_origin=at.origin, credential_public_key=row.public_key,
            credential_current_sign_count=row.sign_count, require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise Unauthenticated("this passkey did not sign what was asked") from error
    session.execute(
        update(Passkey)
        .where(Passkey.id == row.id)
        .values(sign_count=used.new_sign_count, used_at=now)
    )
    return row.staff_id


def passkeys_of(session: Session, staff_id: int) -> Sequence[Passkey]:
    """Somebody's passkeys, newest first."""
    return session.execute(
        select(Passkey).where(Passkey.staff_id == staff_id).order_by(Passkey.id.desc())
    ).scalars().all()  # fmt: skip


def remove(session: Session, staff_id: int, passkey_id: int) -> None:
    """It opens nothing any more. Raises NotFound."""
    gone = session.execute(
        delete(Passkey)
        .where(Passkey.id == passkey_id, Passkey.staff_id == staff_id)
        .returning(Passkey.id)
    ).all()
    if not gone:
        raise NotFound("no such passkey")


def _remember(session: Session, challenge: bytes, staff_id: int | None, *, now: datetime) -> None:
    session.execute(
        insert(StaffChallenge).values(
            challenge=challenge, staff_id=staff_id, expires_at=now + _LIFE
        )
    )


def _spend(
    session: Session, credential: Mapping[str, Any], staff_id: int | None, *, now: datetime
) -> bytes:
    """The challenge that the credential answers: ours, of this purpose, in time, and only once."""
    try:
        data = orjson.loads(_raw(credential["response"]["clientDataJSON"]))
        challenge = _raw(data["challenge"])
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid("this is no answer of an authenticator", fields=["credential"]) from error
    gone = session.execute(
        delete(StaffChallenge)
        .where(
            StaffChallenge.challenge == challenge, StaffChallenge.expires_at > now,
            StaffChallenge.staff_id.is_not_distinct_from(staff_id),
        )
        .returning(StaffChallenge.challenge)
    ).all()  # fmt: skip
    if not gone:
        raise Gone("this took too long: try again")
    return challenge


def _raw(value: Any) -> bytes:
    if not isinstance(value, str):
        raise Invalid("this is no answer of an authenticator", fields=["credential"])
    try:
        return base64url_to_bytes(value)
    except ValueError as error:
        raise Invalid("this is no answer of an authenticator", fields=["credential"]) from error


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
