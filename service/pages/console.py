"""The console's shell: one page, furnished by its script."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, make_response, render_template

from service.pages.assets import BUILT

pages = Blueprint("console", __name__, template_folder="templates")

# Scripts and styles come from files of ours only; text becomes HTML in one place only, which the
# policy `parley` names. Nobody may frame the page.
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types parley",
    )
)


@pages.get("/console")
def without_slash() -> Response:
    """The same place. Flask's own redirect would name whatever host the request names."""
    return Response(status=308, headers={"Location": "/console/"})


@pages.get("/console/")
@pages.get("/console/<path:place>")
def console(place: str = "") -> Response:
    """Where moderators and publishers sign in and work; `place` is the script's business."""
    response = make_response(render_template("console/index.html", **_files(BUILT / "console")))
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return response


def _files(folder: Path) -> dict[str, Any]:
    """The names of the built files; none while the web parts are not built."""
    path = folder / "manifest.json"
    if not path.is_file():
        return {"script": None, "styles": [], "preload": []}
    return _read(path, path.stat().st_mtime_ns)


@cache
def _read(path: Path, _changed: int) -> dict[str, Any]:
    """What a page needs at once: the entry, its styles, and the room that opens first."""
    parts = json.loads(path.read_text())
    entry = parts["src/main.tsx"]
    rooms = [parts[name] for name in ("src/queue/Page.tsx",) if name in parts]
    needed = [parts[name] for part in (entry, *rooms) for name in part.get("imports", ())]
    preload = [part["file"] for part in (*needed, *rooms) if part is not entry]
    return {
        "script": entry["file"],
        "styles": entry.get("css", []),
        "preload": list(dict.fromkeys(preload)),
    }
