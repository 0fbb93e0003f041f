"""The embed's loader and the built files behind it."""

from pathlib import Path

from flask import Blueprint, Response, send_from_directory

pages = Blueprint("assets", __name__)

BUILT = Path(__file__).resolve().parent.parent / "static" / "built"
_YEAR = 31_536_000  # seconds: built files carry a hash in their names


@pages.get("/embed.js")
def embed() -> Response:
    """The one script tag: a small loader, so it is asked for again every five minutes."""
    response = send_from_directory(BUILT, "embed.js", max_age=300)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@pages.get("/static/<path:name>")
def built(name: str) -> Response:
    """A built file."""
    response = send_from_directory(BUILT, name, max_age=_YEAR)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
