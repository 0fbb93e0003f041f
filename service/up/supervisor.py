"""The supervisor's loop: starts programs, starts again what dies, ends all when asked.

It is one thread that sleeps until a signal arrives or a delay is over. After an interrupt nothing
is started again.
"""

import contextlib
import select
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

from service.up.errors import CannotStart, Interrupted
from service.up.processes import Child, Program, stop_together, tail

_SETTLED = 10.0  # seconds after which a death counts as the first again
_LONGEST_DELAY = 5.0  # seconds between two attempts at most
_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Tell = Callable[[str], None]


@dataclass(slots=True)
class _Kept:
    """A program that is to run for ever, and how it has fared."""

    child: Child
    deaths: int = 0
    retry_at: float | None = None


class Supervisor:
    """Owns all children and the process's signal handlers from `__enter__` to `__exit__`."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._kept: dict[str, _Kept] = {}
        self._step: Child | None = None
        self._interrupted = False
        self._wake, self._waker = socket.socketpair()

    def __enter__(self) -> "Supervisor":
        self._wake.setblocking(False)
        self._waker.setblocking(False)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        for number in _ENDINGS:
            signal.signal(number, self._interrupt)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # so that a death wakes the loop
        return self

    def __exit__(self, *_: object) -> None:
        self._interrupted = True
        children = [kept.child for kept in self._kept.values()]
        engines = [each for each in children if each.program.name in ("postgres", "valkey")]
        if self._step is not None:
            self._step.kill_group()
        stop_together([each for each in children if each not in engines])
        stop_together(engines)
        signal.set_wakeup_fd(-1)
        self._wake.close()
        self._waker.close()

    def keep(self, program: Program) -> None:
        """Start a program and, from now on, start it again whenever it ends."""
        self._kept[program.name] = _Kept(Child(program))

    def pids(self) -> dict[str, int]:
        """The present process of every kept program, by name."""
        return {name: kept.child.pid for name, kept in self._kept.items()}

    def run_step(self, program: Program) -> int:
        """Run a program to its end and return its status. Raises Interrupted."""
        self._step = Child(program)
        try:
            while self._step.exit_status() is None:
                self._turn()
            return self._step.exit_status() or 0
        finally:
            self._step.kill_group()
            self._step = None

    def wait_for(self, condition: Callable[[], bool], *, name: str, seconds: float) -> None:
        """Wait until the program `name` has come far enough to fulfil the condition.

        Raises CannotStart when it ends thrice or takes longer, Interrupted on Ctrl-C.
        """
        kept = self._kept[name]
        deadline = time.monotonic() + seconds
        while not condition():
            self._turn(longest=0.05)
            if kept.deaths >= 3 or time.monotonic() > deadline:
                why = "ends at once" if kept.deaths else f"was not ready in {seconds:.0f} seconds"
                log = kept.child.program.log
                raise CannotStart(f"{name} {why}; the end of {log}:\n{tail(log)}")

    def run(self) -> None:
        """Keep everything running until interrupted."""
        try:
            while True:
                self._turn()
        except Interrupted:
            return

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        self._interrupted = True

    def _turn(self, longest: float = 0.5) -> None:
        """Sleep until something happens, then bury and restart. Raises Interrupted."""
        if not self._interrupted:
            select.select([self._wake], [], [], longest)
        with contextlib.suppress(BlockingIOError):
            self._wake.recv(4096)
        if self._interrupted:
            raise Interrupted
        for kept in self._kept.values():
            self._mend(kept)

    def _mend(self, kept: _Kept) -> None:
        now = time.monotonic()
        if kept.retry_at is not None:
            if now >= kept.retry_at:
                kept.retry_at = None
                kept.child = Child(kept.child.program)
            return
        status = kept.child.exit_status()
        if status is None:
            return
        kept.child.kill_group()
        kept.deaths = 1 if now - kept.child.started > _SETTLED else kept.deaths + 1
        delay = 0.0 if kept.deaths == 1 else min(_LONGEST_DELAY, 0.25 * 2**kept.deaths)
        kept.retry_at = now + delay
        self._tell(f"{kept.child.program.name} ended ({_ending(status)}); starting it again")


def _ending(status: int) -> str:
    if status < 0:
        return f"killed by {signal.Signals(-status).name}"
    return f"status {status}"
