"""Now, in UTC and aware. The edges call it; rooms take `now` as an argument."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)
