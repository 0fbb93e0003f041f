"""A site's own engine: fitted on what people decided, in shadow until it earns a rank."""

import json
from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.cli import main
from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.feedback import engines as own_engines
from service.feedback.labels import Labelled, labelled
from service.feedback.suggestions import Suggested, store_suggestion
from service.lifecycle import Status
from service.models import Score
from service.moderation.assess import record_scores
from service.moderation.waiting import waiting
from service.scoring import Attribute, Rank, load
from service.scoring.learning import Learned
from tests import make
from tests.conftest import Engines
from tests.scoring.test_learning import sentences

KIND, RUDE = "مقاله خوب مردم امروز کتاب", "تو احمق هستی خفه شو"


@pytest.fixture
def site(database: Session) -> int:
    site_id = make.make_site(f"ruzname-{uuid4().hex[:8]}", languages=["fa"])
    make.make_article(site_id)
    return site_id


def labels(count: int = 240, language: str = "fa") -> list[Labelled]:
    texts, toxic = sentences(count, seed=1)
    return [
        Labelled(text, language, {"toxicity": value}, "decision", 1.0, make.NOW)
        for text, value in zip(texts, toxic.tolist(), strict=True)
    ]


def fitted(site_id: int, auc: float | None = None) -> own_engines.OwnEngine:
    """Train and keep an engine, as if its figure were `auc`."""
    learned = own_engines.train(labels())
    assert isinstance(learned, Learned)
    if auc is not None:
        learned = Learned(learned.weights, learned.held_out, auc, learned.base_rate)
    with transaction(site_id) as session:
        return own_engines.save(session, site_id, "fa", learned, report={}, now=make.NOW)


def judged(site_id: int, texts: Sequence[str]) -> list[tuple[Status, str, Rank]]:
    """Post texts and score them as the worker does: status, model and rank of each."""
    from workers import model, score

    model._loaded[:] = [load("default", threads=1)]
    ids = [make.post(site_id, make.make_reader(site_id), text) for text in texts]
    with transaction(site_id) as session:
        todo, own = waiting(session, site_id, ids), model.engines_of(session, site_id)
    results = score.score_each(todo, own)
    with transaction(site_id) as session:
        record_scores(session, site_id, results, now=make.NOW, attempts=5)
        found = session.execute(select(Score.comment_id, Score.model, Score.rank)).all()
    model._loaded.clear()
    rows = {row.comment_id: row for row in found}
    return [(make.status(site_id, i), rows[i].model, Rank(rows[i].rank)) for i in ids]


def test_an_engine_that_earned_its_rank_publishes_and_holds(site: int) -> None:
    own = fitted(site)
    (kind, model, rank), (rude, _, _) = judged(site, [KIND, RUDE])
    assert (kind, rude) == (Status.PUBLISHED, Status.HELD)
    assert model == f"site-fa@{own.stamp}"
    assert rank is Rank.DECIDES


def test_an_engine_that_only_sorts_leaves_the_decision_to_people(site: int) -> None:
    fitted(site, auc=0.8)
    assert judged(site, [KIND])[0][0] is Status.HELD
    assert judged(site, ["سفر خوب کار شهر راه آب"])[0][2] is Rank.SORTS


def test_an_engine_in_shadow_is_never_asked(site: int) -> None:
    fitted(site, auc=0.6)
    status, model, rank = judged(site, [KIND])[0]
    assert (status, rank) == (Status.HELD, Rank.NONE)
    assert model.startswith("compact@")


def test_the_newest_version_holds(site: int) -> None:
    fitted(site)
    assert judged(site, [KIND])[0][1].startswith("site-fa@1-")
    fitted(site)
    assert judged(site, ["سفر خوب کار شهر راه آب"])[0][1].startswith("site-fa@2-")


def test_an_engine_no_better_than_the_installed_one_stays_in_shadow() -> None:
    from service.scoring.router import Own, Router

    learned = own_engines.train(labels())
    assert isinstance(learned, Learned)
    engine = own_engines.LinearEngine("site-en", learned.weights)
    default = load("default", threads=1)
    assert isinstance(default, Router)
    scores = default.with_own([Own("en", engine, 0.99)]).score(["You are quite right about it."])
    assert scores[0].model == "compact"
    assert Attribute.INSULT in scores[0].values


def test_too_few_labels_are_told_with_their_number() -> None:
    assert own_engines.train(labels(90)) == (
        "90 labels, 30 of them bad: 200 are needed, 50 of each"
    )  # fmt: skip


def test_copies_and_other_languages_are_left_out() -> None:
    one = labels(3)
    later = [
        Labelled(f"{one[0].text}!!!!", "fa-IR", {"toxicity": 0.0}, "audit", 1.0,
                 make.NOW + timedelta(days=1)),
        Labelled(one[0].text, "fa", {"toxicity": 1.0}, "audit", 1.0,
                 make.NOW + timedelta(days=2)),
    ]  # fmt: skip
    found = own_engines.chosen([*one, *later, *labels(3, "en")], "fa")
    assert [each.source for each in found].count("audit") == 2
    assert {each.language.split("-")[0] for each in found} == {"fa"}


def test_an_operator_trains_and_reads_the_report(
    app: Flask, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", engines.database_url)
    monkeypatch.setenv("BROKER_URL", engines.broker_url)
    slug = f"ruzname-{uuid4().hex[:8]}"
    with app.app_context():
        site_id = make.make_site(slug, languages=["fa"])

        def suggest(count: int, seed: int) -> None:
            with transaction(site_id) as session:
                for text, value in zip(*sentences(count, seed=seed), strict=True):
                    toxicity = {Attribute.TOXICITY: float(value)}
                    store_suggestion(
                        session, site_id, 1, Suggested(text, "fa", toxicity), now=utc_now()
                    )

        def train(*options: str, status: int = 0) -> str:
            done = CliRunner().invoke(main, ["train", "site", slug, "--language", "fa", *options])
            assert done.exit_code == status, (done.output, done.exception)
            return done.output

        assert "0 labels" in train(status=1)
        suggest(240, 1)
        told = json.loads(train("--dry-run"))
        assert (told["version"], told["rank"], told["state"]) == (None, "decides", "in use")
        assert (told["labels"], told["bad"], told["previous"]) == (240, 80, None)
        assert json.loads(train())["version"] == 1
        suggest(120, 2)
        again = json.loads(train())
        assert again["version"] == 2
        assert again["previous"]["version"] == 1
        assert again["previous"]["labels_since"] == 120
        assert again["previous"]["auc"] > 0.95
        with transaction(ALL_SITES) as session:
            assert len(labelled(session, site_id)) == 360
