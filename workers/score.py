"""Scoring tasks: ids in, texts out of the database, the model outside any transaction, scores
and decisions back in one transaction."""

import logging
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from celery.worker import state
from celery_batches import SimpleRequest

from service.clock import utc_now
from service.core import current_settings
from service.db import transaction
from service.errors import NotFound, ParleyError
from service.ids import parse_public_id, public_id
from service.measures import Measure, count
from service.moderation.assess import Assessed, record_scores
from service.moderation.external import Check, check_of
from service.moderation.waiting import SUSPECT_TRIES, Waiting, claim_bulk, waiting
from service.queue import Task, celery, end_bulk, flush, keep_bulk, ring
from service.scoring import Scores
from service.scoring.router import Own
from service.tracing import tell
from workers.app import core, settings
from workers.external import consult
from workers.guarded import GuardedBatches
from workers.model import current_scorer, engines_of, with_own
from workers.watchdog import watchdog

logger = logging.getLogger(__name__)

BATCH = 64  # texts the model sees at once; about 0.2 s on two cores
# What a live comment may have to wait for: so many texts, or fewer long ones.
BULK_PORTION = 32
BULK_CHARACTERS = 8_000
BULK_LEASE = timedelta(seconds=settings.sweep_age)  # then it is anybody's again


@celery.task(
    name=str(Task.SCORE),
    base=GuardedBatches,
    flush_every=settings.flush_every,
    flush_interval=settings.flush_interval,
)
def score_comments(requests: list[SimpleRequest]) -> None:
    """Score what a batch of messages names. Never raises: celery-batches acknowledges a batch
    that failed, so failures are rows, and `sweep` rings again what is still unscored."""
    ids = [public for request in requests for public in request.args[0]]
    with core.app_context():
        for site_id, comment_ids in _by_site(ids).items():
            for start in range(0, len(comment_ids), BATCH):
                if state.should_stop is not None:
                    _pass_on(site_id, comment_ids[start:])
                    break
                _guarded(site_id, comment_ids[start : start + BATCH])


@celery.task(name=str(Task.SCORE_BULK))
def score_bulk(tokens: list[str]) -> None:
    """Score one portion of a site's imported comments, then go to the back of the queue, so
    that live comments are never behind more than one portion."""
    with core.app_context():
        for each in tokens:
            site, _, token = each.partition(".")
            if not keep_bulk(site, token):
                continue  # taken for lost, and another one sent
            if _score_portion(parse_public_id(site)[0]):
                ring(Task.SCORE_BULK, each)
            else:
                end_bulk(site)


def score_each(texts: Sequence[Waiting], own: Sequence[Own] = ()) -> list[Assessed]:
    """Scores for each text of one site, which may have engines of its own; a failing batch is
    halved until only the poison is left out."""
    if not texts:
        return []
    watchdog.note_progress()
    begun = time.monotonic()
    try:
        scores = with_own(current_scorer(), own).score(
            [each.text for each in texts], languages=texts[0].languages, with_spans=True
        )
    except Exception:  # a model fails in its own ways, and one text must not fail the others
        if len(texts) == 1:
            count(Measure.FAILED_TEXTS)
            logger.exception("scoring failed", extra={"comment": texts[0].comment_id})
            return [Assessed(texts[0], None)]
        middle = len(texts) // 2
        return score_each(texts[:middle], own) + score_each(texts[middle:], own)
    count(Measure.MODEL_SECONDS, time.monotonic() - begun)
    count(Measure.TEXTS, len(texts))
    count(Measure.BATCHES, up_to=str(1 << (len(texts) - 1).bit_length()))
    return _pair(texts, scores)


def _pair(texts: Sequence[Waiting], scores: Sequence[Scores]) -> list[Assessed]:
    return [Assessed(each, score) for each, score in zip(texts, scores, strict=True)]


def _guarded(site_id: int, comment_ids: Sequence[int]) -> None:
    try:
        _score(site_id, comment_ids)
    except Exception as error:  # the edge of the task: the ledger still has what is undone
        level = logging.WARNING if isinstance(error, ParleyError) else logging.ERROR
        logger.log(
            level, "batch not recorded", exc_info=error,
            extra={"site": site_id, "comments": len(comment_ids)},
        )  # fmt: skip


def _score(site_id: int, comment_ids: Sequence[int]) -> None:
    with transaction(site_id) as session:
        texts = waiting(session, site_id, comment_ids)
        own = engines_of(session, site_id)
        check = check_of(session, site_id)
    _work_off(site_id, [each for each in texts if not each.is_suspect], own, check)
    for each in texts:
        if each.is_suspect:
            _work_off(site_id, [each], own, check)
    watchdog.note_progress()


def _work_off(
    site_id: int, texts: Sequence[Waiting], own: Sequence[Own], check: Check | None
) -> None:
    """Scores and decisions of texts that stand or fall together: the calm ones, or one suspect."""
    begun = time.time_ns()
    results = consult(check, _scored(texts, own))
    scored = time.time_ns()
    _keep(site_id, results)
    traces = [each.trace for each in texts]
    tell(traces, "score", begun=begun, ended=scored, batch=len(texts))
    tell(traces, "decide", begun=scored, ended=time.time_ns())


def _scored(texts: Sequence[Waiting], own: Sequence[Own]) -> list[Assessed]:
    """At a text at which workers may have died, at last no attempt at all: not even a crash goes
    on for ever."""
    most = SUSPECT_TRIES + current_settings().score_attempts
    if len(texts) == 1 and texts[0].tries > most:
        logger.error("given up: workers died of it", extra={"comment": texts[0].comment_id})
        return [Assessed(texts[0], None, is_final=True)]
    return score_each(texts, own)


def _keep(site_id: int, results: Sequence[Assessed]) -> None:
    if not results:
        return
    with transaction(site_id) as session:
        record_scores(
            session, site_id, results, now=utc_now(),
            attempts=current_settings().score_attempts,
        )  # fmt: skip


def _pass_on(site_id: int, comment_ids: Sequence[int]) -> None:
    """TERM came: what has not begun is for another worker, at once and not after a sweep."""
    ring(Task.SCORE, *(public_id(site_id, each) for each in comment_ids))
    flush()


def _score_portion(site_id: int) -> int:
    with transaction(site_id) as session:
        ids = claim_bulk(
            session, site_id, limit=BULK_PORTION, characters=BULK_CHARACTERS, lease=BULK_LEASE,
            now=utc_now(),
        )  # fmt: skip
    if ids:
        _guarded(site_id, ids)
    return len(ids)


def _by_site(ids: Sequence[Any]) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for each in dict.fromkeys(ids):
        try:
            site_id, comment_id = parse_public_id(each)
        except NotFound:
            logger.warning("a message named no comment")
            continue
        groups.setdefault(site_id, []).append(comment_id)
    return groups
