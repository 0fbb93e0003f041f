"""The counting of the ledger: every few seconds, harmless twice at once."""

from datetime import timedelta

from service.analytics.rollup import roll_up
from service.analytics.views import keep_views
from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.queue import Task, celery
from workers.app import core


@celery.task(name=str(Task.ROLL_UP))
def count_events(_ids: list[str]) -> None:
    """Count what happened since the last run; yesterday's views once more after midnight."""
    now = utc_now()
    with core.app_context():
        with transaction(ALL_SITES) as session:
            roll_up(session, now=now)
        with transaction(ALL_SITES) as session:
            keep_views(session, now.date())
            if now.hour == 0:
                keep_views(session, now.date() - timedelta(days=1))
