"""How often somebody may do something: counted in Valkey, for all processes together.

While Valkey is away each process counts for itself: nobody is locked out, nobody gets free rein
(docs/decisions/0010-limits-without-valkey.md).
"""

import hashlib
import hmac
import ipaddress
import secrets
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import FixedWindowRateLimiter

from service.errors import Unavailable
from service.valkey import current_url, memory

_SALT_SECONDS = 25 * 3600
_SHOWN_SECONDS = 25 * 3600  # refusals are shown for a day


@dataclass(frozen=True, slots=True)
class Rule:
    """`amount` times in `seconds`, each counted apart by `name`."""

    name: str
    amount: int
    seconds: int


def wait_for(rule: Rule, who: str) -> int | None:
    """None, and this time is counted; or the seconds until it is allowed again."""
    item = RateLimitItemPerSecond(rule.amount, rule.seconds, namespace="limit")
    try:
        return memory().demand(lambda _: _ask(_shared(current_url()), item, rule.name, who))
    except Unavailable:
        return _ask(_own(), item, rule.name, who)


def note_refusal(site_id: int, rule: str, *, now: datetime) -> None:
    """Count a refusal on a site, to be shown to its admins for a day."""
    key = _refused_key(site_id, now)
    memory().ask(
        lambda client: (
            client.pipeline().hincrby(key, rule, 1).expire(key, _SHOWN_SECONDS).execute()
        ),
        otherwise=None,
    )


def refusals(site_id: int, *, now: datetime) -> dict[str, int]:
    """Refusals of the last 24 hours on a site, by rule; empty while Valkey is away."""
    keys = [_refused_key(site_id, now - timedelta(hours=back)) for back in range(24)]

    def read(client: Any) -> list[dict[bytes, bytes]]:
        pipe = client.pipeline(transaction=False)
        for key in keys:
            pipe.hgetall(key)
        found: list[dict[bytes, bytes]] = pipe.execute()
        return found

    total: Counter[str] = Counter()
    hours: list[dict[bytes, bytes]] = memory().ask(read, otherwise=[])
    for hour in hours:
        total.update({rule.decode(): int(count) for rule, count in hour.items()})
    return dict(total)


def _refused_key(site_id: int, at: datetime) -> str:
    return f"refused:{site_id}:{at:%Y%m%d%H}"


def address_hash(address: str, *, now: datetime) -> str:
    """A name for an address that holds for one day and cannot be turned back into it.

    Cut to /24 or /48 first; the salt is random, lives in Valkey for a day, and nowhere else.
    """
    return hmac.new(_salt(f"{now:%Y%m%d}"), _network(address).encode(), hashlib.sha256).hexdigest()[
        :24
    ]


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    bits = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network((parsed, bits), strict=False))


_salts: dict[str, bytes] = {}


def _salt(day: str) -> bytes:
    known = _salts.get(day)
    if known is not None:
        return known
    fresh = secrets.token_bytes(32)
    kept = memory().ask(lambda client: _keep_salt(client, day, fresh), otherwise=None)
    if kept is None:
        return _own_salt()
    _salts.clear()  # yesterday's is of no use to anybody
    _salts[day] = kept
    return kept


def _keep_salt(client: object, day: str, fresh: bytes) -> bytes:
    name = f"salt:{day}"
    client.set(name, fresh, nx=True, ex=_SALT_SECONDS)  # type: ignore[attr-defined]  # redis-py
    kept: bytes = client.get(name)  # type: ignore[attr-defined]
    return kept


@cache
def _own_salt() -> bytes:
    return secrets.token_bytes(32)


def _ask(
    limiter: FixedWindowRateLimiter, item: RateLimitItemPerSecond, name: str, who: str
) -> int | None:
    if limiter.hit(item, name, who):
        return None
    return max(1, round(limiter.get_window_stats(item, name, who).reset_time - time.time()))


@cache
def _shared(url: str) -> FixedWindowRateLimiter:
    storage: Storage = RedisStorage(url, socket_timeout=0.25, socket_connect_timeout=0.25)
    return FixedWindowRateLimiter(storage)


@cache
def _own() -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(MemoryStorage())
