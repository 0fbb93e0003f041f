"""The sweeper: rings again what was never answered. Harmless twice at once."""

import logging

from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.moderation.sweeping import overdue
from service.queue import Task, celery, ring
from workers.app import core, settings

logger = logging.getLogger(__name__)


@celery.task(name=str(Task.SWEEP))
def sweep(_ids: list[str]) -> None:
    """Ring for every overdue scoring job, each time after twice as long."""
    with core.app_context():
        with transaction(ALL_SITES) as session:
            found = overdue(session, now=utc_now(), age=settings.sweep_age)
        if found.live:
            ring(Task.SCORE, *found.live)
        if found.bulk_sites:
            ring(Task.SCORE_BULK, *found.bulk_sites)
        if found.live or found.bulk_sites:
            logger.info("swept", extra={"live": len(found.live), "bulk": len(found.bulk_sites)})
