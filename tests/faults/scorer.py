"""A scorer that fails on command: its orders are files in the folder PARLEY_FAULTS names."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

from service.scoring import Attribute, Rank, Scores

_BATCH_SECONDS = 0.02


class FaultyScorer:
    """Rude texts get 0.99, all others 0.01. Owns nothing: the folder holds its orders.

    `delay` (seconds a batch), `hang` (until the file is gone), `raise` (every so many batches);
    a text with POISON always fails, one with CRASH ends the process.
    """

    def __init__(self) -> None:
        self._folder = Path(os.environ["PARLEY_FAULTS"])
        self._batches = 0

    def score(
        self, texts: Sequence[str], languages: Sequence[str] = (), with_spans: bool = False
    ) -> list[Scores]:
        self._batches += 1
        time.sleep(self._order("delay") or _BATCH_SECONDS)
        while (self._folder / "hang").exists():
            time.sleep(0.05)
        every = int(self._order("raise"))
        if every and len(texts) > 1 and self._batches % every == 0:
            raise RuntimeError("this batch fails")
        if any("CRASH" in text for text in texts):
            os._exit(139)
        if any("POISON" in text for text in texts):
            raise ValueError("this text cannot be scored")
        return [_scores(text) for text in texts]

    def _order(self, name: str) -> float:
        file = self._folder / name
        return float(file.read_text()) if file.exists() else 0.0


def _scores(text: str) -> Scores:
    toxicity = 0.99 if "rude" in text else 0.01
    values = dict.fromkeys(Attribute, 0.01) | {Attribute.TOXICITY: toxicity}
    return Scores(values, "en", Rank.DECIDES, "faulty", "1")
