"""Errors as Google's APIs answer them: one object `error` with code, message, status, details."""

import logging
from typing import Any

from flask import Blueprint, Response
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from service.api.answers import answer
from service.errors import CannotAnalyse, Forbidden, ParleyError, TooFast

logger = logging.getLogger(__name__)

_DOMAIN = "googleapis.com"
_ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"
_METHOD_ERROR = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"
_STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    503: "UNAVAILABLE",
}


def bad_key() -> ParleyError:
    """The key was never ours, or is not valid any more."""
    return CannotAnalyse(
        "API key not valid. Please pass a valid API key.", reason="API_KEY_INVALID"
    )  # fmt: skip


def missing_key() -> ParleyError:
    """No key was sent."""
    return Forbidden(
        "Method doesn't allow unregistered callers (callers without established identity). Please"
        " use API Key or other form of API consumer identity to call this API.",
        reason="CREDENTIALS_MISSING",
    )


def blocked_key() -> ParleyError:
    """The key is ours, but not for scoring."""
    return Forbidden(
        "Requests to this API are blocked: the key has no scope `score`.",
        reason="API_KEY_SERVICE_BLOCKED",
    )


def register(blueprint: Blueprint) -> None:
    """Answer every error of the blueprint in Google's form."""
    blueprint.register_error_handler(CannotAnalyse, _refused)
    blueprint.register_error_handler(TooFast, _exhausted)
    blueprint.register_error_handler(RequestEntityTooLarge, _too_large)
    blueprint.register_error_handler(ParleyError, _parley)
    blueprint.register_error_handler(HTTPException, _http)
    blueprint.register_error_handler(Exception, _unexpected)


def _body(code: int, message: str, details: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    error: dict[str, Any] = {
        "code": code,
        "message": message,
        "status": _STATUSES.get(code, "INTERNAL"),
    }
    if details:
        error["details"] = details
    return {"error": error}


def _refused(error: CannotAnalyse) -> Response:
    facts = error.facts
    if "reason" in facts:
        return _parley(error)
    detail: dict[str, Any] = {
        "@type": _METHOD_ERROR,
        "errorType": facts.get("error_type", "INVALID_REQUEST"),
    }
    if "attribute" in facts:
        asked = facts["were_asked_for"]
        languages = {"requestedLanguages" if asked else "detectedLanguages": facts["languages"]}
        detail["languageNotSupportedByAttributeError"] = {
            **languages,
            "attribute": facts["attribute"],
        }
    return answer(_body(400, str(error), [detail]), 400)


def _exhausted(error: TooFast) -> Response:
    limit = "Analysis requests (AnalyzeComment)"
    info = {
        "@type": _ERROR_INFO,
        "reason": "RATE_LIMIT_EXCEEDED",
        "domain": _DOMAIN,
        "metadata": {
            "service": "commentanalyzer.googleapis.com",
            "consumer": f"projects/{error.facts['key']}",
            "quota_metric": "commentanalyzer.googleapis.com/analyze_requests",
            "quota_limit": "AnalyzeRequestsPerMinutePerProject",
            "quota_limit_value": str(error.facts["limit"]),
            "quota_location": "global",
        },
    }
    help_ = {
        "@type": "type.googleapis.com/google.rpc.Help",
        "links": [{"description": "The limit of a key", "url": error.facts["help"]}],
    }
    message = (
        f"Quota exceeded for quota metric '{limit}' and limit '{limit} per minute' of service "
        f"'commentanalyzer.googleapis.com' for consumer 'projects/{error.facts['key']}'."
    )
    wait = str(error.retry_after or 60)
    return answer(_body(429, message, [info, help_]), 429, Retry_After=wait)


def _too_large(error: RequestEntityTooLarge) -> Response:
    return answer(_body(400, "Request payload size exceeds the limit: 1048576 bytes."), 400)


def _parley(error: ParleyError) -> Response:
    if error.status >= 500:
        logger.error("request failed", extra={"code": error.code}, exc_info=error)
    headers = {"Retry_After": str(error.retry_after)} if error.retry_after else {}
    info = {"@type": _ERROR_INFO, "reason": error.facts.get("reason"), "domain": _DOMAIN}
    details = [info] if info["reason"] else []
    return answer(_body(error.status, str(error), details), error.status, **headers)


def _http(error: HTTPException) -> Response:
    code = error.code or 500
    return answer(_body(code, error.description or error.name), code)


def _unexpected(error: Exception) -> Response:
    # Without the text: what a client sends is nobody's business but the model's.
    logger.error("analysis failed: %s", type(error).__name__, exc_info=error)
    return answer(_body(500, "Internal error encountered."), 500)
