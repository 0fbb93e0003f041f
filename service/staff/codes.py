"""One-time codes from an app on the phone (TOTP), and recovery codes for when it is lost.

A code counts once: the half minute of the newest one used is kept, and older ones are refused.
"""

import hmac
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from service.errors import CodeNeeded, CodeWrong, Conflict
from service.identity.sealing import seal, token_hash, unseal
from service.models import RecoveryCode, Staff

RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without what looks alike
_PERIOD = 30  # seconds
_ISSUER = "Parley"


def begin(session: Session, staff_id: int, *, secret: str) -> tuple[str, str]:
    """(secret, address for the app): nothing is demanded until `confirm`. Raises Conflict when
    codes are in use already."""
    row = session.get_one(Staff, staff_id)
    if row.totp_at is not None:
        raise Conflict("codes are in use already: end them first")
    made = pyotp.random_base32()
    _store(session, staff_id, totp_sealed=seal(made.encode(), secret=secret), totp_step=0)
    return made, pyotp.TOTP(made).provisioning_uri(name=row.email, issuer_name=_ISSUER)


def confirm(session: Session, staff_id: int, code: str, *, secret: str, now: datetime) -> list[str]:
    """From now on a code is demanded; returns the recovery codes, shown this once.

    Raises CodeWrong, and Conflict when nothing was begun.
    """
    row = session.get_one(Staff, staff_id)
    if row.totp_sealed is None or row.totp_at is not None:
        raise Conflict("begin first")
    if not _take_step(session, row, code, secret=secret, now=now):
        raise CodeWrong("this is not the code of this minute")
    _store(session, staff_id, totp_at=now)
    return renew_recovery(session, staff_id)


def end(session: Session, staff_id: int) -> None:
    """No code is demanded any more."""
    _store(session, staff_id, totp_sealed=None, totp_at=None, totp_step=0)
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))


def renew_recovery(session: Session, staff_id: int) -> list[str]:
    """New recovery codes instead of all old ones."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    session.execute(
        insert(RecoveryCode),
        [{"staff_id": staff_id, "code_hash": token_hash(each)} for each in codes],
    )
    return codes


def recovery_left(session: Session, staff_id: int) -> int:
    """How many recovery codes are unused."""
    return session.execute(
        select(func.count()).select_from(RecoveryCode).where(RecoveryCode.staff_id == staff_id)
    ).scalar_one()


def demand(session: Session, row: Staff, code: str, *, secret: str, now: datetime) -> None:
    """Nothing where codes are not in use; else the code must be right, and is used up.

    Raises CodeNeeded without a code, CodeWrong for a bad one.
    """
    if row.totp_at is None:
        return
    if not code:
        raise CodeNeeded("tell the code that your app shows")
    if _take_step(session, row, code, secret=secret, now=now) or _take_recovery(session, row, code):
        return
    raise CodeWrong("this is not the code of this minute")


def _take_step(session: Session, row: Staff, code: str, *, secret: str, now: datetime) -> bool:
    digits = code.replace(" ", "")
    if row.totp_sealed is None or len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        return False
    codes = pyotp.TOTP(unseal(row.totp_sealed, secret=secret).decode())
    present = int(now.timestamp()) // _PERIOD
    for step in (present - 1, present, present + 1):  # clocks may differ by half a minute
        if hmac.compare_digest(codes.generate_otp(step), digits):
            # Compare and set: of two sign-ins with one code, one is late.
            return bool(
                session.execute(
                    update(Staff)
                    .where(Staff.id == row.id, Staff.totp_step < step)
                    .values(totp_step=step)
                    .returning(Staff.id)
                ).all()
            )
    return False


def _take_recovery(session: Session, row: Staff, code: str) -> bool:
    gone = session.execute(
        delete(RecoveryCode)
        .where(
            RecoveryCode.staff_id == row.id,
            RecoveryCode.code_hash == token_hash(code.strip().lower()),
        )
        .returning(RecoveryCode.staff_id)
    ).all()
    return bool(gone)


def _store(session: Session, staff_id: int, **values: object) -> None:
    session.execute(update(Staff).where(Staff.id == staff_id).values(**values))


def _recovery_code() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(16))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))
