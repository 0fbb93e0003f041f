"""Twikoo: its server for one's own machine, `tkserver`, is tried on npm; the packages that are
there (`twikoo`, `twikoo-func`) are the page's part and a function of a cloud."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.peers import Peer
from bench.peers.installing import node_packages
from bench.steps import Unusable

_PACKAGE = "tkserver"


@contextmanager
def twikoo(cache: Path, _database_url: str) -> Iterator[Peer]:
    """Raises Unusable."""
    node_packages(cache / "twikoo", _PACKAGE)
    raise Unusable("it installs here, but nobody has taught this bench to drive it yet")
    yield  # what makes it a generator, as the others are
