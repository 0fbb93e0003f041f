"""Faults of a pooler between the roles and the database, and of the database behind it."""

import random
import signal

from tests.faults.hosts import Hosts
from tests.faults.scenarios import Scenario, pause


def pooler_killed(hosts: Hosts, dice: random.Random) -> None:
    hosts.kill("pgbouncer")
    pause(dice.uniform(1, 3))
    hosts.start("pgbouncer")


def database_killed_behind_it(hosts: Hosts, dice: random.Random) -> None:
    """Its clients keep their connections and find nobody at the other end."""
    hosts.kill("postgres", signal.SIGQUIT)
    pause(dice.uniform(1, 3))
    hosts.start("postgres")


POOLED = (
    Scenario("kill -9 PgBouncer", pooler_killed),
    Scenario("database away behind PgBouncer", database_killed_behind_it),
)
