"""The demo's two articles, as a publisher would show them."""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from service.demo.articles import ARTICLES, SITE

pages = Blueprint(
    "demo",
    __name__,
    template_folder="templates",
    static_folder="static/demo",
    static_url_path="/demo/static",
)


@dataclass(frozen=True, slots=True)
class Words:
    """What the page around an article says."""

    paper: str
    articles: str
    skip: str
    comments: str
    plain: str
    demo: str
    console: str


WORDS: Final = {
    "en": Words(
        paper="The Quayside",
        articles="Articles",
        skip="Skip to the comments",
        comments="Comments",
        plain="Read the comments",
        demo="The Quayside is a demonstration of Parley; its news is made up.",
        console="Moderators sign in here.",
    ),
    "fa": Words(
        paper="اسکله",
        articles="مقاله‌ها",
        skip="رفتن به دیدگاه‌ها",
        comments="دیدگاه‌ها",
        plain="خواندن دیدگاه‌ها",
        demo="«اسکله» نمایشی از پارلی است و خبرهایش ساختگی‌اند.",
        console="ورود گردانندگان",
    ),
}


@pages.get("/")
def home() -> Response:
    """The front door leads to the first article."""
    return redirect(url_for("demo.article", key=ARTICLES[0].key))


@pages.get("/demo/<key>")
def article(key: str) -> str:
    """One demo article with the embed below."""
    found = next((each for each in ARTICLES if each.key == key), None)
    if found is None:
        abort(404)
    words = WORDS.get(found.language, WORDS["en"])
    return render_template(
        "demo/article.html", article=found, articles=ARTICLES, site=SITE, words=words
    )
