"""The roles as processes that may be hurt: each is started, killed and started again by name, all
on this machine or each on a host of its own (tests/faults/network.py)."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import requests

from service.up import ports, roles
from service.up.folder import DataFolder, open_folder
from service.up.postgres import Postgres
from service.up.processes import Child, Program, stop_together
from service.up.valkey import Valkey
from tests.faults.network import Network, placed_postgres, placed_valkey
from tests.pooler import Pooler
from tests.waiting import wait_until

REPOSITORY = Path(__file__).resolve().parents[2]
ROLES = ("web", "beat", "upkeep", "worker")
# Seconds after the last fault in which nothing may wait any more. More is for machines where other
# work takes the processors; the table says how long it took.
RECOVERY = int(os.environ.get("FAULT_RECOVERY", "60"))
# Short times, so that a test sees within seconds what takes half a minute in real life.
HASTE = {
    "PARLEY_SWEEP_AGE": "2",
    "PARLEY_SWEEP_EVERY": "0.5",
    "PARLEY_STALL_SECONDS": "5",
    "PARLEY_RATE_LIMITS": "off",
    "PARLEY_SCORE_ATTEMPTS": "2",
    "PARLEY_DATABASE_POOL": "4",
}


@dataclass
class Hosts:
    """Every role of one installation. Owns the processes."""

    folder: DataFolder
    postgres: Postgres
    valkey: Valkey
    url: str
    settings: dict[str, str]
    network: Network | None = None
    tree: Path = REPOSITORY  # the checkout whose code runs
    pooler: Pooler | None = None  # between the database and all that use it
    programs: dict[str, Program] = field(default_factory=dict)
    running: dict[str, Child] = field(default_factory=dict)

    @property
    def orders(self) -> Path:
        """The folder of orders to the faulty scorer."""
        return self.folder.path / "orders"

    def start(self, name: str) -> None:
        with self.network.inside(name) if self.network else nullcontext():
            self.running[name] = Child(self.programs[name])

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> None:
        """Kill a role with all its children; it is gone when this returns."""
        child = self.running[name]
        if number == signal.SIGKILL:
            child.kill_group()
            return
        os.kill(child.pid, number)
        wait_until(lambda: child.exit_status() is not None, why=lambda: f"{name} stays")
        child.kill_group()

    def replace(self, name: str) -> None:
        """Start again what was killed, or what ended by itself."""
        self.running[name].kill_group()
        self.start(name)

    def freeze(self, name: str) -> None:
        os.killpg(self.running[name].pid, signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        os.killpg(self.running[name].pid, signal.SIGCONT)

    def has_ended(self, name: str) -> bool:
        return self.running[name].exit_status() is not None

    def order(self, name: str, value: float = 1) -> None:
        """Tell the faulty scorer what to do from now on."""
        (self.orders / name).write_text(str(value))

    def obey_no_more(self) -> None:
        for order in self.orders.iterdir():
            order.unlink()

    def is_ready(self) -> bool:
        try:
            return requests.get(f"{self.url}/readyz", timeout=3).ok
        except requests.RequestException:
            return False

    def revive(self) -> None:
        """Start again what has ended, as a supervisor does: a worker's own watchdog ends it."""
        for name, child in list(self.running.items()):
            if child.exit_status() is not None:
                self.replace(name)

    def mend(self) -> None:
        """Whatever a fault has left: everything runs again, nothing is slow."""
        self.obey_no_more()
        if self.network is not None:
            self.network.join()
        self.revive()
        for child in self.running.values():
            if psutil.Process(child.pid).status() == psutil.STATUS_STOPPED:
                os.killpg(child.pid, signal.SIGCONT)
        wait_until(self.is_ready, seconds=120, why=lambda: "not ready after mending")


