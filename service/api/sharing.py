"""CORS: anybody may read and write with a bearer token, and no cookie is involved; the one route
that takes a reader's cookie answers only to origins that a site has registered."""

from flask import Response, request

from service.articles.sites import is_registered
from service.db import ALL_SITES, transaction
from service.errors import Unavailable

REFRESH = "/api/v1/sessions/refresh"
REFRESH_HEADER = "X-Parley-Refresh"  # a header of our own makes browsers ask first
_SHARED = ("/api/", "/v1alpha1/", "/static/", "/embed")
_METHODS = "GET, POST, PUT, PATCH, DELETE"
_HEADERS = "Authorization, Content-Type, Idempotency-Key, If-None-Match, X-Parley-Proof"


def share(response: Response) -> Response:
    """Say which pages of other origins may read this answer."""
    if request.path == REFRESH:
        return _share_refresh(response)
    if not request.path.startswith(_SHARED):
        return response
    # Added, not set: nobody else gives these, and setting looks at every header first.
    response.headers.add("Access-Control-Allow-Origin", "*")
    response.headers.add("Access-Control-Expose-Headers", "ETag, Retry-After")
    if request.method == "OPTIONS":
        _preflight(response, _HEADERS)
    return response


def _share_refresh(response: Response) -> Response:
    response.headers["Vary"] = "Origin"
    origin = request.headers.get("Origin", "")
    if not origin or not _is_registered(origin):
        return response
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Allow-Credentials"] = "true"
    if request.method == "OPTIONS":
        _preflight(response, f"{_HEADERS}, {REFRESH_HEADER}")
    return response


def _preflight(response: Response, headers: str) -> None:
    response.headers["Access-Control-Allow-Methods"] = _METHODS
    response.headers["Access-Control-Allow-Headers"] = headers
    response.headers["Access-Control-Max-Age"] = "7200"


def _is_registered(origin: str) -> bool:
    try:
        with transaction(ALL_SITES) as session:
            return is_registered(session, origin)
    except Unavailable:
        return False  # the answer is an error anyhow; it just cannot be read from there
