"""Floods of new sessions and comments: seen per site and article, and answered with work.

While a site is under attack, a browser must find a number whose SHA-256 begins with so many zero
bits before it may start a session or post: a second for a reader, hours for a thousand robots.
Nothing is asked of anybody else's company. While Valkey is away nothing is counted or asked.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.valkey import memory

LIFE = timedelta(minutes=5)  # of a puzzle
CALM_AFTER = 600  # seconds an attack is taken to last after the last minute above the limit
EASY_BITS = 15  # 33,000 hashes on average: about a second in a browser
_HARD_BITS = 17  # at four times the limit
_MOST = 512  # characters of a proof
_WINDOW = 60


@dataclass(frozen=True, slots=True)
class Flow:
    """What came in this minute, this one counted; `bits`: work asked for, 0 in calm times."""

    of_site: int = 0
    of_article: int = 0
    bits: int = 0


def note(site_id: int, article: str | None, *, attack_at: int, now: datetime) -> Flow:
    """Count one session or comment. From `attack_at` a minute on the site is under attack; 0:
    never."""
    minute = int(now.timestamp()) // _WINDOW
    site_key, attack_key = f"flow:{site_id}:{minute}", f"attack:{site_id}"
    digest = hashlib.sha256((article or "").encode()).hexdigest()[:16]
    article_key = f"flow:{site_id}:{digest}:{minute}"

    def count(client: object) -> Flow:
        pipe = client.pipeline(transaction=False)  # type: ignore[attr-defined]  # redis.Redis
        pipe.incr(site_key).expire(site_key, 2 * _WINDOW)
        pipe.get(attack_key)
        if article is not None:
            pipe.incr(article_key).expire(article_key, 2 * _WINDOW)
        told = pipe.execute()
        bits = int(told[2] or 0)
        wished = _bits(told[0], attack_at)
        if wished > bits:
            client.set(attack_key, wished, ex=CALM_AFTER)  # type: ignore[attr-defined]
            bits = wished
        return Flow(told[0], told[3] if article is not None else 0, bits)

    return memory().ask(count, otherwise=Flow())


def is_under_attack(site_id: int) -> bool:
    """Whether work is asked for on this site."""
    key = f"attack:{site_id}"
    return bool(memory().ask(lambda client: client.exists(key), otherwise=0))


def puzzle(site_id: int, bits: int, *, secret: str, now: datetime) -> str:
    """A puzzle for one session or comment on this site."""
    ends = int((now + LIFE).timestamp())
    body = f"{site_id:x}.{bits}.{ends:x}.{secrets.token_urlsafe(12)}"
    return f"{body}.{_mac(body, secret)}"


def is_solved(proof: str, site_id: int, *, secret: str, now: datetime) -> bool:
    """Whether `proof` (puzzle, a dot, a number) is work done for this site, in time, and shown
    for the first time."""
    asked, _, number = proof.rpartition(".")
    body, _, mac = asked.rpartition(".")
    parts = body.split(".")
    if len(proof) > _MOST or not number.isdecimal() or len(parts) != 4:
        return False
    if not proof.isascii() or not hmac.compare_digest(mac, _mac(body, secret)):
        return False
    site, bits, ends, _ = parts
    if site != f"{site_id:x}" or int(ends, 16) < now.timestamp():
        return False
    if _zero_bits(hashlib.sha256(proof.encode()).digest()) < int(bits):
        return False
    seconds = int(LIFE.total_seconds())
    return bool(
        memory().ask(lambda client: client.set(f"proof:{mac}", 1, nx=True, ex=seconds), otherwise=1)
    )


def _bits(count: int, attack_at: int) -> int:
    if not attack_at or count < attack_at:
        return 0
    return EASY_BITS if count < 4 * attack_at else _HARD_BITS


def _mac(body: str, secret: str) -> str:
    made = hmac.new(secret.encode(), b"parley: puzzle " + body.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made[:18]).decode()


def _zero_bits(digest: bytes) -> int:
    return len(digest) * 8 - int.from_bytes(digest).bit_length()
