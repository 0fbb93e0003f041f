"""Webhooks: spread new events, and hand what is due to threads of their own, so that a receiver
that hangs delays neither scoring nor other receivers."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.errors import ParleyError
from service.identity.sealing import unseal
from service.outside import Unreachable, post
from service.queue import Task, celery
from service.webhooks.deliver import Due, by_hook, lease, note, spread
from service.webhooks.payloads import event_name, payload
from service.webhooks.sign import signed_headers
from workers.app import core, settings

logger = logging.getLogger(__name__)

PATIENCE = 10.0  # seconds for one receiver's answer
_AT_ONCE = 4  # leases of one hook: the slowest answers all fit into one lease
_THREADS = 16


@celery.task(name=str(Task.DELIVER))
def deliver(_ids: list[str]) -> None:
    """Spread and lease; the attempts go on in threads after this has returned."""
    with core.app_context():
        with transaction(ALL_SITES) as session:
            spread(session, now=utc_now())
        with transaction(ALL_SITES) as session:
            due = lease(session, now=utc_now(), limit=_AT_ONCE)
    for group in by_hook(due):
        _couriers().submit(_work_off, group)


def _work_off(group: Sequence[Due]) -> None:
    """One hook's deliveries in order; after a failure the others wait for their next turn."""
    with core.app_context():
        while group:
            for each in group:
                if not _attempt(each):
                    return
            with transaction(ALL_SITES) as session:
                due = lease(session, now=utc_now(), limit=_AT_ONCE)
            groups = by_hook(due)
            mine = (group[0].site_id, group[0].webhook_id)
            group = []
            for other in groups:
                if (other[0].site_id, other[0].webhook_id) == mine:
                    group = other
                else:
                    _couriers().submit(_work_off, other)


def _attempt(due: Due) -> bool:
    status, answer = _send(due)
    with transaction(due.site_id) as session:
        note(session, due, status, answer, now=utc_now())
    return status is not None and 200 <= status < 300


def _send(due: Due) -> tuple[int | None, str]:
    try:
        ours = settings.secret_key.get_secret_value()
        name = event_name(due.site_id, due.event_id, secret=ours)
        body = payload(due.event, site=due.site, name=name)
        headers = signed_headers(
            unseal(due.sealed, secret=ours).decode(), name, body, now=utc_now()
        )
        answer = post(
            due.url, body.encode(), headers, seconds=PATIENCE,
            allow_private=settings.allows_private_targets,
        )  # fmt: skip
    except (Unreachable, ParleyError) as error:
        return None, str(error)
    return answer.status, str(answer.status)


@cache
def _couriers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="courier")
