"""Counters of all processes together: kept for a second here, then added up in Valkey, where
/metrics reads them. When Valkey comes back empty they begin at zero, as Prometheus expects of
a process that was started again."""

import os
import threading
from collections import Counter
from enum import StrEnum

from service.valkey import memory

_KEY = "measures"
_FLUSH_SECONDS = 1.0
_SEPARATOR = "\x1f"


class Measure(StrEnum):
    """Every counter by its Prometheus name; docs/operate/metrics.md says what each tells."""

    POSTS = "parley_posts_total"
    DECISIONS = "parley_decisions_total"
    FEED_PAGES = "parley_feed_pages_total"
    BATCHES = "parley_batches_total"
    TEXTS = "parley_scored_texts_total"
    FAILED_TEXTS = "parley_failed_texts_total"
    MODEL_SECONDS = "parley_model_seconds_total"
    SWEPT = "parley_swept_total"
    CHECKS = "parley_external_checks_total"
    REFUSALS = "parley_refusals_total"


class Counts:
    """What this process has counted since it last told Valkey. One per process: a fork gets a
    thread of its own."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._process = 0

    def add(self, measure: Measure, amount: float = 1, **labels: str) -> None:
        """Count; never waits for anything and never fails."""
        field = _SEPARATOR.join((measure, *(f"{name}={labels[name]}" for name in sorted(labels))))
        with self._lock:
            self._counts[field] += amount  # type: ignore[assignment]  # seconds are counted too
            if self._process != os.getpid():
                self._process = os.getpid()
                threading.Thread(target=self._flush_forever, name="measures", daemon=True).start()

    def flush(self) -> None:
        """Tell Valkey now; while it is away, keep counting."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        if not counts or memory().ask(lambda client: _store(client, counts), otherwise=False):
            return
        with self._lock:
            self._counts.update(counts)

    def _flush_forever(self) -> None:
        pause = threading.Event()
        while not pause.wait(_FLUSH_SECONDS):
            self.flush()


def _store(client: object, counts: Counter[str]) -> bool:
    with client.pipeline(transaction=False) as pipe:  # type: ignore[attr-defined]  # redis.Redis
        for field, amount in counts.items():
            pipe.hincrbyfloat(_KEY, field, amount)
        pipe.execute()
    return True


def totals() -> dict[Measure, list[tuple[dict[str, str], float]]]:
    """Every counter with its (labels, value), over all processes."""
    counters.flush()
    found: dict[Measure, list[tuple[dict[str, str], float]]] = {each: [] for each in Measure}
    raw: dict[bytes, bytes] = memory().ask(lambda client: client.hgetall(_KEY), otherwise={})
    for field, value in sorted(raw.items()):
        name, *labels = field.decode().split(_SEPARATOR)
        if name in found:
            pairs = dict(label.split("=", 1) for label in labels)
            found[Measure(name)].append((pairs, float(value)))
    return found


counters = Counts()
count = counters.add
