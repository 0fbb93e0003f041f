"""A running installation to measure: `parley up` in a temporary folder, and ways to fill it."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import requests

from bench.steps import step
from service.up.ports import free_port

PARLEY = Path(sys.executable).with_name("parley")


@dataclass(frozen=True, slots=True)
class Stack:
    """What `parley up --json` told, and its supervisor."""

    told: dict[str, Any]
    process: "subprocess.Popen[str]"
    started: float  # seconds from the command to its answer

    @property
    def url(self) -> str:
        return str(self.told["url"])

    @property
    def base(self) -> str:
        """The demo site's part of the API."""
        return f"{self.url}/api/v1/sites/demo"

    @property
    def key(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.told['api_key']}"}

    def role(self, name: str) -> list[psutil.Process]:
        """The processes of a role, children included."""
        pids = self.told["pids"][name]
        parents = [psutil.Process(pid) for pid in (pids if isinstance(pids, list) else [pids])]
        return [each for one in parents for each in (one, *one.children(recursive=True))]

    def megabytes(self) -> dict[str, int]:
        """Proportional set size of each role, all its processes together."""
        return {
            name: round(sum(each.memory_full_info().pss for each in self.role(name)) / 1e6)
            for name in self.told["pids"]
        }

    def article(self, key: str) -> str:
        """Make an article; its part of the API."""
        place = f"{self.base}/articles/{key}"
        body = {"url": f"{self.url}/{key}", "title": key}
        requests.put(place, json=body, headers=self.key, timeout=30).raise_for_status()
        return place

    def token(self, name: str = "Reader") -> str:
        """A guest's token."""
        answer = requests.post(f"{self.base}/sessions", json={"guest": {"name": name}}, timeout=30)
        answer.raise_for_status()
        return str(answer.json()["token"])


@contextmanager
def stack(*, workers: bool = True, **settings: str) -> Iterator[Stack]:
    """Everything on this machine; `workers` False: they sleep, as if on other machines."""
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as folder:
        begun = time.monotonic()
        env = {**os.environ, "PARLEY_RATE_LIMITS": "off", **settings}
        process = subprocess.Popen(
            [PARLEY, "up", "--port", str(free_port()), "--data", f"{folder}/data", "--json"],
            env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        with step("starting Parley", limit=240):
            try:
                told = json.loads(process.stdout.readline())
            except BaseException:
                process.terminate()
                raise
        made = Stack(told, process, time.monotonic() - begun)
        try:
            if not workers:
                for each in (*made.role("worker"), *made.role("beat")):
                    each.suspend()
            yield made
        finally:
            if not workers:
                for each in (*made.role("worker"), *made.role("beat")):
                    each.resume()
            process.terminate()
            try:
                process.wait(90)
            except subprocess.TimeoutExpired:
                process.kill()  # the roles end with it
            process.stdout.close()
