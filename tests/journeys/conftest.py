"""A real running stack and a real browser, each started once per session and only when asked for."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from service.up.ports import free_port
from tests.mailbox import Mailbox, receive_mail
from tests.waiting import wait_until

PARLEY = Path(sys.executable).with_name("parley")
FIRST_START = 120  # seconds on a busy machine; the test of start-up times is a bench, not this


@dataclass(frozen=True, slots=True)
class Stack:
    """A running `parley up`: what its JSON line said, and the supervisor's process."""

    told: dict[str, Any]
    process: subprocess.Popen[str]
    data: Path

    @property
    def url(self) -> str:
        return str(self.told["url"])

    @property
    def database_url(self) -> str:
        return str(self.told["database_url"])

    @property
    def api_key(self) -> str:
        return str(self.told["api_key"])

    def processes(self) -> list[psutil.Process]:
        """Every process of the stack but the supervisor."""
        return psutil.Process(self.process.pid).children(recursive=True)


def start(
    data: Path, *options: str, limits: str = "on", env: Mapping[str, str] | None = None
) -> Stack:
    """Start `parley up --json` on a free port and wait for its line."""
    command = [str(PARLEY), "up", "--port", str(free_port()), "--data", str(data), "--json"]
    log = data.with_name(data.name + ".log").open("w")
    process = subprocess.Popen(
        [*command, *options],
        stdout=subprocess.PIPE,
        stderr=log,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PARLEY_RATE_LIMITS": limits, **(env or {})},
        text=True,
    )
    log.close()
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        process.wait()
        process.stdout.close()
        raise AssertionError(Path(log.name).read_text())
    return Stack(told=json.loads(line), process=process, data=data)


def stop(stack: Stack, by: signal.Signals = signal.SIGINT) -> int:
    """End the stack as Ctrl-C would; returns the status. Fails when a process is left."""
    children = stack.processes()
    stack.process.send_signal(by)
    status = stack.process.wait(timeout=60)
    assert stack.process.stdout is not None
    stack.process.stdout.close()
    wait_until(lambda: not any(is_running(each) for each in children))
    return status


def is_running(process: psutil.Process) -> bool:
    """Whether it lives; the dead whom nobody has collected yet do not."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    """A mail server that keeps what it is given."""
    with receive_mail() as mailbox:
        yield mailbox


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox) -> Iterator[Stack]:
    """The demo, seeded, with nothing refused for frequency, and mail that arrives."""
    env = {
        "PARLEY_SMTP_URL": mailbox.url,
        "PARLEY_MAIL_FROM": "The Quayside <comments@quayside.example>",
        "PARLEY_PRIVATE_TARGETS": "allow",
        "PARLEY_DIGEST_EVERY": "1",
    }
    data = tmp_path_factory.mktemp("journeys") / "data"
    running = start(data, "--seed", limits="off", env=env)
    yield running
    assert stop(running) == 0


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, without a screen."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.skip("Chromium is not installed (Debian: apt install chromium)")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=quiet)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own: no cookie or storage of another test."""
    context = browser.new_context()
    yield context.new_page()
    context.close()
