"""Faults between hosts: cables pulled, a host gone for good."""

import random

from tests.faults.hosts import Hosts, worker
from tests.faults.network import Network
from tests.faults.scenarios import Inject, Scenario, pause


def worker_host_cut_off(hosts: Hosts, dice: random.Random) -> None:
    """Its worker sits there with a batch in its hands and cannot tell anybody."""
    _two_workers(hosts)
    hosts.order("delay", 0.3)
    pause(dice.uniform(0.2, 0.6))
    _network(hosts).cut("worker-1")
    hosts.obey_no_more()
    pause(dice.uniform(5, 7))
    _network(hosts).join("worker-1")


def cut_off(host: str) -> Inject:
    """The cable of a host for some seconds: connections hang, none is refused."""

    def inject(hosts: Hosts, dice: random.Random) -> None:
        _network(hosts).cut(host)
        pause(dice.uniform(3, 5))
        _network(hosts).join(host)

    return inject


def worker_host_lost_then_the_broker(hosts: Hosts, dice: random.Random) -> None:
    """A worker's host is gone for good, then the broker's process, which comes back empty."""
    _two_workers(hosts)
    hosts.order("delay", 0.3)
    pause(dice.uniform(0.2, 0.6))
    _network(hosts).cut("worker-1")
    hosts.kill("worker")
    del hosts.running["worker"]
    hosts.obey_no_more()
    pause(dice.uniform(0.5, 1.5))
    hosts.kill("valkey")
    pause(dice.uniform(1, 3))
    hosts.start("valkey")


def _two_workers(hosts: Hosts) -> None:
    hosts.programs["second"] = worker(hosts, "second", "scoring,bulk")
    for name in ("worker", "second"):
        if name not in hosts.running:
            hosts.start(name)


def _network(hosts: Hosts) -> Network:
    assert hosts.network is not None
    return hosts.network


APART = (
    Scenario("a worker's host cut off", worker_host_cut_off),
    Scenario("the broker's host cut off", cut_off("broker")),
    Scenario("the database's host cut off", cut_off("database")),
    Scenario("a worker's host lost, then the broker", worker_host_lost_then_the_broker),
)
