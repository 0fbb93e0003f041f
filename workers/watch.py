"""The watch, twice a minute and harmless twice at once: rings for replays that nobody works on."""

from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.lab.replays import overdue_replays
from service.queue import Task, celery, ring
from workers.app import core


@celery.task(name=str(Task.WATCH))
def keep_watch(_ids: list[str]) -> None:
    """One round, each part in a transaction of its own."""
    with core.app_context():
        with transaction(ALL_SITES) as session:
            waiting = overdue_replays(session, now=utc_now())
        if waiting:
            ring(Task.REPLAY, *waiting)
