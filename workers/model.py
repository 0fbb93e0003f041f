"""The Scorer of this process: loaded once, when first needed (after a fork, if any)."""

import threading

from service.core import current_settings
from service.scoring import Scorer, load

_lock = threading.Lock()
_loaded: list[Scorer] = []


def current_scorer() -> Scorer:
    """The scorer named by PARLEY_SCORER. Raises what loading it raises."""
    with _lock:
        if not _loaded:
            settings = current_settings()
            _loaded.append(load(settings.scorer, threads=settings.scorer_threads or None))
        return _loaded[0]
