"""One child process: started in a session of its own, ended with all its descendants."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from service.up.privilege import Account, preparation

_LOG_LIMIT = 20_000_000  # bytes; a larger log is put aside at the next start


@dataclass(frozen=True, slots=True)
class Program:
    """What to run. `stop` is the signal that ends it in an orderly way, also sent by the kernel
    when the supervisor is killed; after `grace` seconds it is killed."""

    name: str
    argv: tuple[str, ...]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    stop: signal.Signals = signal.SIGTERM
    grace: float = 15.0
    account: Account | None = None


class Child:
    """A running program. Owns the process and its process group."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.started = time.monotonic()
        _put_aside(program.log)
        with program.log.open("ab") as log:
            self._process = subprocess.Popen(
                program.argv,
                env=dict(program.env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                # Ctrl-C in the terminal reaches the supervisor alone, which then ends all in order.
                start_new_session=True,
                # Safe here: the supervisor runs no threads.
                preexec_fn=preparation(program.stop, program.account),
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def exit_status(self) -> int | None:
        """None while it runs, else its status, negative for a signal."""
        return self._process.poll()

    def ask_to_stop(self) -> None:
        """Send the signal that ends it in order."""
        if self.exit_status() is None:
            self._process.send_signal(self.program.stop)

    def kill_group(self) -> None:
        """Kill whatever is left of its process group, also after its own end."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()


def stop_together(children: list[Child]) -> None:
    """End these at once, each within its grace, and leave nothing of their groups."""
    begun = time.monotonic()
    for child in children:
        child.ask_to_stop()
    for child in children:
        while child.exit_status() is None and time.monotonic() - begun < child.program.grace:
            time.sleep(0.02)
        child.kill_group()


def tail(log: Path, lines: int = 8) -> str:
    """The last lines of a log, to show why something ended."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def _put_aside(log: Path) -> None:
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
