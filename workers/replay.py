"""Replays of drafts, one portion a message, so that live scoring is never behind more than one."""

import logging
from collections.abc import Sequence

from service.clock import utc_now
from service.errors import ParleyError
from service.ids import parse_public_id
from service.lab.replays import replay_portion
from service.queue import Task, celery, ring
from workers.app import core

logger = logging.getLogger(__name__)


@celery.task(name=str(Task.REPLAY))
def replay_drafts(replays: Sequence[str]) -> None:
    """Replay a portion of each, then go to the back of the queue. A failure is logged: `watch`
    rings again."""
    with core.app_context():
        for public in replays:
            try:
                has_more = replay_portion(*parse_public_id(public), now=utc_now())
            except ParleyError:
                logger.warning("portion not replayed", exc_info=True, extra={"replay": public})
                continue
            if has_more:
                ring(Task.REPLAY, public)