@contextmanager
def hosts(
    path: Path, network: Network | None = None, *, tree: Path = REPOSITORY, servers: int = 0
) -> Iterator[Hosts]:
    """All roles running on this machine, or on those of a network, with the demo site and no
    comment. `tree`: the checkout whose code they run. `servers`: how many connections to the
    database they share by way of PgBouncer; 0: each has its own."""
    folder = open_folder(path)
    kept = folder.secrets()
    postgres = placed_postgres(folder, ports.free_port(), kept.database_password, network)
    valkey = placed_valkey(folder, ports.free_port(), kept.broker_password, network)
    url = f"http://{network.address('web') if network else '127.0.0.1'}:{ports.free_port()}"
    settings = HASTE | roles.environment(
        kept, database_url=postgres.url, broker_url=valkey.url, url=url
    )
    made = Hosts(folder, postgres, valkey, url, settings, network, tree)
    made.orders.mkdir(exist_ok=True)
    settings["PARLEY_FAULTS"] = str(made.orders)
    if servers:
        made.pooler = Pooler(folder, ports.free_port(), postgres.url, servers)
    try:
        _begin(made)
        yield made
    finally:
        engines = [made.running[name] for name in ("postgres", "valkey") if name in made.running]
        stop_together([each for each in made.running.values() if each not in engines])
        stop_together(engines)
        folder.lock.close()


def _begin(made: Hosts) -> None:
    made.postgres.make()
    made.programs = {"postgres": made.postgres.program(), "valkey": made.valkey.program()}
    made.start("postgres")
    made.start("valkey")
    wait_until(lambda: made.postgres.is_ready(made.running["postgres"].pid))
    made.postgres.ensure_database()
    for arguments in (["migrate"], [*_planting(made), *demo_options(made)]):
        run(made, "-m", "service.cli", *arguments)
    if made.pooler is not None:  # migrations come straight
        made.settings |= made.pooler.settings
        made.programs["pgbouncer"] = made.pooler.program()
        made.start("pgbouncer")
    made.programs |= role_programs(made)
    for name in ROLES:
        made.start(name)
    wait_until(made.is_ready, seconds=180)


def role_programs(made: Hosts) -> dict[str, Program]:
    """The programs of ROLES, of the present tree."""
    settings = {**made.settings, "PYTHONPATH": str(made.tree)}
    web = ("--host", "0.0.0.0", "--port", made.url.rpartition(":")[2])
    beat = ("--schedule", str(made.folder.run / "beat"))
    return {
        "web": roles.command(made.folder, "web", *web, settings=settings),
        "beat": roles.command(made.folder, "beat", *beat, settings=settings),
        "upkeep": worker(made, "upkeep", "upkeep"),
        "worker": worker(made, "worker", "scoring,bulk"),
    }


def _planting(made: Hosts) -> list[str]:
    """The command for the demo site: an older checkout has no other that begins so."""
    is_alone = not (made.tree / "service" / "statistics_commands.py").exists()
    return ["demo"] if is_alone else ["demo", "plant"]


def demo_options(made: Hosts) -> list[str]:
    return ["--secrets", str(made.folder.path / "secrets.json"), "--url", made.url]


def worker(made: Hosts, name: str, queues: str) -> Program:
    """The program of a worker with the faulty scorer."""
    program = roles.command(made.folder, "worker", settings=made.settings, log=name)
    argv = (sys.executable, "-m", "tests.faults.worker", "--queues", queues)
    return Program(
        name=name, argv=argv, log=program.log, grace=program.grace,
        env={**program.env, "PYTHONPATH": str(made.tree)},
    )  # fmt: skip


def run(made: Hosts, *arguments: str) -> dict[str, Any]:
    """Run a Python program to its end; what it printed as JSON, if anything."""
    done = subprocess.run(
        [sys.executable, *arguments], env={**os.environ, **made.settings}, cwd=made.tree,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2_000:]
    lines = done.stdout.strip().splitlines()
    return dict(json.loads(lines[-1])) if lines and lines[-1].startswith("{") else {}
