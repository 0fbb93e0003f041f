"""Readers as a process of their own: post until each comment is accepted, and remember.

Prints one JSON line at the end: accepted ids by number, seconds of every answer, statuses.
"""

import argparse
import itertools
import json
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

_PATIENCE = 60.0  # seconds in which a reader tries the same comment again
_WORDS = ("harbour", "ferry", "market", "lantern", "bridge", "orchard", "gull", "quay", "mill")


@dataclass(slots=True)
class Books:
    """What the readers saw."""

    accepted: dict[int, str] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    retry_after_missing: int = 0


def text_of(number: int, article: str, seed: int, special: str) -> str:
    """A text of its own for each number and article, for near copies are held; every tenth is
    rude, number 7 may be special."""
    words = [_WORDS[(number // 9**place) % 9] + article for place in range(4)]
    body = f"Comment {number} of seed {seed}: the {' and the '.join(words)} {seed * 7919 + number}"
    if special and number == 7:
        return f"{body} {special}"
    return f"{body} you rude fool" if number % 10 == 3 else body


def main() -> None:
    """Post `--count` comments at `--rate` a second from `--threads` readers; fewer when the file
    `--until` turns up before."""
    parser = argparse.ArgumentParser()
    for name in ("url", "article", "special", "until"):
        parser.add_argument(f"--{name}", default="")
    for name, standard in (("count", 300), ("threads", 8), ("seed", 1), ("rate", 150)):
        parser.add_argument(f"--{name}", type=int, default=standard)
    wish = parser.parse_args()
    books = Books()
    numbers = itertools.count()
    began = time.monotonic()
    threads = [
        threading.Thread(target=_read_and_write, args=(wish, numbers, books, began))
        for _ in range(wish.threads)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.write(json.dumps({name: getattr(books, name) for name in Books.__slots__}))


def _read_and_write(wish: Any, numbers: Any, books: Books, began: float) -> None:
    session = requests.Session()
    base = f"{wish.url}/api/v1/sites/demo"
    while True:
        try:
            answer = session.post(f"{base}/sessions", json={"guest": {"name": "R"}}, timeout=5)
            session.headers["Authorization"] = f"Bearer {answer.json()['token']}"
            break
        except (requests.RequestException, KeyError):
            time.sleep(0.2)
    for number in numbers:
        if number >= wish.count or (wish.until and Path(wish.until).exists()):
            return
        time.sleep(max(0.0, began + number / wish.rate - time.monotonic()))
        _post(session, f"{base}/articles/{wish.article}/comments", wish, number, books)


def _post(session: requests.Session, address: str, wish: Any, number: int, books: Books) -> None:
    key = f"{wish.article}-{wish.seed}-{number}"
    body = {"text": text_of(number, wish.article, wish.seed, wish.special)}
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        begun = time.monotonic()
        status = "none"
        try:
            answer = session.post(address, json=body, headers={"Idempotency-Key": key}, timeout=10)
            status = str(answer.status_code)
        except requests.RequestException:
            answer = None
        books.seconds.append(round(time.monotonic() - begun, 4))
        books.statuses[status] = books.statuses.get(status, 0) + 1
        if answer is not None and answer.ok:
            books.accepted[number] = answer.json()["id"]
            return
        if answer is not None and answer.status_code == 503:
            books.retry_after_missing += "Retry-After" not in answer.headers
        time.sleep(0.2)


if __name__ == "__main__":
    main()
