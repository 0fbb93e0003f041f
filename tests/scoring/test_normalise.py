"""Disguises are undone for scoring, plain words are left alone, offsets lead back."""

import pytest

from service.scoring.normalise import fold, readings


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1d10t", "idiot"),  # leet
        ("you i d i o t", "you idiot"),  # spaced letters, the word before stays apart
        ("s.h.i.t", "shit"),  # dotted letters
        ("ｉｄｉｏｔ", "idiot"),  # full width
        ("ѕhіt", "shit"),  # Cyrillic look-alikes in a Latin word
        ("i\u200bd\u200biot", "idiot"),  # zero-width spaces
        ("id\u00adiot", "idiot"),  # soft hyphen
        ("stuuuupid", "stupid"),  # stretched
        ("goooood", "good"),  # stretched, but no word of the list
        ("i\u0308d\u0301iot", "idiot"),  # marks above the letters
        ("st*pid", "stupid"),  # masked
        ("a$$hole", "asshole"),  # signs for letters
        ("sh!t!!!", "shit!!!"),  # signs for letters, then punctuation
        ("𝖎𝖉𝖎𝖔𝖙", "idiot"),  # mathematical letters
        ("🅸🅳🅸🅾🆃", "idiot"),  # boxed letters
        ("you stuipd idoit", "you stupid idiot"),  # letters swapped
        ("a morron, a pathtic fck", "a moron, a pathetic fuck"),  # doubled, lost
        ("bicth!", "bitch!"),
    ],
)
def test_a_disguised_word_is_read_as_what_it_says(written: str, read: str) -> None:
    assert fold(written).text == read


@pytest.mark.parametrize(
    "text",
    [
        "Scunthorpe United beat Essex and Sussex",
        "covid19 mp3 4th 100k 1st F16 WW2",  # digits that are digits
        "@user hello, see you at 5 ft 10",  # a name is not a word
        "привет как дела",  # a Russian word stays Russian
        "مقالة رائعة",
        "I don't think it's well-known.",
        "ph.d. i.e. a b",
        "Niger, a garage, the moon, two picks, hats, pens, liras",  # one slip from a rude word
        "teh stuff we wree giong to see",  # slips in words that are not rude
    ],
)
def test_plain_text_is_left_alone(text: str) -> None:
    assert fold(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "😀 you 1d10t!",
        "e\u0301lan st*pid 🤷🏽‍♀️ fuuuuck",
        "ﬁne ｉｄｉｏｔ",
        "\x00\ud83d",
        "*" * 50,
    ],
)
def test_every_folded_character_knows_where_it_came_from(text: str) -> None:
    folded = fold(text)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    assert all(0 <= b < e <= len(text) for b, e in zip(folded.starts, folded.ends, strict=True))
    assert list(folded.starts) == sorted(folded.starts)


def test_a_range_of_the_folded_text_covers_the_whole_disguise() -> None:
    text = "😀 you i-d-i-o-t 😀"
    folded = fold(text)
    begin = folded.text.index("idiot")
    first, last = folded.original_range(begin, begin + 5)
    assert text[first:last] == "i-d-i-o-t"


@pytest.mark.parametrize("text", ["You’re “right” – really…", "An idiot,\r\n\tthat is.", "Plain."])
def test_what_differs_by_signs_alone_is_read_once(text: str) -> None:
    assert readings(text, fold(text).text) == (text,)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("i d i o t", "idiot"), ("id\u200biot", "idiot"), ("1d10t", "idiot"), ("idïot", "idiot")],
)
def test_a_disguise_is_read_as_written_and_as_meant(text: str, meant: str) -> None:
    assert readings(text, fold(text).text) == (text, meant)
