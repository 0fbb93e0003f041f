"""Secrets at rest: encrypted with a key from PARLEY_SECRET_KEY where they must be readable again,
else only hashed. A copy of the database alone then opens and signs nothing. Pure.
"""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken

from service.errors import Unavailable


def seal(plain: bytes, *, secret: str) -> bytes:
    """Encrypt for the database."""
    return _fernet(secret).encrypt(plain)


def unseal(sealed: bytes, *, secret: str) -> bytes:
    """What `seal` was given. Raises Unavailable when the installation's secret has changed."""
    try:
        return _fernet(secret).decrypt(sealed)
    except InvalidToken as error:
        raise Unavailable("a stored secret cannot be read: PARLEY_SECRET_KEY changed") from error


def token_hash(plain: str) -> bytes:
    """What is kept of a long random token that was shown once; a plain hash, for nobody guesses
    one. Too weak for passwords and for codes of a few digits."""
    return hashlib.sha256(plain.encode()).digest()


@lru_cache(maxsize=4)
def _fernet(secret: str) -> Fernet:
    # Not the secret itself: what signs tokens must not also be what encrypts.
    key = hmac.new(secret.encode(), b"parley: secrets at rest", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))
