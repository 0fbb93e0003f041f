"""Opening a peer, or saying in its rows why it could not be."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from bench.peers import Opening, Peer
from bench.peers.isso import isso
from bench.peers.twikoo import twikoo
from bench.peers.waline import waline
from bench.plan import Plan
from bench.stack import Stack
from bench.steps import Rows, say

PEERS: tuple[Opening, ...] = (isso, waline, twikoo)


@contextmanager
def peer(
    rows: Rows, names: Sequence[str], opening: Opening, plan: Plan, made: Stack
) -> Iterator[Peer | None]:
    """The running peer, or None, and then the rows called `names` say why."""
    with ExitStack() as running:
        say(f"starting {opening.__name__}")
        try:
            opened = running.enter_context(opening(plan.peers, made.told["database_url"]))
        except Exception as error:  # whatever it was is told in the rows
            for name in names:
                rows.miss(name, str(error)[:300])
            opened = None
        yield opened
