"""Steps of a run: each says on stderr what it does, and none may take for ever."""

import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

from bench.client import Load
from bench.plan import Plan

ROUNDS = 6
_BEGUN = time.monotonic()


class StepTooLong(Exception):
    """A step did not end in its time."""


class Unusable(Exception):
    """A peer or a limit cannot be measured here; the text says why."""


def say(words: str) -> None:
    """One line on stderr, with the seconds since the run began."""
    print(f"[{time.monotonic() - _BEGUN:4.0f} s] {words}", file=sys.stderr, flush=True)


@contextmanager
def step(words: str, *, limit: float) -> Iterator[None]:
    """Say what is done, and end it with StepTooLong after `limit` seconds. Steps do not nest."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise StepTooLong(f"{words}: not done in {limit:.0f} s")

    say(words)
    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class Rows:
    """The rows of a figure, by name. What cannot be measured is a row that says why: a figure
    with a gap is worth more than none."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, Any]] = {}

    def add(self, name: str, measure: Callable[[], dict[str, Any]], *, limit: float) -> None:
        """Measure a row within `limit` seconds."""
        try:
            with step(name, limit=limit):
                self.found[name] = measure()
        except Exception as error:  # whatever it was is told in the row
            self.miss(name, f"{type(error).__name__}: {error}"[:300])

    def rounds(self, loads: Mapping[str, Callable[[float], Load]], plan: Plan) -> None:
        """Drive every load in turn, in ROUNDS rounds: what else the machine does in these minutes
        then weighs on all of them alike, and their ratios hold."""
        sums: dict[str, Load] = {}
        for number in range(ROUNDS):
            for name in [each for each in loads if each not in self.found]:
                try:
                    with step(f"{name}, {number + 1} of {ROUNDS}", limit=plan.limit):
                        sums.setdefault(name, Load()).add(loads[name](plan.seconds / ROUNDS))
                except Exception as error:  # whatever it was is told in the row
                    self.miss(name, f"{type(error).__name__}: {error}"[:300])
        for name, load in sums.items():
            self.found.setdefault(name, load.summary())

    def miss(self, name: str, why: str) -> None:
        """A row that could not be measured."""
        say(f"{name} is missing: {why}")
        self.found[name] = {"missing": why}
