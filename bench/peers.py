"""Peers and limits, run beside Parley in the same minutes on the same machine."""

import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import requests

from service.up.ports import free_port
from service.up.postgres import BINARIES

_ISSO = """[general]
dbpath = {folder}/comments.db
host = http://127.0.0.1:{port}/
[server]
listen = http://127.0.0.1:{port}
[guard]
enabled = false
[moderation]
enabled = false
"""


@contextmanager
def isso() -> Iterator[str | None]:
    """The address of an Isso from PyPI with its limits off, or None where it does not install."""
    with tempfile.TemporaryDirectory(prefix="isso-bench-") as name:
        folder, port = Path(name), free_port()
        venv = folder / "venv"
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        pip = [venv / "bin" / "pip", "install", "--quiet", "isso", "gunicorn", "setuptools<81"]
        if subprocess.run(pip, capture_output=True, check=False).returncode != 0:
            yield None
            return
        (folder / "isso.cfg").write_text(_ISSO.format(folder=folder, port=port))
        process = subprocess.Popen(
            [venv / "bin" / "isso", "-c", folder / "isso.cfg", "run"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            url = f"http://127.0.0.1:{port}"
            yield url if _answers(f"{url}/info") else None
        finally:
            process.terminate()
            process.wait(20)


def pgbench(database_url: str, *, connections: int, seconds: float) -> float:
    """The same by PostgreSQL's own load program: what the database bears when the client costs
    next to nothing. After `durable_inserts`, which makes the table."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(f"INSERT INTO bench_rows (text) VALUES ('{'x' * 200}');\n")
        script.flush()
        command = [
            BINARIES / "pgbench", "--no-vacuum", f"--file={script.name}", "--protocol=prepared",
            f"--client={connections}", "--jobs=2", f"--time={max(5, round(seconds))}", database_url,
        ]  # fmt: skip
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = re.search(r"^tps = ([\d.]+)", told, re.MULTILINE)
    assert rate is not None, told
    return round(float(rate[1]), 1)


def durable_inserts(database_url: str, *, connections: int, seconds: float) -> float:
    """Rows a second through psycopg, each in a transaction of its own: the limit of a post."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bench_rows (id bigserial, text text)")
    done = [0] * connections

    def insert(place: int) -> None:
        with psycopg.connect(database_url, autocommit=True) as connection:
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                connection.execute("INSERT INTO bench_rows (text) VALUES (%s)", ["x" * 200])
                done[place] += 1

    threads = [threading.Thread(target=insert, args=(n,)) for n in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return round(sum(done) / seconds, 1)


def _answers(url: str) -> bool:
    for _ in range(100):
        try:
            return requests.get(url, timeout=2).status_code < 500
        except requests.RequestException:
            time.sleep(0.1)
    return False
