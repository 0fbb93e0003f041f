"""What the role `web` writes: lines of JSON with a time, the server's own included."""

import json
import os
import signal
import subprocess
from pathlib import Path

import requests
from flask import Flask

from service.up.ports import free_port
from tests.conftest import Engines
from tests.journeys.conftest import PARLEY
from tests.waiting import wait_until


def test_every_line_of_web_is_json_with_a_time(
    app: Flask, engines: Engines, tmp_path: Path
) -> None:
    port = free_port()
    variables = {
        **os.environ, "DATABASE_URL": engines.database_url, "BROKER_URL": engines.broker_url,
        "PARLEY_SECRET_KEY": "a-key-of-the-tests-and-of-nobody-else",
    }  # fmt: skip
    log = tmp_path / "web.log"
    with log.open("wb") as out:
        web = subprocess.Popen([str(PARLEY), "web", "--port", str(port), "--processes", "2"],
                               env=variables, stdout=out, stderr=out)  # fmt: skip
    try:
        wait_until(lambda: log.read_text().count('"Started worker') == 2, seconds=120)
        wait_until(lambda: _answers(port), seconds=60)
    finally:
        web.send_signal(signal.SIGTERM)
        web.wait(timeout=60)
    lines = [json.loads(line) for line in log.read_text().splitlines() if line]
    assert all({"timestamp", "level", "event"} <= line.keys() for line in lines)
    told = [line["event"] for line in lines]
    assert f"Listening at: http://127.0.0.1:{port}" in told
    served = lines[: told.index("Shutting down granian")]
    assert [line for line in served if line["level"] == "warning"] == []


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=2).ok
    except requests.ConnectionError:
        return False
