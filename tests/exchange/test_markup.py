"""HTML of old systems becomes what a reader would have written here."""

import html
import re

import pytest

from service.exchange.markup import has_breaks, to_markdown
from service.text import render


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("<p>One.</p><p>Two,<br>three.</p>", "One.\n\nTwo,\nthree."),
        ("<p>\n\t\tOne\n\t\ttwo</p>", "One two"),  # line feeds of the file are blanks
        ("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"),  # as Coral's editor writes
        ("a <b>bold</b> <i>word</i> <s>gone</s>", "a **bold** *word* ~~gone~~"),
        ("<b> spaced </b>out", "**spaced** out"),  # Markdown wants no blanks inside
        ("<b></b>x", "x"),
        ("<blockquote><p>They said</p><p>so</p></blockquote><p>No.</p>",
         "> They said\n>\n> so\n\nNo."),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n>\n> > b\n\nc"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<ol><li>one</li><li>two</li></ol>", "1. one\n2. two"),
        ("<pre><code>if a &lt; b:\n  *c*</code></pre>", "```\nif a < b:\n  *c*\n```"),
        ("use <code>a_b_c</code>", "use `a_b_c`"),
        ('<a href="https://a.example/x">words</a>', "[words](https://a.example/x)"),
        ('<a href="https://a.example/x">https://a.example/x</a>', "https://a.example/x"),
        ('<a href="https://a.example/long/way">https://a.example/lo...</a>',
         "https://a.example/long/way"),
        ('<a href="https://a.example/long/way">a.example/long...</a>',
         "https://a.example/long/way"),
        ('<a href="https://a.example/(x)">w</a>', "[w](<https://a.example/(x)>)"),
        ('<a href="javascript:alert(1)">words</a>', "words"),
        ('<a href="http://disq.us/url?url=https%3A%2F%2Fa.example%2Fx%3AIqGbHYw-0123456789_AbCdEfGh&amp;cuid=1">w</a>',
         "[w](https://a.example/x)"),
        ('<img src="https://a.example/cat.png" alt="cat">', "https://a.example/cat.png"),
        ('<img src="data:image/png;base64,AAAA">', ""),
        ("a<script>alert(1)</script>b<style>p{}</style>c", "abc"),
        ("I <3 you &amp; yours &lt;b&gt;", "I <3 you & yours <b>"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),  # as they are
        ("so *starred* it is", "so \\*starred\\* it is"),  # was not emphasis there
        ("<p>1. no list</p>", "1\\. no list"),
        ("<p>- no list</p>", "\\- no list"),
        ("[x](https://a.example)", "\\[x\\](https://a.example)"),
        ("<p>unclosed <b>bold <i>both", "unclosed **bold *both***"),
        ("</p></b>stray", "stray"),
        ("<unknown>kept</unknown>", "kept"),
    ],
)  # fmt: skip
def test_tags_become_markdown(raw: str, expected: str) -> None:
    assert to_markdown(raw) == expected


@pytest.mark.parametrize(
    "words",
    ["I <3 you & yours <b>", "so *starred* it is", "1. no list", "- no list", "[x](http://a.example)",
     "&amp; stays", "`no code`", "a\\b", "> no quotation", "**", "__init__", "~~x~~"],
)  # fmt: skip
def test_what_was_shown_there_is_shown_here(words: str) -> None:
    shown = render(to_markdown(html.escape(words))).html
    assert html.unescape(re.sub(r"<[^>]*>", "", shown)).split() == words.split()


def test_lines_of_plain_text_stay_lines() -> None:
    raw = "One\ntwo  <em>three</em>\n\nfour"
    assert not has_breaks(raw)
    assert to_markdown(raw, has_lines=True) == "One\ntwo *three*\n\nfour"


@pytest.mark.parametrize(
    "raw",
    ["<blockquote>" * 50_000 + "x", "<b>" * 50_000 + "x", "<" * 100_000, "&" * 100_000,
     "<!--" * 25_000, "<a href='" * 10_000, "*_" * 50_000],
)  # fmt: skip
def test_it_stands_whatever_it_is_given(raw: str) -> None:
    assert isinstance(to_markdown(raw), str)
