"""Near copies: texts nearly alike meet in a band, whatever word they differ in."""

from service.moderation.copies import bands, similarity

WORDS = [
    "buy",
    "the",
    "wonderful",
    "cheap",
    "watches",
    "of",
    "this",
    "shop",
    "today",
    "as",
    "they",
    "are",
    "the",
    "best",
    "of",
    "all",
    "times",
]


def test_nearly_alike_texts_share_a_band() -> None:
    first, *others = [" ".join([*WORDS, str(number)]) for number in range(300)]
    met = [bool(set(bands(first)) & set(bands(other))) for other in others]
    assert similarity(first, others[0]) > 0.8
    assert sum(met) >= 0.95 * len(others)


def test_different_texts_rarely_share_one() -> None:
    texts = [" ".join(f"w{number * 31 + at}" for at in range(12)) for number in range(100)]
    seen: set[int] = set()
    for each in texts:
        assert not seen & set(bands(each))
        seen |= set(bands(each))


def test_case_and_punctuation_are_no_difference() -> None:
    plain = " ".join(WORDS)
    assert bands(plain) == bands(plain.upper() + "!!!")
    assert bands("... !") == []
