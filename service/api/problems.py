"""Errors as application/problem+json, and the limits that are checked before a body is read."""

import logging
from typing import Any

import orjson
from flask import Flask, Response, request
from pydantic import ValidationError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException

from service.api import entrance
from service.errors import Invalid, Malformed, ParleyError, TooLarge, UnsupportedMedia

logger = logging.getLogger(__name__)

MAX_BODY = 64 * 1024  # bytes
MAX_DEPTH = 16
MAX_KEYS = 32  # of one object
_BIGGEST = 2**63
_FORMS = ("/account/", "/appeal/", "/console/", "/notice")  # pages of ours, with forms


def register(app: Flask) -> None:
    """Answer every error of the application in the one form."""
    app.register_error_handler(ParleyError, _parley)
    app.register_error_handler(ValidationError, validation_problem)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)
    app.before_request(check_body)


def check_body() -> None:
    """Refuse what is too large, not JSON, or nested beyond reason. Raises before any view."""
    if request.method in ("GET", "HEAD", "OPTIONS") or request.path.startswith("/v1alpha1/"):
        return  # the Perspective API has limits and words of its own
    length = request.content_length
    if length is not None and length > MAX_BODY:
        raise TooLarge(f"a body has {MAX_BODY} bytes at most", allowed=MAX_BODY)
    if not length and request.headers.get("Transfer-Encoding") is None:
        return
    # A body that does not say its length is cut there: one more byte shows that it was too large.
    request.max_content_length = MAX_BODY + 1
    raw = request.get_data(cache=True)
    if len(raw) > MAX_BODY:
        raise TooLarge(f"a body has {MAX_BODY} bytes at most", allowed=MAX_BODY)
    if not raw or request.path.startswith(_FORMS):
        return
    if request.mimetype != "application/json":
        raise UnsupportedMedia("send application/json")
    try:
        parsed = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Malformed("the body is no JSON") from error
    _check_shape(parsed, MAX_DEPTH)


def problem(status: int, code: str, detail: str, **facts: Any) -> Response:
    """One problem document; `facts` are further members."""
    body = {"type": "about:blank", "status": status, "code": code, "title": code.replace("_", " ")}
    known = {name: value for name, value in facts.items() if value is not None}
    response = Response(
        orjson.dumps({**body, "detail": detail, **known}, default=str),
        status=status,
        mimetype="application/problem+json",
    )
    response.headers["Cache-Control"] = "no-store"
    if facts.get("retry_after") is not None:
        response.headers["Retry-After"] = str(facts["retry_after"])
    return response


def validation_problem(error: ValidationError) -> Response:
    """422 with the fields that are wrong, never with what was sent; first whoever may not do this
    at all is told so."""
    refused = entrance.refusal()
    if refused is not None:
        return _said(refused)
    fields = [
        {"field": ".".join(str(part) for part in each["loc"]), "why": each["msg"]}
        for each in error.errors(include_url=False, include_input=False, include_context=False)
    ]
    return problem(Invalid.status, Invalid.code, "a value is wrong or missing", fields=fields)


def _check_shape(value: Any, depth: int) -> None:
    if depth == 0:
        raise Malformed(f"the body is nested deeper than {MAX_DEPTH}")
    if isinstance(value, dict):
        if len(value) > MAX_KEYS and depth == MAX_DEPTH:
            raise Malformed(f"an object has {MAX_KEYS} members at most")
        for each in value.values():
            _check_shape(each, depth - 1)
    elif isinstance(value, list):
        for each in value:
            _check_shape(each, depth - 1)
    elif isinstance(value, int) and not -_BIGGEST <= value < _BIGGEST:
        raise Malformed("a number has more than 64 bits")


def _parley(error: ParleyError) -> Response:
    if isinstance(error, Invalid):  # some views look at a value before they ask who sent it
        error = entrance.refusal() or error
    return _said(error)


def _said(error: ParleyError) -> Response:
    if error.status >= 500:
        logger.error("request failed", extra={"code": error.code}, exc_info=error)
    return problem(error.status, error.code, str(error), **error.facts)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status == 413:
        return problem(413, TooLarge.code, f"a body has {MAX_BODY} bytes at most", allowed=MAX_BODY)
    code = (error.name or "error").lower().replace(" ", "_").replace("'", "")
    response = problem(status, code, error.description or error.name)
    if status == 405 and (allowed := getattr(error, "valid_methods", None)):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    if 300 <= status < 400:
        return Response(status=status, headers=error.get_headers())
    return response


def _unexpected(error: Exception) -> Response:
    if isinstance(error, OperationalError):
        return problem(503, "unavailable", "the database cannot be reached", retry_after=2)
    if isinstance(error, DataError):  # NUL, or a number beyond the column: the client's value
        return problem(Invalid.status, Invalid.code, "a value cannot be stored")
    logger.error("request failed", exc_info=error)
    return problem(500, "internal", "something went wrong on our side")
