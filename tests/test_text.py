"""What readers write: checked, rendered safely, folded."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service import text as rendering
from service.errors import Invalid
from service.text import clean, direction, excerpt, fold, is_blank, links, render

SCRIPTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<svg onload=alert(1)>",
    "![x](https://example.org/a.png)",
    "<a href='x' onclick='alert(1)'>x</a>",
    "`<script>`",
    "> <iframe src=//example.org>",
    "https://example.org/'onmouseover='alert(1)",
]


@pytest.mark.parametrize("text", SCRIPTS)
def test_no_script_survives(text: str) -> None:
    html = render(clean(text)).html
    tags = set(re.findall(r"<\s*([a-z0-9]+)", html))
    allowed = {"p", "br", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
    assert tags <= allowed
    attributes = set(re.findall(r'\s([a-z]+)="', " ".join(re.findall(r"<[^>]*>", html))))
    assert attributes <= {"href", "rel"}
    assert not re.search(r'href="(?!https?:|mailto:)', html)


@given(st.text(max_size=300))
def test_any_text_is_rendered_or_refused(text: str) -> None:
    try:
        cleaned = clean(text)
    except Invalid:
        return
    assert clean(cleaned) == cleaned
    assert "<script" not in render(cleaned).html


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "a\x1bb", "a\x7fb"])
def test_what_no_database_or_browser_can_hold_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        clean(text)


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        ("", True),
        ("\u200b\u200d\u2060", True),  # only invisible characters
        (" \n\t", True),
        ("👍", False),  # a symbol says something
        ("؟", False),
        ("می‌روم", False),  # a Persian word with its joiner
    ],
)
def test_blank_is_what_nobody_can_see(text: str, blank: bool) -> None:
    assert is_blank(text) is blank


def test_stacked_marks_are_cut_but_scripts_keep_theirs() -> None:
    assert len(clean("Z" + "\u0301" * 50)) <= 6
    assert clean("نِعْمَة") == "نِعْمَة"
    assert clean("می‌روم") == "می‌روم"


def test_bare_addresses_become_links_that_carry_no_reward() -> None:
    html = render("see https://example.org/a_b?x=1&y=2.").html
    assert 'href="https://example.org/a_b?x=1&amp;y=2"' in html
    assert 'rel="nofollow ugc noopener"' in html
    assert links("a https://x.example b www.y.example") == ("https://x.example", "www.y.example")


@pytest.mark.parametrize(
    ("text", "way"),
    [("Hello", "ltr"), ("سلام", "rtl"), ("123 سلام", "rtl"), ("…", "ltr"), ("OK سلام", "ltr")],
)
def test_direction_follows_the_first_strong_character(text: str, way: str) -> None:
    assert direction(text) == way


def test_folding_makes_disguises_equal() -> None:
    assert fold("Ｉｄｉöt\u200b") == fold("idiot")


def test_an_excerpt_ends_at_a_word() -> None:
    assert excerpt("one two three", length=9) == "one two…"


PLAIN_AND_NOT = st.text(
    alphabet="ab1-+>.) \n\"'!:/=#|(){}\xa0\u200c\u2028é🙂ش,;%*_`~[]<&\\@", max_size=24
)


@given(PLAIN_AND_NOT)
@example("1) first\n2) second")
@example("a  b\n\n\nc")
@example("see http://a.example")
@example("- a\n> b")
def test_the_short_way_of_plain_text_gives_what_markdown_gives(text: str) -> None:
    try:
        cleaned = clean(text)
    except Invalid:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rendering, "_PLAIN", re.compile("(?!)"))
        expected = render(cleaned)
    assert render(cleaned) == expected


def test_most_comments_take_the_short_way() -> None:
    plain = (
        "I do not agree, (as \"many\" here): it's 5 km, isn't it?\n\nAnd then; a second thought!"
    )
    assert render(plain).html.startswith("<p>I do not")
    assert rendering._PLAIN.fullmatch(plain)
