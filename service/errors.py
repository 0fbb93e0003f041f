"""Every error Parley raises on purpose. Each class has a fixed HTTP status and a stable code.

ParleyError 500 internal
├── Malformed 400 malformed           body is no JSON, a bad cursor, a bad header
│   ├── CannotAnalyse cannot_analyse  Perspective's refusals; `error_type` is Perspective's
├── Unauthenticated 401 unauthenticated
│   ├── TokenExpired token_expired    ├── TokenInvalid token_invalid
├── Forbidden 403 forbidden
│   ├── Banned banned   ├── Suspended suspended   ├── CsrfMismatch csrf_mismatch
│   ├── OutsideOrigins outside_origins
├── NotFound 404 not_found
├── Conflict 409 conflict
│   ├── ArticleClosed article_closed  ├── IllegalMove illegal_move
│   ├── StaleRevision stale_revision  ├── UrlConflict url_conflict
│   ├── Repeated repeated             ├── Reused idempotency_key_reused
│   ├── NotClaimed not_claimed
├── Gone 410 gone
├── TooLarge 413 too_large            UnsupportedMedia 415 unsupported_media
├── Invalid 422 invalid               a well-formed body with a wrong value; `fields` says which
│   ├── TooLong too_long  ├── TooShort too_short  ├── TooManyLinks too_many_links
├── TooFast 429 too_fast              `retry_after` in seconds
└── Unavailable 503 unavailable       `retry_after` in seconds
"""

from typing import Any, ClassVar


class ParleyError(Exception):
    """The root: `status` and `code` are promises, the message is for people and may change."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"

    def __init__(self, message: str = "", **facts: Any) -> None:
        super().__init__(message or self.code.replace("_", " "))
        self.facts = facts

    @property
    def retry_after(self) -> int | None:
        """Seconds after which the same request may succeed, or None."""
        return self.facts.get("retry_after")


class Malformed(ParleyError):
    status, code = 400, "malformed"


class CannotAnalyse(Malformed):
    code = "cannot_analyse"


class Unauthenticated(ParleyError):
    status, code = 401, "unauthenticated"


class TokenExpired(Unauthenticated):
    code = "token_expired"


class TokenInvalid(Unauthenticated):
    code = "token_invalid"


class Forbidden(ParleyError):
    status, code = 403, "forbidden"


class Banned(Forbidden):
    code = "banned"


class Suspended(Forbidden):
    code = "suspended"


class CsrfMismatch(Forbidden):
    code = "csrf_mismatch"


class OutsideOrigins(Forbidden):
    code = "outside_origins"


class NotFound(ParleyError):
    status, code = 404, "not_found"


class Conflict(ParleyError):
    status, code = 409, "conflict"


class ArticleClosed(Conflict):
    code = "article_closed"


class IllegalMove(Conflict):
    code = "illegal_move"


class StaleRevision(Conflict):
    code = "stale_revision"


class UrlConflict(Conflict):
    code = "url_conflict"


class Repeated(Conflict):
    code = "repeated"


class Reused(Conflict):
    code = "idempotency_key_reused"


class NotClaimed(Conflict):
    code = "not_claimed"


class Gone(ParleyError):
    status, code = 410, "gone"


class TooLarge(ParleyError):
    status, code = 413, "too_large"


class UnsupportedMedia(ParleyError):
    status, code = 415, "unsupported_media"


class Invalid(ParleyError):
    status, code = 422, "invalid"


class TooLong(Invalid):
    code = "too_long"


class TooShort(Invalid):
    code = "too_short"


class TooManyLinks(Invalid):
    code = "too_many_links"


class TooFast(ParleyError):
    status, code = 429, "too_fast"


class Unavailable(ParleyError):
    status, code = 503, "unavailable"


def all_errors() -> list[type[ParleyError]]:
    """Every class of the tree, parents before children: the docs and a test read it."""
    found: list[type[ParleyError]] = [ParleyError]
    for parent in found:
        found.extend(parent.__subclasses__())
    return found
