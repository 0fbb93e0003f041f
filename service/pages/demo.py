"""The demo's two articles, as a publisher would show them."""

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from service.demo.articles import ARTICLES, SITE

pages = Blueprint("demo", __name__, template_folder="templates")


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
    return render_template("demo/article.html", article=found, articles=ARTICLES, site=SITE)
