"""Tidying up, once a minute and harmless twice at once: erasures that were begun, texts and traces
whose time is over."""

from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.privacy.erase import go_on, unfinished
from service.privacy.retention import erase_overdue, forget_traces
from service.queue import Task, celery
from workers.app import core

_PORTIONS = 20  # in one round: comments of readers must not wait behind it


@celery.task(name=str(Task.TIDY))
def tidy(_ids: list[str]) -> None:
    """One round, each portion in a transaction of its own."""
    with core.app_context():
        with transaction(ALL_SITES) as session:
            begun = unfinished(session)
        left = _PORTIONS
        for site_id, reader_id in begun:
            is_done = False
            while left and not is_done:
                left -= 1
                with transaction(site_id) as session:
                    is_done = go_on(session, site_id, reader_id, now=utc_now())
        with transaction(ALL_SITES) as session:
            erase_overdue(session, now=utc_now())
        with transaction(ALL_SITES) as session:
            forget_traces(session, now=utc_now())
