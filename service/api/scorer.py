"""The scorer of a web process: loaded once, in the background when the process starts."""

import logging
import threading

from flask import Flask

from service.api.config import settings
from service.scoring import BrokenModel, Scorer, UnknownModel, load

logger = logging.getLogger(__name__)

_lock = threading.Lock()
_loaded: dict[str, Scorer] = {}


def web_scorer() -> Scorer:
    """The scorer named by PARLEY_WEB_SCORER. Raises what loading it raises."""
    name = settings().web_scorer
    with _lock:
        if name not in _loaded:
            # One thread each: the web processes answer at once, the cores belong to the workers.
            _loaded[name] = load(name, threads=1)
        return _loaded[name]


def warm(app: Flask) -> None:
    """Load it and score one text, in a thread, so that the first request need not wait."""
    threading.Thread(target=_warm, args=[app], name="warm scorer", daemon=True).start()


def _warm(app: Flask) -> None:
    with app.app_context():
        try:
            web_scorer().score(["Good morning, all."], with_spans=True)
        except (UnknownModel, BrokenModel) as error:
            logger.error("previews and the Perspective API have no scorer: %s", error)
