"""One run of one fault: an article of its own, load, the fault, and the books."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import requests

from tests.faults import ledger
from tests.faults.hosts import RECOVERY, REPOSITORY, Hosts
from tests.faults.scenarios import Scenario, pause
from tests.waiting import wait_until


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it. `recovery`: seconds from the end of load and fault to nothing waiting."""

    scenario: str
    seed: int
    outcome: ledger.Outcome
    statuses: dict[str, int]
    slowest: float
    recovery: float
    retry_after_missing: int


def drive(hosts: Hosts, scenario: Scenario, *, seed: int, count: int, rate: int) -> Result:
    """Post `count` comments at `rate` a second, inject the fault on the way, check the books."""
    hosts.mend()
    dice = random.Random(f"{scenario.name} {seed}")
    article = f"f{abs(hash((scenario.name, seed))):x}"[:16]
    make_article(hosts, article)
    readers = _readers(hosts, article, special=scenario.special, seed=seed, count=count, rate=rate)
    try:
        pause(dice.uniform(0.4, 0.9) * count / rate / 2)
        scenario.inject(hosts, dice)
        answer = _answer_of(readers, hosts)
    finally:
        _end(readers)  # those of a fault that this machine cannot have, too
    books: dict[str, Any] = json.loads(answer)
    hosts.mend()
    since = time.monotonic()

    def is_done() -> bool:
        hosts.revive()
        return ledger.pending(hosts.postgres.url, article) == 0

    try:
        wait_until(is_done, seconds=RECOVERY)
    except AssertionError:
        sys.stderr.write(f"{scenario.name}: some wait after {RECOVERY} s\n")  # the books tell
    assert len(books["accepted"]) == count, books["statuses"]
    return Result(
        scenario.name, seed,
        ledger.check(hosts.postgres.url, hosts.url, article, books["accepted"]),
        books["statuses"], max(books["seconds"]), time.monotonic() - since,
        books["retry_after_missing"],
    )  # fmt: skip


def make_article(hosts: Hosts, article: str) -> None:
    """An article below which readers may write."""
    answer = requests.put(
        f"{hosts.url}/api/v1/sites/demo/articles/{article}",
        json={"url": f"{hosts.url}/{article}", "title": article},
        headers={"Authorization": f"Bearer {hosts.folder.secrets().api_key}"}, timeout=10,
    )  # fmt: skip
    answer.raise_for_status()


@contextmanager
def writing(hosts: Hosts, article: str, *, rate: int) -> Iterator[dict[str, Any]]:
    """Readers who post meanwhile. Their books are in the dictionary once this ends."""
    until = hosts.folder.run / f"until-{article}"
    books: dict[str, Any] = {}
    readers = _readers(hosts, article, count=100_000, rate=rate, until=until)
    try:
        yield books
        assert readers.poll() is None, "the readers ended by themselves"
        until.touch()
        books.update(json.loads(readers.communicate(timeout=120)[0]))
    finally:
        _end(readers)


def _answer_of(readers: "subprocess.Popen[str]", hosts: Hosts) -> str:
    """What the readers print. Meanwhile what has ended is started again, as a supervisor does: a
    database that is started beside the last children of a killed one ends at once."""
    deadline = time.monotonic() + 120
    while True:
        try:
            return readers.communicate(timeout=0.5)[0]
        except subprocess.TimeoutExpired:
            if time.monotonic() > deadline:
                raise
            hosts.revive()


def _end(readers: "subprocess.Popen[str]") -> None:
    readers.kill()
    readers.wait()
    if readers.stdout is not None:
        readers.stdout.close()


def _readers(hosts: Hosts, article: str, **options: object) -> "subprocess.Popen[str]":
    argv = [sys.executable, "-m", "tests.faults.load", f"--url={hosts.url}", f"--article={article}"]
    argv += [f"--{name}={value}" for name, value in options.items()]
    return subprocess.Popen(
        argv, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY, env=dict(os.environ)
    )


def status_of(hosts: Hosts, word: str) -> list[tuple[str, str]]:
    """(status, reason) of each comment with that word."""
    with psycopg.connect(hosts.postgres.url) as connection:
        return connection.execute(
            "SELECT c.status, (SELECT max(d.reason) FROM decisions d WHERE d.comment_id = c.id)"
            " FROM comments c JOIN revisions v ON v.comment_id = c.id WHERE v.text LIKE %s",
            [f"%{word}%"],
        ).fetchall()
