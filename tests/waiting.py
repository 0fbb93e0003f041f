"""Waiting on a condition, never on time."""

import time
from collections.abc import Callable


def wait_until(
    condition: Callable[[], object],
    *,
    seconds: float = 30,
    why: Callable[[], str] = lambda: "",
) -> None:
    """Return once the condition holds; fail with `why()` when it does not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s; {why()}")
        time.sleep(0.02)
