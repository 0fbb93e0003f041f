"""Limits of this machine, measured in the same minutes: what no server could be faster than."""

import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from bench.client import Load
from bench.peers import wait_for
from service.up.ports import free_port
from service.up.postgres import BINARIES


@contextmanager
def constant() -> Iterator[str]:
    """The address of a Flask that answers 10 kB, served as Parley is."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.constant", str(port)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def inserts_table(database_url: str) -> None:
    """The table that inserts go to."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bench_rows (id bigserial, text text)")


def insert_each(database_url: str, connections: int, seconds: float) -> Load:
    """Rows through psycopg, each in a transaction of its own: the limit of a post."""
    load = Load()

    def insert() -> None:
        with psycopg.connect(database_url, autocommit=True) as connection:
            until = (now := time.perf_counter()) + seconds
            while now < until:
                connection.execute("INSERT INTO bench_rows (text) VALUES (%s)", ["x" * 200])
                before, now = now, time.perf_counter()
                load.seconds.append(now - before)

    threads = [threading.Thread(target=insert) for _ in range(connections)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.wall = time.perf_counter() - begun
    return load


def pgbench(database_url: str, *, connections: int, seconds: float) -> float:
    """The same by PostgreSQL's own load program: what the database bears when the client costs
    next to nothing. After `inserts_table`."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(f"INSERT INTO bench_rows (text) VALUES ('{'x' * 200}');\n")
        script.flush()
        command = [
            BINARIES / "pgbench", "--no-vacuum", f"--file={script.name}", "--protocol=prepared",
            f"--client={connections}", "--jobs=2", f"--time={max(3, round(seconds))}", database_url,
        ]  # fmt: skip
        told = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=seconds + 30
        ).stdout
    rate = re.search(r"^tps = ([\d.]+)", told, re.MULTILINE)
    assert rate is not None, told
    return round(float(rate[1]), 1)
