"""Hosts apart: a network namespace for each, on one bridge, so that cables can be cut.

Only as root on Linux, and where the kernel allows it.
"""

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from service.up.folder import DataFolder
from service.up.postgres import Postgres
from service.up.processes import Program
from service.up.valkey import Valkey

NUMBER = os.getpid() % 250  # of this run's network
_CLONE_NEWNET = 0x40000000
_HOSTS = ("web", "broker", "database", "worker-1", "worker-2")
# Roles by host: beat and upkeep share the web's, as they would in a small installation.
_PLACES = {
    "web": "web", "beat": "web", "upkeep": "web", "valkey": "broker", "postgres": "database",
    "worker": "worker-1", "second": "worker-2",
}  # fmt: skip
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Network:
    """Five hosts and the cables between them. `number` keeps two runs on one machine apart."""

    number: int

    @property
    def subnet(self) -> str:
        """All of them; this machine is .1 there."""
        return f"10.231.{self.number}"

    @property
    def bridge(self) -> str:
        return f"pl{self.number}-br"

    def address(self, host: str) -> str:
        """Where the other hosts, and this machine, reach it."""
        return f"{self.subnet}.{_HOSTS.index(host) + 2}"

    @contextmanager
    def inside(self, role: str) -> Iterator[None]:
        """Processes that this thread starts meanwhile live on the role's host."""
        home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        there = os.open(f"/run/netns/{self._space(_PLACES[role])}", os.O_RDONLY)
        try:
            _enter(there)
            yield
        finally:
            _enter(home)
            os.close(there)
            os.close(home)

    def cut(self, host: str) -> None:
        """Pull the host's cable: nothing arrives any more, and nobody is told."""
        _ip("link", "set", self._cable(host), "down")

    def join(self, *hosts: str) -> None:
        """Plug these in again, or all."""
        for host in hosts or _HOSTS:
            _ip("link", "set", self._cable(host), "up")

    def put_up(self) -> None:
        """Make bridge, hosts and cables. Raises CalledProcessError where the kernel refuses."""
        _ip("link", "add", self.bridge, "type", "bridge")
        _ip("addr", "add", f"{self.subnet}.1/24", "dev", self.bridge)
        _ip("link", "set", self.bridge, "up")
        for host in _HOSTS:
            space, cable = self._space(host), self._cable(host)
            _ip("netns", "add", space)
            _ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", space)
            _ip("link", "set", cable, "master", self.bridge, "up")
            _ip("-n", space, "addr", "add", f"{self.address(host)}/24", "dev", "eth0")
            for device in ("eth0", "lo"):
                _ip("-n", space, "link", "set", device, "up")

    def take_down(self) -> None:
        """Leave nothing, whatever there was."""
        for host in _HOSTS:
            _ip("netns", "del", self._space(host), must=False)
        _ip("link", "del", self.bridge, must=False)

    def _space(self, host: str) -> str:
        return f"{self.bridge}-{host}"

    def _cable(self, host: str) -> str:
        return f"pl{self.number}-{host}"


@contextmanager
def network() -> Iterator[Network]:
    """The hosts, until the end. Raises OSError or CalledProcessError where they cannot be had."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        raise PermissionError("network namespaces need root and iproute2")
    made = Network(NUMBER)
    made.take_down()
    try:
        made.put_up()
        yield made
    finally:
        made.take_down()


def placed_postgres(
    folder: DataFolder, port: int, password: str, network: Network | None
) -> Postgres:
    """The database, on its host if there is one."""
    if network is None:
        return Postgres(folder, port, password)
    return _FarPostgres(folder, port, password, network)


def placed_valkey(folder: DataFolder, port: int, password: str, network: Network | None) -> Valkey:
    """The broker, on its host if there is one."""
    if network is None:
        return Valkey(folder, port, password)
    return _FarValkey(folder, port, password, network)


@dataclass(frozen=True, slots=True)
class _FarPostgres(Postgres):
    network: Network

    @property
    def url(self) -> str:
        near = Postgres(self.folder, self.port, self.password).url
        return near.replace("127.0.0.1", self.network.address("database"))

    def make(self) -> None:
        Postgres.make(self)
        with (self.folder.postgres / "pg_hba.conf").open("a") as file:
            file.write(f"host all all {self.network.subnet}.0/24 scram-sha-256\n")

    def program(self) -> Program:
        near = Postgres.program(self)
        return replace(near, argv=(*near.argv, "-c", "listen_addresses=*"))


@dataclass(frozen=True, slots=True)
class _FarValkey(Valkey):
    network: Network

    @property
    def url(self) -> str:
        near = Valkey(self.folder, self.port, self.password).url
        return near.replace("127.0.0.1", self.network.address("broker"))

    def program(self) -> Program:
        near = Valkey.program(self)
        return replace(near, argv=(*near.argv, "--bind", "0.0.0.0"))


def _ip(*arguments: str, must: bool = True) -> None:
    subprocess.run(["ip", *arguments], check=must, capture_output=True)


def _enter(descriptor: int) -> None:
    if _libc.setns(descriptor, _CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")
