"""The supervisor with real processes: restarts, back-off, endings."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from service.up.errors import CannotStart, Interrupted
from service.up.processes import Program
from service.up.supervisor import Supervisor
from tests.waiting import wait_until

SLEEP = (sys.executable, "-c", "import time; time.sleep(600)")


def program(tmp_path: Path, *argv: str, name: str = "role") -> Program:
    return Program(
        name=name, argv=argv or SLEEP, log=tmp_path / f"{name}.log", env=dict(os.environ)
    )


def is_running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_killed_role_is_started_again(tmp_path: Path) -> None:
    told: list[str] = []
    with Supervisor(told.append) as supervisor:
        supervisor.keep(program(tmp_path))
        first = supervisor.pids()["role"]
        os.kill(first, signal.SIGKILL)
        supervisor.wait_for(lambda: supervisor.pids()["role"] != first, name="role", seconds=10)
        second = supervisor.pids()["role"]
        assert is_running(second)
    assert not is_running(second)
    assert told == ["role ended (killed by SIGKILL); starting it again"]


def test_what_ends_at_once_is_given_up_with_its_last_words(tmp_path: Path) -> None:
    argv = (sys.executable, "-c", "raise SystemExit('no such table')")
    with Supervisor(lambda _: None) as supervisor:
        supervisor.keep(program(tmp_path, *argv))
        with pytest.raises(CannotStart, match="no such table"):
            supervisor.wait_for(lambda: False, name="role", seconds=20)


def test_after_an_interrupt_nothing_is_started_again(tmp_path: Path) -> None:
    with Supervisor(lambda _: None) as supervisor:
        supervisor.keep(program(tmp_path))
        os.kill(supervisor.pids()["role"], signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(Interrupted):
            supervisor.wait_for(lambda: False, name="role", seconds=10)
        pids = supervisor.pids()
    assert not is_running(pids["role"])


def test_children_of_a_role_end_with_it(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = (
        "import subprocess, sys, time;"
        f"child = subprocess.Popen({list(SLEEP)!r});"
        f"open({str(note)!r}, 'w').write(str(child.pid)); time.sleep(600)"
    )
    with Supervisor(lambda _: None) as supervisor:
        supervisor.keep(program(tmp_path, sys.executable, "-c", code))
        wait_until(lambda: note.exists() and note.read_text())
        grandchild = int(note.read_text())
        assert is_running(grandchild)
    wait_until(lambda: not is_running(grandchild))


def test_roles_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    code = f"""
import os, sys
from pathlib import Path
from service.up.processes import Program
from service.up.supervisor import Supervisor
with Supervisor(print) as supervisor:
    log = Path({str(tmp_path / "role.log")!r})
    supervisor.keep(Program(name="role", argv={SLEEP!r}, log=log, env=dict(os.environ)))
    print(supervisor.pids()["role"], flush=True)
    supervisor.run()
"""
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout is not None
        role = int(supervisor.stdout.readline())
        assert is_running(role)
        supervisor.kill()
        wait_until(lambda: not is_running(role))
