"""The sweeper: rings again what was never answered. Harmless twice at once."""

import logging

from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.measures import Measure, count
from service.moderation.sweeping import overdue
from service.queue import Queue, Task, celery, ring, ring_bulk, waiting_messages
from workers.app import core, settings

logger = logging.getLogger(__name__)


@celery.task(name=str(Task.SWEEP))
def sweep(_ids: list[str]) -> None:
    """Ring for every overdue scoring job, each time after twice as long."""
    queued = waiting_messages(Queue.SCORING)
    if queued is None:  # the broker is away: nobody would hear the ring
        return
    with core.app_context(), transaction(ALL_SITES) as session:
        found = overdue(session, now=utc_now(), age=settings.sweep_age, queued=queued)
    if found.live:
        ring(Task.SCORE, *found.live)
        count(Measure.SWEPT, len(found.live))
        logger.info("swept", extra={"live": len(found.live), "queued": queued})
    for site in found.bulk_sites:
        ring_bulk(site)
