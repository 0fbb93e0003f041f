"""How a run is wished for."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Plan:
    """`seconds` each load lasts; `peers` is where the peers' packages are kept."""

    seconds: float
    peers: Path

    @property
    def limit(self) -> float:
        """Seconds within which a load must have ended, late answers included."""
        return 2 * self.seconds + 45
