"""From decisions to labels, from labels to a site's calibration, and scoring again with it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.db import transaction
from service.feedback.calibrations import refit, save, site_curves
from service.feedback.labels import Labelled, labelled
from service.feedback.suggestions import Suggested, store_suggestion
from service.lifecycle import Status, Verb
from service.models import Decision, Score
from service.moderation.rescoring import queue_rescores
from service.scoring import Attribute, Rank, Scores
from tests import make

HARSH = {Attribute.TOXICITY: 0.9}


@pytest.fixture
def site(database: Session) -> int:
    site_id = make.make_site(f"paper-{uuid4().hex[:8]}")
    make.make_article(site_id)
    return site_id


def labels_of(site_id: int) -> dict[str, float]:
    with transaction(site_id) as session:
        return {each.text: each.labels["toxicity"] for each in labelled(session, site_id)}


def calibrated(site_id: int) -> int:
    """Keep a calibration under which this test's model means half of what it says."""
    labels = [Labelled("x", "en", {"toxicity": float(i % 4 == 0)}, "decision", 1.0, make.NOW)
              for i in range(200)]  # fmt: skip
    scores = [Scores({Attribute.TOXICITY: 0.9 if i % 2 == 0 else 0.5}, "en", Rank.DECIDES,
                     "test", "1") for i in range(200)]  # fmt: skip
    with transaction(site_id) as session:
        return save(session, site_id, refit(labels, scores), now=make.NOW)


def test_the_last_word_of_a_person_is_the_label(site: int) -> None:
    ann = make.make_reader(site)
    for text, verbs in {
        "rejected": [Verb.REJECT],
        "first rejected, then published": [Verb.REJECT, Verb.PUBLISH],
    }.items():
        comment_id = make.published(site, ann, text)
        for verb in verbs:
            make.moderate(site, comment_id, verb)
    make.published(site, ann, "nobody looked at this one")
    assert labels_of(site) == {"rejected": 1.0, "first rejected, then published": 0.0}


def test_a_comment_rejected_as_spam_says_nothing_of_its_tone(site: int) -> None:
    spam = make.published(site, make.make_reader(site), "cheap watches")
    make.moderate(site, spam, Verb.REJECT, reason="spam")
    assert labels_of(site) == {}


def test_of_two_suggestions_for_one_text_the_newer_counts(site: int) -> None:
    with transaction(site) as session:
        for minutes, value in ((0, 1.0), (5, 0.0)):
            suggested = Suggested("kind words", "en", {Attribute.TOXICITY: value}, (), "comment:1")
            at = make.NOW + timedelta(minutes=minutes)
            store_suggestion(session, site, 1, suggested, now=at)
    assert labels_of(site) == {"kind words": 0.0}


def test_scores_are_stored_and_judged_as_the_site_means_them(site: int) -> None:
    ann = make.make_reader(site)
    before = make.post(site, ann, "before")
    make.score(site, before, HARSH)
    assert make.status(site, before) is Status.HELD
    assert calibrated(site) == 1
    after = make.post(site, ann, "after")
    make.score(site, after, HARSH)
    assert make.status(site, after) is Status.PUBLISHED  # 0.9 means about a half here
    with transaction(site) as session:
        rows = session.execute(select(Score.comment_id, Score.model, Score.toxicity)).all()
    stored = {row.comment_id: (row.model, row.toxicity) for row in rows}
    assert stored[before][0] == "test@1"
    assert stored[after][0] == "test@1+site1"
    assert 0.3 < stored[after][1] < 0.7


def test_a_calibration_of_another_model_is_left_aside(site: int) -> None:
    calibrated(site)
    other = Scores(HARSH, "en", Rank.DECIDES, "test", "2")
    with transaction(site) as session:
        assert site_curves(session, site).apply(other) == other


def test_scoring_again_adds_scores_and_changes_no_decision(site: int) -> None:
    ann = make.make_reader(site)
    held = make.post(site, ann, "held")
    make.score(site, held, HARSH)
    calm = make.published(site, ann, "calm")
    with transaction(site) as session:
        decisions = session.execute(select(func.count()).select_from(Decision)).scalar_one()
        assert queue_rescores(session, site, after=0, since=make.NOW, now=make.NOW)[1] == 2
    calibrated(site)
    assert make.score(site, held, HARSH) == 1
    assert make.score(site, calm, HARSH) == 1  # would be a reason to hold, were it judged again
    assert make.status(site, held) is Status.HELD
    assert make.status(site, calm) is Status.PUBLISHED
    with transaction(site) as session:
        assert session.execute(select(func.count()).select_from(Decision)).scalar_one() == decisions
        models = session.execute(
            select(Score.model).where(Score.comment_id == held).order_by(Score.model)
        ).scalars()
        assert list(models) == ["test@1", "test@1+site1"]
        assert (
            queue_rescores(session, site, after=max(held, calm), since=make.NOW, now=make.NOW)[1]
            == 0
        )
