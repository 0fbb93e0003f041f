"""The counting of the ledger: every few seconds, harmless twice at once."""

import time
from datetime import timedelta

from service.analytics.rollup import rebuild_chunk, roll_up, stale_sites
from service.analytics.views import keep_views
from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.queue import Task, celery
from workers.app import core

_AROUND_TODAY = (-1, 0, 1)  # somewhere it is still yesterday, or tomorrow already
_ANEW_SECONDS = 2.0  # of one run: comments of readers must not wait behind it


@celery.task(name=str(Task.ROLL_UP))
def count_events(_ids: list[str]) -> None:
    """Count what happened since the last run, then for some seconds what is to be counted anew."""
    now = utc_now()
    with core.app_context():
        end = time.monotonic() + _ANEW_SECONDS
        is_behind = True
        while is_behind and time.monotonic() < end:
            with transaction(ALL_SITES) as session:
                is_behind = roll_up(session, now=now).is_behind
        with transaction(ALL_SITES) as session:
            for days in _AROUND_TODAY:
                keep_views(session, now.date() + timedelta(days=days))
        with transaction(ALL_SITES) as session:
            stale = stale_sites(session)
        for site_id in stale:
            _count_anew(site_id, end)


def _count_anew(site_id: int, end: float) -> None:
    is_left = True
    while is_left and time.monotonic() < end:
        with transaction(site_id) as session:
            is_left = rebuild_chunk(session, site_id) is not None
