"""The Scorer of this process: loaded once, when first needed (after a fork, if any); and the engines
that sites fitted for themselves."""

import threading
from collections.abc import Sequence

from sqlalchemy.orm import Session

from service.core import current_settings
from service.feedback.engines import OwnEngine, load_engine, own_engines
from service.scoring import Scorer, load
from service.scoring.engines.linear import LinearEngine
from service.scoring.router import Own, Router

_MOST_KEPT = 100  # engines of sites in memory; each has a megabyte
_lock = threading.Lock()
_loaded: list[Scorer] = []
_of_sites: dict[tuple[int, str], LinearEngine] = {}


def current_scorer() -> Scorer:
    """The scorer named by PARLEY_SCORER. Raises what loading it raises."""
    with _lock:
        if not _loaded:
            settings = current_settings()
            _loaded.append(load(settings.scorer, threads=settings.scorer_threads or None))
        return _loaded[0]


def engines_of(session: Session, site_id: int) -> list[Own]:
    """The engines that a site fitted, read anew when there is a newer version."""
    return [
        Own(each.language, _kept(session, site_id, each), each.auc)
        for each in own_engines(session, site_id)
    ]


def with_own(scorer: Scorer, own: Sequence[Own]) -> Scorer:
    """The scorer, with a site's own engines where they have earned it."""
    return scorer.with_own(own) if own and isinstance(scorer, Router) else scorer


def _kept(session: Session, site_id: int, own: OwnEngine) -> LinearEngine:
    with _lock:
        engine = _of_sites.get((site_id, own.language))
    if engine is None or engine.version != own.stamp:
        engine = load_engine(session, site_id, own)
        with _lock:
            if len(_of_sites) >= _MOST_KEPT:
                _of_sites.clear()
            _of_sites[site_id, own.language] = engine
    return engine
