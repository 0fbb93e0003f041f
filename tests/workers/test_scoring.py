"""The worker's own part: halving a batch around poison, and patience with it."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db import transaction
from service.lifecycle import Status
from service.models import Decision, ScoringJob
from service.moderation.assess import Assessed, record_scores
from service.moderation.waiting import Waiting, waiting
from service.queue import ROUTES, Task, celery
from service.scoring import Rank, Scores
from tests.make import CALM, NOW, make_article, make_reader, make_site, post, status


class Fussy:
    """A scorer that cannot bear one word."""

    def __init__(self) -> None:
        self.calls = 0

    def score(self, texts: Sequence[str], **_options: object) -> list[Scores]:
        self.calls += 1
        if any("poison" in text for text in texts):
            raise RuntimeError("a model has its own ways to fail")
        return [Scores(CALM, "en", Rank.DECIDES, "fussy", "1") for _ in texts]


@pytest.fixture
def site(database: Session) -> int:
    site_id = make_site()
    make_article(site_id)
    return site_id


def test_one_poisonous_text_does_not_fail_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    from workers import score

    fussy = Fussy()
    monkeypatch.setattr(score, "current_scorer", lambda: fussy)
    texts = [Waiting(1, n, 1, "poison" if n == 13 else "calm", ("en",)) for n in range(32)]
    results = score.score_each(texts)
    assert [each.waiting.comment_id for each in results] == list(range(32))
    assert [each.waiting.comment_id for each in results if each.scores is None] == [13]
    assert fussy.calls <= 12  # halving, not one by one


def test_a_text_that_always_fails_goes_to_people_after_the_last_attempt(site: int) -> None:
    comment_id = post(site, make_reader(site))
    for attempt in range(1, 6):
        assert status(site, comment_id) == Status.SUBMITTED
        with transaction(site) as session:
            texts = waiting(session, site, [comment_id])
            results = [Assessed(each, None) for each in texts]
            record_scores(session, site, results, now=NOW + timedelta(minutes=attempt), attempts=5)
    assert status(site, comment_id) == Status.HELD
    with transaction(site) as session:
        assert session.execute(select(Decision.reason)).scalar_one() == "scoring_failed"
        assert session.execute(select(ScoringJob)).first() is None


def test_every_task_has_a_queue_and_a_worker() -> None:
    celery.loader.import_default_modules()
    registered = {name for name in celery.tasks if name.startswith("parley.")}
    assert registered == {str(task) for task in Task}
    assert set(ROUTES) == set(Task)
