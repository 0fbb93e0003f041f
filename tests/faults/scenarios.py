"""Every fault by name: what is done to the roles while readers write."""

import os
import random
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from tests.faults.hosts import RECOVERY, Hosts, worker
from tests.waiting import wait_until

Inject = Callable[[Hosts, random.Random], None]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A fault. `special` is put into comment number 7."""

    name: str
    inject: Inject
    special: str = ""


def pause(seconds: float) -> None:
    """Let a fault last: the one thing here that is measured by time."""
    threading.Event().wait(seconds)


def nothing(_hosts: Hosts, _dice: random.Random) -> None:
    """The yardstick."""


def kill(*names: str) -> Inject:
    """kill -9 one after the other, each started again at once, as the supervisor would."""

    def inject(hosts: Hosts, dice: random.Random) -> None:
        for name in names:
            hosts.kill(name)
            hosts.replace(name)
            pause(dice.uniform(0, 0.3))

    return inject


def kill_mid_batch(hosts: Hosts, dice: random.Random) -> None:
    """The model is slow, so the worker surely has a batch in hand when it is killed."""
    hosts.order("delay", 0.5)
    pause(dice.uniform(0.3, 1.0))
    hosts.kill("worker")
    hosts.obey_no_more()
    hosts.replace("worker")


def kill_one_web_process(hosts: Hosts, _dice: random.Random) -> None:
    """The child that serves, not the parent that would start another."""
    serving = psutil.Process(hosts.running["web"].pid).children(recursive=True)
    serving[-1].kill()


def kill_one_of_two_workers(hosts: Hosts, dice: random.Random) -> None:
    hosts.programs["second"] = worker(hosts, "second", "scoring,bulk")
    hosts.start("second")
    pause(dice.uniform(2, 3))
    hosts.kill("worker")
    pause(dice.uniform(0, 1))
    hosts.replace("worker")
    hosts.kill("second", signal.SIGTERM)
    del hosts.running["second"]


def terminate_mid_batch(hosts: Hosts, dice: random.Random) -> None:
    hosts.order("delay", 0.3)
    pause(dice.uniform(0.2, 0.8))
    hosts.kill("worker", signal.SIGTERM)
    hosts.obey_no_more()
    hosts.start("worker")


def broker_back_empty(hosts: Hosts, dice: random.Random) -> None:
    hosts.kill("valkey")
    pause(dice.uniform(1, 3))
    hosts.start("valkey")


def broker_frozen(hosts: Hosts, dice: random.Random) -> None:
    hosts.freeze("valkey")
    pause(dice.uniform(4, 6))
    hosts.thaw("valkey")


def broker_full(hosts: Hosts, dice: random.Random) -> None:
    """No room for another message: every write is refused."""
    with redis.Redis.from_url(hosts.valkey.url) as client:
        client.config_set("maxmemory", 1)
        pause(dice.uniform(1, 2))
        client.config_set("maxmemory", 0)


def broker_disk_full(hosts: Hosts, dice: random.Random) -> None:
    """A broker that keeps its log on a disk, and the disk fills up: it refuses every write."""
    with small_disk(hosts.folder.run / "disk") as disk:
        _broker_as(hosts, "--appendonly", "yes", "--dir", str(disk))
        _fill_up(disk)
        pause(dice.uniform(2, 3))
        (disk / "ballast").unlink()
        pause(1)
        _broker_as(hosts)


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    """Two megabytes, mounted there until the end. Skips where one may not mount."""
    place.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m,mode=777", "none", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk needs root, and a kernel that lets it")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def _fill_up(disk: Path) -> None:
    with (disk / "ballast").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4_096))
        except OSError:
            return


def _broker_as(hosts: Hosts, *options: str, binary: str = "") -> None:
    """Start the broker anew, empty, for this run in another way."""
    usual = hosts.valkey.program()
    argv = (binary or usual.argv[0], *usual.argv[1:], *options)
    hosts.programs["valkey"] = replace(usual, argv=argv)
    hosts.replace("valkey")
    hosts.programs["valkey"] = usual


def redis_for_valkey(hosts: Hosts, dice: random.Random) -> None:
    """Redis does as well, and dies as well; readers post to it until the end of the run."""
    binary = shutil.which("redis-server")
    if binary is None:
        pytest.skip("redis-server is not installed (Debian: apt install redis-server)")
    _broker_as(hosts, binary=binary)
    pause(dice.uniform(0.5, 1))
    _broker_as(hosts, binary=binary)
    with redis.Redis.from_url(hosts.valkey.url) as client:
        wait_until(lambda: _answers(client), seconds=10)
        assert "valkey_version" not in client.info("server")


def _answers(client: "redis.Redis") -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


def database_restarts(hosts: Hosts, _dice: random.Random) -> None:
    """`immediate`: no checkpoint, all sessions cut, crash recovery at the start."""
    hosts.kill("postgres", signal.SIGQUIT)
    hosts.start("postgres")


def database_away(hosts: Hosts, dice: random.Random) -> None:
    hosts.kill("postgres", signal.SIGQUIT)
    pause(dice.uniform(4.5, 5.5))
    hosts.start("postgres")


def batches_fail(hosts: Hosts, dice: random.Random) -> None:
    hosts.order("raise", dice.randint(3, 10))
    pause(1.5)


def slow_model(hosts: Hosts, dice: random.Random) -> None:
    hosts.order("delay", dice.uniform(0.5, 1))
    pause(3)
    hosts.obey_no_more()


def model_hangs(hosts: Hosts, _dice: random.Random) -> None:
    """The watchdog has to end the worker: nothing else would."""
    hosts.order("hang")
    wait_until(lambda: hosts.has_ended("worker"), seconds=30, why=lambda: "no watchdog barked")
    assert hosts.running["worker"].exit_status() == 70
    hosts.obey_no_more()
    hosts.replace("worker")


def text_that_kills(hosts: Hosts, _dice: random.Random) -> None:
    """A text at which the process dies: others must get through, it must go to people."""
    with psycopg.connect(hosts.postgres.url, autocommit=True) as connection:

        def is_held() -> bool:
            if hosts.has_ended("worker"):
                hosts.replace("worker")
            row = connection.execute(
                "SELECT count(*) FROM revisions v JOIN comments c"
                " ON c.site_id = v.site_id AND c.id = v.comment_id"
                " WHERE v.text LIKE '%CRASH%' AND c.status = 'submitted'"
            ).fetchone()
            total = connection.execute(
                "SELECT count(*) FROM revisions WHERE text LIKE '%CRASH%'"
            ).fetchone()
            return bool(row and total and total[0] > 0 and row[0] == 0)

        # Eight workers die of it, and each takes its time to start.
        wait_until(
            is_held, seconds=RECOVERY + 30, why=lambda: "the crashing text was never given up"
        )


def clock_put_back(hosts: Hosts, _dice: random.Random) -> None:
    """What a clock leaves behind that was a day ahead: times that nothing will reach."""
    hosts.kill("worker")
    pause(0.5)
    with psycopg.connect(hosts.postgres.url, autocommit=True) as connection:
        connection.execute("UPDATE scoring_jobs SET due_at = due_at + interval '1 day'")
    with redis.Redis.from_url(hosts.valkey.url) as client:
        client.flushall()  # the rings too are gone
    hosts.replace("worker")


def two_schedulers(hosts: Hosts, dice: random.Random) -> None:
    program = hosts.programs["beat"]
    second = str(hosts.folder.run / "second-beat")
    argv = (*program.argv[:-1], second)
    hosts.programs["second"] = type(program)(
        name="second", argv=argv, log=hosts.folder.log("second-beat"), env=program.env
    )
    hosts.start("second")
    kill_mid_batch(hosts, dice)
    pause(3)
    hosts.kill("second")
    del hosts.running["second"]


def everything_at_once(hosts: Hosts, _dice: random.Random) -> None:
    for name in ("web", "worker", "upkeep", "beat", "valkey", "postgres"):
        hosts.kill(name)
    for name in ("postgres", "valkey", "web", "worker", "upkeep", "beat"):
        hosts.replace(name)


SCENARIOS = (
    Scenario("no fault", nothing),
    Scenario("kill -9 worker", kill("worker")),
    Scenario("kill -9 worker in mid-batch", kill_mid_batch),
    Scenario("kill -9 one of two workers", kill_one_of_two_workers),
    Scenario("kill -9 upkeep and beat", kill("upkeep", "beat")),
    Scenario("kill -9 web", kill("web")),
    Scenario("kill -9 one process of web", kill_one_web_process),
    Scenario("kill -9 broker, back empty", broker_back_empty),
    Scenario("broker frozen", broker_frozen),
    Scenario("broker full", broker_full),
    Scenario("broker's disk full", broker_disk_full),
    Scenario("Redis for Valkey, killed once", redis_for_valkey),
    Scenario("kill -9 database", kill("postgres")),
    Scenario("database restarts at once", database_restarts),
    Scenario("database away for 5 s", database_away),
    Scenario("everything killed at once", everything_at_once),
    Scenario("TERM in mid-batch", terminate_mid_batch),
    Scenario("batches fail", batches_fail),
    Scenario("poison text", nothing, special="POISON"),
    Scenario("text that kills its worker", text_that_kills, special="CRASH"),
    Scenario("slow model", slow_model),
    Scenario("model hangs", model_hangs),
    Scenario("clock put back a day", clock_put_back),
    Scenario("two schedulers", two_schedulers),
)
