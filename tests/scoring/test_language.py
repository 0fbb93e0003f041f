"""The site's languages are left only when detection is sure."""

import pytest

from service.scoring import detect_language


@pytest.mark.parametrize(
    ("text", "expected", "language"),
    [
        ("Nice one", ("en",), "en"),  # two words are English on an English site
        ("Quatsch", ("en",), "en"),  # one word proves nothing
        ("lol", ("fr", "en"), "en"),  # the likelier of the site's languages
        ("Das ist doch völliger Quatsch, mein Freund", ("en",), "de"),  # sure
        ("GREAT ARTICLE, THANK YOU EVERYONE", ("en",), "en"),
        ("مقال رائع شكرا لكم", ("en",), "ar"),  # another script is always sure
        ("این مقاله خیلی خوب بود", ("en", "fa"), "fa"),
        ("خوب", ("fa",), "fa"),  # the site's own language of this script
        ("خوب", (), "ar"),  # nothing to go by
        ("کیا حال ہے", ("en",), "ur"),  # letters that only Urdu writes
        ("это очень хорошо", ("en",), "ru"),
        ("สวัสดี", ("en",), "th"),
        ("thanks", (), "und"),  # Latin script, too short, no site to lean on
        ("😀 123 https://example.org @someone", ("en",), "und"),  # no words at all
        ("", (), "und"),
        ("ᐃᓄᒃᑎᑐᑦ", (), "mis"),  # a script that no engine knows
        ("Th\u200bis is а dіsguised English sentence", ("en",), "en"),  # read after folding
    ],
)
def test_language_of_a_comment(text: str, expected: tuple[str, ...], language: str) -> None:
    assert detect_language(text, expected) == language
