"""Readers' tokens: short-lived JWTs that can do nothing but read and write as that reader."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from service.errors import TokenExpired, TokenInvalid
from service.identity.actors import ReaderActor

ISSUER = "parley"
_ALGORITHM = "HS256"  # fixed: a header that names another one is refused
_SKEW = 5  # seconds; we wrote the token ourselves


@dataclass(frozen=True, slots=True)
class ReaderClaims:
    """What a reader's token says."""

    site_id: int
    reader_id: int
    name: str


def issue(claims: ReaderClaims, *, secret: str, now: datetime, life: timedelta) -> str:
    """A signed token for one reader of one site."""
    payload = {
        "iss": ISSUER,
        "aud": str(claims.site_id),
        "sub": str(claims.reader_id),
        "name": claims.name,
        "iat": int(now.timestamp()),
        "exp": int((now + life).timestamp()),
    }
    return jwt.encode({"alg": _ALGORITHM}, payload, _key(secret))


def read(token: str, *, secret: str, now: datetime) -> ReaderActor:
    """The reader a token speaks for. Raises TokenInvalid or TokenExpired."""
    actor, expires = _verified(token, secret)
    if expires + _SKEW < now.timestamp():
        raise TokenExpired("sign in again")
    return actor


def former(
    token: str, site_id: int, *, secret: str, now: datetime, memory: timedelta
) -> int | None:
    """The reader of the site whom a token spoke for, run out since or not; None for a token that is
    not ours or ended longer ago than `memory`. Proves nothing but who was here before."""
    try:
        actor, expires = _verified(token, secret)
    except TokenInvalid:
        return None
    is_old = expires + memory.total_seconds() < now.timestamp()
    return None if is_old or actor.site_id != site_id else actor.id


@lru_cache(maxsize=8_192)  # a signature once checked stays good; the hour is looked at each time
def _verified(token: str, secret: str) -> tuple[ReaderActor, int]:
    try:
        claims = jwt.decode(token, _key(secret), algorithms=[_ALGORITHM]).claims
        if claims["iss"] != ISSUER:
            raise TokenInvalid("not our token")
        actor = ReaderActor(int(claims["aud"]), int(claims["sub"]), str(claims["name"]))
        return actor, int(claims["exp"])
    except (JoseError, KeyError, TypeError, ValueError) as error:
        raise TokenInvalid("this token was not made here") from error


@lru_cache(maxsize=4)
def _key(secret: str) -> OctKey:
    return OctKey.import_key(secret)
