"""The watch, twice a minute and harmless twice at once: discussions that heat up, scores that are
spread otherwise than they were, and replays that nobody works on."""

from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.lab.drift import check_drift, sites_to_check
from service.lab.replays import overdue_replays
from service.lab.shadows import forget_shadows
from service.queue import Task, celery, ring
from service.review.hotspots import busy_sites, note_heat
from workers.app import core


@celery.task(name=str(Task.WATCH))
def keep_watch(_ids: list[str]) -> None:
    """One round, each part in a transaction of its own."""
    with core.app_context():
        with transaction(ALL_SITES) as session:
            waiting = overdue_replays(session, now=utc_now())
            busy = busy_sites(session, now=utc_now())
            due = sites_to_check(session, now=utc_now())
            forget_shadows(session, now=utc_now())
        if waiting:
            ring(Task.REPLAY, *waiting)
        for site_id in busy:
            with transaction(site_id) as session:
                note_heat(session, site_id, now=utc_now())
        for site_id in due:
            with transaction(site_id) as session:
                check_drift(session, site_id, now=utc_now())
