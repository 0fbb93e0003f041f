"""Batches of decisions in the background, one chunk a message, so that live scoring is never
behind more than one chunk."""

import logging
from collections.abc import Sequence

from service.clock import utc_now
from service.db import transaction
from service.errors import ParleyError
from service.ids import parse_public_id
from service.queue import Task, celery, ring
from service.review.batches import advance
from workers.app import core

logger = logging.getLogger(__name__)


@celery.task(name=str(Task.DECIDE))
def decide_batches(batches: Sequence[str]) -> None:
    """Decide a chunk of each batch, then go to the back of the queue. A failure is logged: the
    sweeper rings again."""
    with core.app_context():
        for public in batches:
            try:
                site_id, batch = parse_public_id(public)
                with transaction(site_id) as session:
                    has_more = advance(session, site_id, batch, now=utc_now())
            except ParleyError:
                logger.warning("chunk not decided", exc_info=True, extra={"batch": public})
                continue
            if has_more:
                ring(Task.DECIDE, public)
