"""Our own training sentences: whole labels, and none that we also measure with."""

import re

from bench.quality.data import ATTRIBUTES
from bench.quality.own_comments import own_comments
from bench.quality.plain_cases import cases
from tests.scoring.test_plain_cases import ABUSE, FAIR

_WORD = re.compile(r"[a-z']+")


def words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


def test_every_comment_has_all_labels_and_no_empty_slot() -> None:
    rows = own_comments()
    assert len(rows) > 1500
    for row in rows:
        assert "{" not in row.text, row.text
        assert set(row.labels) == set(ATTRIBUTES), row.text
        assert all(0 <= value <= 1 for value in row.labels.values()), row.text


def test_no_comment_repeats_a_sentence_that_is_measured() -> None:
    measured = {case.template for case in cases("held")} | set(ABUSE)
    measured |= {text for texts in FAIR.values() for text in texts}
    known = [(words(text), text) for text in measured]
    alike = [
        (row.text, text)
        for row in own_comments()
        for theirs, text in known
        if len(words(row.text) & theirs) > 0.6 * len(words(row.text) | theirs)
    ]
    assert alike == []


def test_a_slot_is_filled_with_an_article_that_fits() -> None:
    assert not [
        row.text for row in own_comments() if re.search(r"\b[Aa] (Asian|Arab|Indian)\b", row.text)
    ]
