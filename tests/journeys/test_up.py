"""`parley up` as an operator meets it: promises of the command, kills, endings, refusals."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis
import requests

from tests.journeys.conftest import PARLEY, Stack, is_running, start, stop
from tests.waiting import wait_until

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack that this module may hurt."""
    running = start(tmp_path_factory.mktemp("up") / "data")
    yield running
    assert stop(running) == 0


def is_serving(stack: Stack) -> bool:
    try:
        return requests.get(f"{stack.url}/readyz", timeout=2).status_code == 200
    except requests.RequestException:
        return False


def refusal(*options: str) -> str:
    """What `parley up` says when it will not start: one paragraph, no traceback."""
    done = subprocess.run([PARLEY, "up", *options], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def test_the_json_line_keeps_the_promise(own: Stack) -> None:
    assert set(own.told) == {
        *("url", "site", "api_key", "publisher_key", "moderator"),
        *("database_url", "broker_url", "pids"),
    }
    assert set(own.told["moderator"]) == {"email", "password"}
    pids = own.told["pids"]
    assert set(pids) == {"web", "worker", "beat", "postgres", "valkey"}
    assert all(isinstance(pids[name], int) for name in set(pids) - {"worker"})
    every = [*pids["worker"], *(pids[name] for name in set(pids) - {"worker"})]
    assert all(is_running(psutil.Process(pid)) for pid in every)
    assert is_serving(own)


def test_an_outsider_reaches_database_and_broker(own: Stack) -> None:
    with psycopg.connect(own.database_url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    with redis.Redis.from_url(own.told["broker_url"]) as broker:
        assert broker.ping()


def test_every_role_has_a_session_of_its_own(own: Stack) -> None:
    pids = own.told["pids"]
    for pid in (pids["web"], pids["beat"], pids["postgres"], pids["valkey"], *pids["worker"]):
        if psutil.pid_exists(pid):
            assert os.getsid(pid) == pid


def process_of(stack: Stack, role: str) -> psutil.Process | None:
    """The process that plays the role at present, a child of the supervisor."""
    for each in psutil.Process(stack.process.pid).children():
        if not is_running(each):
            continue
        if each.name().startswith(role) or each.cmdline()[2:4] == ["service.cli", role]:
            return each
    return None


@pytest.mark.parametrize("role", ["valkey", "beat", "worker", "web", "postgres"])
def test_a_killed_role_comes_back(own: Stack, role: str) -> None:
    victim = process_of(own, role)
    assert victim is not None
    victim.kill()
    wait_until(lambda: (back := process_of(own, role)) is not None and back.pid != victim.pid)
    wait_until(lambda: is_serving(own), seconds=60)


def test_a_killed_serving_process_comes_back(own: Stack) -> None:
    web = process_of(own, "web")
    assert web is not None
    victim = next(each for each in web.children() if is_running(each))
    victim.kill()
    wait_until(lambda: sum(map(is_running, web.children())) >= 2 and is_serving(own), seconds=60)


def test_everything_killed_at_once_comes_back(own: Stack) -> None:
    victims = psutil.Process(own.process.pid).children()
    for each in victims:
        each.kill()
    roles = ("postgres", "valkey", "web", "worker", "beat")
    killed = {each.pid for each in victims}
    wait_until(
        lambda: all((now := process_of(own, r)) and now.pid not in killed for r in roles),
        seconds=60,
    )
    wait_until(lambda: is_serving(own), seconds=60)


def test_a_second_start_on_the_same_folder_is_refused(own: Stack) -> None:
    words = refusal("--port", "0", "--data", str(own.data))
    assert "is running on" in words
    assert str(own.process.pid) in words


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        words = refusal("--port", str(port), "--data", str(tmp_path / "data"))
    assert words.startswith(f"Port {port} is in use")


def test_a_foreign_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear editor")
    assert "holds other files" in refusal("--port", "0", "--data", str(tmp_path))


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """A stack that ran, was given a row to keep, and was ended as by Ctrl-C."""
    first = start(tmp_path_factory.mktemp("kept") / "data")
    with psycopg.connect(first.database_url) as connection:
        connection.execute("create table kept as select 42 as answer")
    assert stop(first) == 0
    return first


def test_a_broken_database_is_explained(stopped: Stack) -> None:
    control = stopped.data / "postgres" / "global" / "pg_control"
    aside = control.rename(control.with_suffix(".aside"))
    words = refusal("--port", "0", "--data", str(stopped.data))
    aside.rename(control)
    assert words.splitlines()[-1].startswith(
        f"The database in {stopped.data / 'postgres'} does not start"
    )
    assert "pg_control" in words


def test_data_and_secrets_survive_a_stop(stopped: Stack) -> None:
    second = start(stopped.data)
    with psycopg.connect(second.database_url) as connection:
        assert connection.execute("select answer from kept").fetchone() == (42,)
    secret = ("api_key", "publisher_key", "moderator")
    assert [stopped.told[name] for name in secret] == [second.told[name] for name in secret]
    assert stop(second, signal.SIGTERM) == 0


def test_everything_ends_when_the_supervisor_is_killed(stopped: Stack) -> None:
    stack = start(stopped.data)
    children = stack.processes()
    assert len(children) >= 5
    stack.process.kill()
    stack.process.wait()
    assert stack.process.stdout is not None
    stack.process.stdout.close()
    wait_until(lambda: not any(is_running(each) for each in children), seconds=40)
    again = start(stopped.data)
    assert is_serving(again)
    assert stop(again) == 0
