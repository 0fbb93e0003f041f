"""The default model, as it ships, is right about plain cases and fair to plain words."""

import multiprocessing
from itertools import pairwise

import pytest

from service.scoring import Attribute, Scorer, load


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return load("default", threads=1)


def toxicity(scorer: Scorer, text: str) -> float:
    return scorer.score([text], languages=("en",))[0].values[Attribute.TOXICITY]


@pytest.mark.parametrize(
    "text",
    [
        "Thank you, that was a lovely article",
        "Nice photo, where was it taken?",
        "We had a wonderful evening at the harbour.",
        "Does anybody know when the pool opens again?",
        "lol",
        "😀",
        "",
        "I grew up in Scunthorpe and went to school in Essex",  # words inside words
    ],
)
def test_friendly_comments_score_low(scorer: Scorer, text: str) -> None:
    assert toxicity(scorer, text) < 0.2


@pytest.mark.parametrize(
    "text",
    [
        "you are a stupid idiot, shut up",
        "What a worthless, pathetic piece of shit you are",
        "fuck you, you disgusting bitch",
        "y o u are a st*pid 1d10t, shut up",  # disguised
        "уou аre a ѕtupid ｉｄｉｏｔ",  # look-alikes and full width
    ],
)
def test_abuse_scores_high(scorer: Scorer, text: str) -> None:
    assert toxicity(scorer, text) > 0.8


def test_a_threat_is_called_a_threat(scorer: Scorer) -> None:
    values = scorer.score(["I will kill you"], languages=("en",))[0].values
    assert values[Attribute.THREAT] > 0.8


def test_the_end_of_a_long_text_is_read(scorer: Scorer) -> None:
    calm = "The council met on Tuesday and talked about the new library. " * 80
    assert toxicity(scorer, calm) < 0.3
    assert toxicity(scorer, calm + "You are all stupid fucking idiots, shut up.") > 0.7


def test_spans_name_the_words_in_the_original_text(scorer: Scorer) -> None:
    text = "😀 Dear editor, you are a stupid i-d-i-o-t e\u0301lan"
    spans = scorer.score([text], languages=("en",), with_spans=True)[0].spans
    assert "i-d-i-o-t" in " ".join(text[s.begin : s.end] for s in spans)
    assert all(0 <= s.begin < s.end <= len(text) and 0 <= s.strength <= 1 for s in spans)
    assert all(one.end <= two.begin for one, two in pairwise(spans))


def test_a_harmless_text_has_no_spans(scorer: Scorer) -> None:
    assert scorer.score(["Thank you all"], languages=("en",), with_spans=True)[0].spans == ()


def test_scores_say_which_model_and_version_made_them(scorer: Scorer) -> None:
    scores = scorer.score(["Good morning everybody here"], languages=("en",))[0]
    assert scores.model == "compact"
    assert scores.version == load("compact").version
    assert set(scores.values) == set(Attribute)


_INHERITED: list[Scorer] = []


def _score_inherited(text: str) -> float:
    return toxicity(_INHERITED[0], text)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_model_used_before_a_fork_scores_after_it(scorer: Scorer) -> None:
    before = toxicity(scorer, "you idiot")
    _INHERITED[:] = [scorer]
    with multiprocessing.get_context("fork").Pool(1) as pool:
        after = pool.apply_async(_score_inherited, ("you idiot",)).get(60)
    assert after == pytest.approx(before, abs=0.02)
