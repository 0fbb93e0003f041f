"""The scoring library stands alone and keeps its word."""

import subprocess
import sys

import pytest

from service.scoring import Rank, Scorer, UnknownModel, load
from service.scoring.catalogue import catalogue, parse


def test_importing_scoring_brings_no_server_database_queue_or_model() -> None:
    code = (
        "import service.scoring, sys;"
        "bad = {'flask', 'sqlalchemy', 'celery', 'redis', 'torch', 'onnxruntime', 'detoxify'};"
        "sys.exit(' '.join(sorted(bad & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "")


def test_an_unknown_model_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownModel, match="linear-ar"):
        load("nonsense")


def test_ranks_follow_from_the_measured_numbers() -> None:
    table = parse(
        {
            "bars": {"decides": 0.9, "sorts": 0.7},
            "route": {},
            "fallback": {"engine": "x"},
            "engine": [
                {
                    "name": "x",
                    "kind": "linear",
                    "languages": {
                        "en": {"auc": 0.93, "measured": ""},
                        "fr": {"auc": 0.7, "measured": ""},
                        "de": {"auc": 0.6, "measured": ""},
                    },
                }
            ],
        }
    )
    assert [table.rank("x", lang) for lang in ("en", "fr", "de", "fa")] == [
        Rank.DECIDES,
        Rank.SORTS,
        Rank.NONE,
        Rank.NONE,
    ]


def test_every_route_leads_to_an_engine_that_was_measured_there() -> None:
    table = catalogue()
    for language, engine in table.route.items():
        assert table.rank(engine, language) is not Rank.NONE, language


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return load()


def test_no_texts_give_no_scores(scorer: Scorer) -> None:
    assert scorer.score([]) == []


def test_scores_come_in_the_order_of_the_texts(scorer: Scorer) -> None:
    texts = ["مقال رائع", "you stupid idiot", "", "Merci beaucoup pour cet article", "lol", "😀"]
    together = scorer.score(texts, languages=("en",))
    for text, scores in zip(texts, together, strict=True):
        alone = scorer.score([text], languages=("en",))[0]
        assert (scores.language, scores.model) == (alone.language, alone.model)
        for attribute, value in scores.values.items():
            assert value == pytest.approx(alone.values[attribute], abs=0.02)
            assert 0 <= value <= 1


def test_a_language_without_an_engine_is_scored_but_not_served(scorer: Scorer) -> None:
    scores = scorer.score(["این مقاله خیلی خوب بود"], languages=("en",))[0]
    assert (scores.language, scores.served, scores.rank) == ("fa", False, Rank.NONE)
    assert scores.values


def test_arabic_and_french_only_sort(scorer: Scorer) -> None:
    ranks = [s.rank for s in scorer.score(["مقال رائع شكرا", "Merci beaucoup pour cet article"])]
    assert ranks == [Rank.SORTS, Rank.SORTS]
