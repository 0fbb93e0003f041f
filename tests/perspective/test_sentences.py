"""Sentences and offsets, in the units of JavaScript."""

import pytest

from service.perspective.sentences import MOST, code_point_at, sentences, utf16_offsets


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("No mark at the end", ["No mark at the end"]),
        ("  Spaces around.  Again. ", ["Spaces around.", "Again."]),
        ("A line\nand another", ["A line", "and another"]),  # comments often have no full stops
        ("سلام. حال شما چطور است؟ خوبم", ["سلام.", "حال شما چطور است؟", "خوبم"]),
        ("Version 1.5 is out", ["Version 1.5 is out"]),  # a full stop inside a number
        ('He said "no." Then left.', ['He said "no."', "Then left."]),
        ("", []),
    ],
)
def test_a_text_falls_into_its_sentences(text: str, parts: list[str]) -> None:
    assert [text[begin:end] for begin, end in sentences(text)] == parts


def test_a_text_of_thousands_of_sentences_is_cut_into_a_bounded_number() -> None:
    text = "No. " * 5_000
    found = sentences(text)
    assert len(found) == MOST
    assert found[-1][1] == len(text.rstrip())  # nothing is left unread


def test_offsets_count_an_emoji_twice_and_back() -> None:
    units = utf16_offsets("a😀b")
    assert units == [0, 1, 3, 4]
    assert [code_point_at(units, unit) for unit in (0, 1, 3, 4)] == [0, 1, 2, 3]
