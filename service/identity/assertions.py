"""Publishers' tokens: who a publisher says is reading. Pure.

The key decides the algorithm, never the token; `iss aud exp sub` must be there; a token can name
a person, a name, a picture and badges, never a role.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet, OctKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64decode

from service.errors import TokenExpired, TokenInvalid

SKEW = 60  # seconds that clocks may differ
MAX_TOKEN = 8_192  # characters
KINDS: Mapping[str, type[OctKey] | type[RSAKey] | type[ECKey] | type[OKPKey]] = {
    "HS256": OctKey,
    "RS256": RSAKey,
    "ES256": ECKey,
    "EdDSA": OKPKey,
}
_FOREIGN_KEYS = frozenset({"jwk", "jku", "x5u", "x5c", "crit", "b64", "zip"})
_MAX_BADGES, _MAX_BADGE = 5, 32
_MAX_SUBJECT = 255


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """One key of a publisher, ready to verify with."""

    kid: str
    algorithm: str
    issuer: str
    audience: str
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a token names."""

    issuer: str
    subject: str
    name: str
    avatar_url: str | None = None
    badges: tuple[str, ...] = ()
    expires: float = math.inf  # seconds since 1970


class _Registry(JWSRegistry):
    """joserfc's algorithms, without its warning that RFC 9864 renamed EdDSA."""

    def get_alg(self, name: str) -> Any:
        if name == "EdDSA" and self.allowed and name in self.allowed:
            return self.algorithms[name]
        return super().get_alg(name)


def verify(
    token: str, keys: Sequence[VerifyingKey], *, now: datetime, takes_coral: bool = False
) -> Person:
    """The person a publisher's token names. `takes_coral`: Coral's claims are understood too.

    Raises TokenInvalid for anything forged, misdirected or malformed, TokenExpired for a stale one.
    """
    header = _header(token)
    for key in keys:
        if header.get("kid", key.kid) != key.kid or header.get("alg") != key.algorithm:
            continue
        claims = _claims(token, key)
        if claims is not None:
            return _person(claims, key, now.timestamp(), takes_coral=takes_coral)
    raise TokenInvalid("no key of this site signed this token")


def import_keys(algorithm: str, material: Mapping[str, Any]) -> tuple[Key, ...]:
    """Keys of one kind out of a JWK set; others in the set are left out. Raises TokenInvalid."""
    try:
        found = KeySet.import_key_set(material).keys  # type: ignore[arg-type]  # any JSON object
    except (JoseError, KeyError, TypeError, ValueError) as error:
        raise TokenInvalid("this is no JWK set") from error
    return tuple(each for each in found if isinstance(each, KINDS[algorithm]))


def _header(token: str) -> dict[str, Any]:
    if len(token) > MAX_TOKEN or token.count(".") != 2:
        raise TokenInvalid("this is no signed token")
    try:
        header = orjson.loads(urlsafe_b64decode(token.partition(".")[0].encode()))
    except (ValueError, TypeError) as error:
        raise TokenInvalid("this is no signed token") from error
    if not isinstance(header, dict) or _FOREIGN_KEYS & header.keys():
        raise TokenInvalid("this token brings its own key")
    return header


def _claims(token: str, key: VerifyingKey) -> dict[str, Any] | None:
    for each in key.keys:
        try:
            signed = jws.deserialize_compact(
                token, each, algorithms=[key.algorithm],
                registry=_Registry(algorithms=[key.algorithm], strict_check_header=False),
            )  # fmt: skip
            claims = orjson.loads(signed.payload)  # refuses deep nesting by itself
        except (JoseError, ValueError, TypeError, RecursionError):
            continue  # not signed by this one; the last one's failure is the caller's answer
        return claims if isinstance(claims, dict) else None
    return None


def _person(
    claims: Mapping[str, Any], key: VerifyingKey, now: float, *, takes_coral: bool
) -> Person:
    if takes_coral and isinstance(claims.get("user"), dict) and "sub" not in claims:
        return _coral(claims, key, now)
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    _demand(claims, "iss", key.issuer, is_right=claims.get("iss") == key.issuer)
    _demand(claims, "aud", key.audience, is_right=key.audience in audiences)
    expires = _check_times(claims, now)
    return Person(
        key.issuer, _subject(claims.get("sub")),
        _name(claims, ("name", "preferred_username", "nickname")),
        _avatar(claims.get("picture") or claims.get("avatar")), _badges(claims.get("badges")),
        expires,
    )  # fmt: skip


def _coral(claims: Mapping[str, Any], key: VerifyingKey, now: float) -> Person:
    """`{"user": {"id", "username", "badges"}, "iat", "exp"}`; its role is ignored."""
    user = claims["user"]
    if "iss" in claims and claims["iss"] != key.issuer:
        raise TokenInvalid("this token is for somebody else")
    expires = _check_times(claims, now)
    name = _name(user, ("username", "name"))
    badges = _badges(user.get("badges"))
    return Person(key.issuer, _subject(user.get("id")), name, None, badges, expires)


def _demand(claims: Mapping[str, Any], name: str, expected: str, *, is_right: bool) -> None:
    # whoever has signed with the site's key may know what the site expects
    if not is_right:
        what = "another one" if name in claims else "none"
        raise TokenInvalid(f"the claim {name} is to be {expected}, and there is {what}")


def _check_times(claims: Mapping[str, Any], now: float) -> float:
    expires = _time(claims, "exp")
    if expires is None:
        raise TokenInvalid("the claim exp is missing: a token says when it ends")
    if expires + SKEW < now:
        raise TokenExpired("the publisher's token is too old")
    for name in ("nbf", "iat"):
        begins = _time(claims, name)
        if begins is not None and begins - SKEW > now:
            raise TokenInvalid("the publisher's token is not valid yet")
    return expires


def _time(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TokenInvalid(f"{name} is a number of seconds")
    return float(value)


def _subject(value: Any) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= _MAX_SUBJECT or not value.isprintable():
        missing = " is missing: it" if value is None else ""
        raise TokenInvalid(f"the claim sub{missing} names a person in 1 to 255 characters")
    return value


def _name(claims: Mapping[str, Any], fields: Sequence[str]) -> str:
    for field in fields:
        value = claims.get(field)
        if isinstance(value, str) and value.strip():
            return value
    raise TokenInvalid("the claim name is missing: a token says how to call the reader")


def _avatar(value: Any) -> str | None:
    is_safe = isinstance(value, str) and value.startswith("https://") and len(value) <= 2_048
    return value if is_safe and value.isprintable() else None


def _badges(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    words = [each.strip() for each in value if isinstance(each, str)]
    return tuple(each for each in words if 1 <= len(each) <= _MAX_BADGE)[:_MAX_BADGES]
