"""Word lists: found on boundaries, through disguises, quickly whatever the entries."""

import pytest

from service.moderation.wordlist import WordList


@pytest.mark.parametrize(
    ("entry", "text", "found"),
    [
        ("idiot", "What an IDIOT!", True),
        ("idiot", "idiotic", False),  # only whole words
        ("idiot*", "idiotic", True),  # unless the entry says so
        ("arse", "The parser arsenal", False),  # Scunthorpe
        ("café", "CAFE", True),  # accents fold
        ("fool", "ｆｏｏｌ", True),  # full width
        ("fool", "f\u200bo\u200bol", True),  # zero width
        ("go away", "Go   away, please", True),  # a phrase over any white space
        ("go away", "go far away", False),
        ("أحمق", "يا أَحْمَق", True),  # vowel marks fold
        ("احمق", "آدم احمقی نیست", False),  # Persian whole words
        ("a", "a b", True),
        ("x*", "y xyz", True),
    ],
)
def test_matching(entry: str, text: str, found: bool) -> None:
    assert WordList([entry]).found_in(text) == ((entry,) if found else ())


def test_entries_are_words_and_never_patterns() -> None:
    # As patterns these would take years on such texts.
    hostile = WordList(["(a+)+$", "a* a* a* a*"] + [f"word{n}" for n in range(998)])
    assert hostile.found_in("a" * 4_900) == ()
    assert hostile.found_in("a " * 2_400) != ()
