"""The publisher's own check, asked beside the model: within its time, and not for ever in vain."""

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import replace
from functools import cache

from service.clock import utc_now
from service.errors import Unavailable
from service.identity.sealing import unseal
from service.measures import Measure, count
from service.moderation.assess import Assessed
from service.moderation.external import Check, Question, ask
from service.moderation.pipeline import External
from workers.app import settings

logger = logging.getLogger(__name__)

PAUSE_AFTER = 3  # failures on end
PAUSE = 30.0  # seconds in which the check is not asked: it would only delay everybody's comments
_THREADS = 4


class Patience:
    """Which checks are left alone for a while. Owns the failures of this process."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[int, int] = {}
        self._until: dict[int, float] = {}

    def is_paused(self, site_id: int) -> bool:
        """Whether this site's check failed too often just now."""
        return self._until.get(site_id, 0.0) > self._clock()

    def note(self, site_id: int, *, has_answered: bool) -> None:
        """What came of asking."""
        if has_answered:
            self._failures.pop(site_id, None)
            return
        self._failures[site_id] = self._failures.get(site_id, 0) + 1
        if self._failures[site_id] >= PAUSE_AFTER:
            self._failures.pop(site_id)
            self._until[site_id] = self._clock() + PAUSE
            logger.warning("external check is left alone", extra={"site": site_id})


patience = Patience()


def consult(check: Check | None, results: Sequence[Assessed]) -> list[Assessed]:
    """The results with what the check said of each; unchanged where a site has none. Those the
    model failed on for now are not asked about: they come again."""
    asked = [each for each in results if each.is_over]
    if check is None or not asked:
        return list(results)
    answers = _answers(check, [_question(each) for each in asked])
    count(Measure.CHECKS, len(asked), answered=str(answers[0].has_answered).lower())
    told = iter(answers)
    return [replace(each, external=next(told)) if each.is_over else each for each in results]


def _answers(check: Check, questions: Sequence[Question]) -> list[External]:
    failed = [External(has_answered=False)] * len(questions)
    if patience.is_paused(check.site_id):
        return failed
    try:
        secret = unseal(check.sealed, secret=settings.secret_key.get_secret_value()).decode()
    except Unavailable:
        return failed
    # A thread, because a name that does not resolve and an answer that drips know no time limit.
    asking = _askers().submit(
        ask, check, questions, secret=secret, allow_private=settings.allows_private_targets,
        now=utc_now(),
    )  # fmt: skip
    try:
        answers = asking.result(timeout=check.seconds)
    except TooLate:
        asking.cancel()
        answers = failed
    patience.note(check.site_id, has_answered=answers[0].has_answered)
    return answers


def _question(each: Assessed) -> Question:
    scores = each.scores
    values = {str(name): round(value, 4) for name, value in scores.values.items()} if scores else {}
    language = scores.language if scores else "und"
    return Question(each.waiting.comment_id, each.waiting.revision, each.waiting.text, language,
                    values)  # fmt: skip


@cache
def _askers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="external")
