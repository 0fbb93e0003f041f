"""Other comment servers, run beside Parley in the same minutes on the same machine.

Each runs as its makers advise, with its limits of frequency switched off, and is filled through
its own database.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import requests

from bench.steps import Unusable


@dataclass(frozen=True, slots=True)
class Peer:
    """A running peer: how to ask it what we ask Parley. Articles are named by paths as `/a`."""

    version: str
    url: str
    posts: Callable[[int], Iterator[bytes]]  # new comments below /posts; the seed of their texts
    page: Callable[[str], bytes]  # the first 100 comments of an article
    counts: Callable[[list[str]], bytes]
    fill: Callable[[dict[str, int]], None]  # comments by article


class Opening(Protocol):
    """Runs a peer; `cache` keeps its packages, and there is a PostgreSQL for those that want one.
    Raises Unusable."""

    __name__: str

    def __call__(self, cache: Path, database_url: str, /) -> AbstractContextManager[Peer]: ...


def wait_for(url: str, seconds: float = 20) -> None:
    """Until a server answers. Raises Unusable."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if requests.get(url, timeout=5).status_code < 500:
                return
        except requests.RequestException:
            time.sleep(0.1)
    raise Unusable(f"it does not answer within {seconds:.0f} s")
