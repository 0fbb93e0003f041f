"""Publishers' tokens for tests, good ones and forged ones."""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any

import orjson
from joserfc import jws
from joserfc.jwk import Key, OctKey
from joserfc.jws import JWSRegistry

ISSUER = "https://news.example"
SECRET = "a-secret-of-the-publisher-32-bytes-long"


def claims(now: datetime, **over: Any) -> dict[str, Any]:
    """What a well-meaning publisher says of Ada; None leaves a claim out."""
    said = {
        "iss": ISSUER, "aud": "gazette", "sub": "ada-1", "name": "Ada",
        "iat": int(now.timestamp()), "exp": int(now.timestamp()) + 300, **over,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value is not None}


def sign(said: Any, key: Key | None = None, *, alg: str = "HS256", **header: Any) -> str:
    """A compact token. Without a key it is signed with SECRET."""
    registry = JWSRegistry(algorithms=[alg], strict_check_header=False)
    registry.max_header_length = 8_192
    key = key or OctKey.import_key(SECRET)
    return jws.serialize_compact(
        {"alg": alg, **header}, orjson.dumps(said), key, algorithms=[alg], registry=registry
    )


def by_hand(header: bytes, payload: bytes, secret: bytes = SECRET.encode()) -> str:
    """A token that no library would make, with an HMAC over whatever it says."""
    signed = _b64(header) + "." + _b64(payload)
    return signed + "." + _b64(hmac.new(secret, signed.encode(), hashlib.sha256).digest())


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
