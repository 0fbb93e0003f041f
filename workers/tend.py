"""Tending the review queues, every few seconds, harmless twice at once: weighs what is new or
under an older policy, adds up tallies, calms surges, and rings for batches that nobody works on."""

from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.moderation.weighing import compact_tallies, weigh_overdue
from service.queue import Task, celery, ring
from service.review.batches import overdue_batches
from service.review.surge import calm_surges
from workers.app import core


@celery.task(name=str(Task.TEND))
def tend_queues(_ids: list[str]) -> None:
    """One round, each part in a transaction of its own."""
    with core.app_context():
        with transaction(ALL_SITES) as session:
            compact_tallies(session)
        with transaction(ALL_SITES) as session:
            weigh_overdue(session, now=utc_now())
        with transaction(ALL_SITES) as session:
            waiting = overdue_batches(session, now=utc_now())
        with transaction(ALL_SITES) as session:
            calm_surges(session, now=utc_now())
        if waiting:
            ring(Task.DECIDE, *waiting)
