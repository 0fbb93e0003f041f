"""How often: counted in Valkey per minute; a Valkey that is away refuses nobody."""

import time

from service.api.auth import limits_are_on
from service.valkey import memory

WINDOW = 60  # seconds


def over_limit(name: str, limit: int) -> int | None:
    """Count one more of `name` in this minute; seconds to wait when that is over `limit`."""
    if not limits_are_on():
        return None
    now = time.time()
    key = f"rate:{name}:{int(now) // WINDOW}"
    counted = memory().ask(
        lambda client: client.pipeline().incr(key).expire(key, 2 * WINDOW).execute()[0],
        otherwise=0,
    )
    return WINDOW - int(now) % WINDOW if int(counted) > limit else None
