"""Every error Parley raises on purpose. Each class has a fixed HTTP status and a stable code.

ParleyError 500 internal
├── Malformed 400 malformed           body is no JSON, a bad cursor, a bad header
│   ├── CannotAnalyse cannot_analyse  Perspective's refusals; `error_type` is Perspective's
├── Unauthenticated 401 unauthenticated
│   ├── TokenExpired token_expired    ├── TokenInvalid token_invalid   ├── CodeNeeded code_needed
├── Forbidden 403 forbidden
│   ├── Banned banned   ├── Suspended suspended   ├── CsrfMismatch csrf_mismatch
│   ├── OutsideOrigins outside_origins  ├── OwnDecision own_decision   ├── CodeWrong code_wrong
│   ├── PasswordWrong password_wrong    ├── GuestsRefused guests_refused
├── NotFound 404 not_found            Gone 410 gone
├── Conflict 409 conflict
│   ├── ArticleClosed article_closed  ├── IllegalMove illegal_move   ├── UrlConflict url_conflict
│   ├── StaleRevision stale_revision  ├── Repeated repeated  ├── Reused idempotency_key_reused
│   ├── NotClaimed not_claimed        ├── Claimed claimed   ├── PolicyChanged policy_changed
│   ├── DecidedMeanwhile decided_meanwhile  ├── LastAdmin last_admin  ├── WorksHere works_here
├── ChallengeRequired 428 challenge_required   `puzzle` and `bits`: the work to do
├── TooLarge 413 too_large            UnsupportedMedia 415 unsupported_media
├── Invalid 422 invalid               a well-formed body with a wrong value; `fields` says which
│   ├── TooLong too_long  ├── TooShort too_short  ├── TooManyLinks too_many_links
│   ├── PasswordWeak password_weak    ├── PolicyInvalid policy_invalid: `faults` by line and column
├── TooFast 429 too_fast              `retry_after` in seconds
└── Unavailable 503 unavailable       `retry_after` in seconds
"""

from typing import Any, ClassVar


class ParleyError(Exception):
    """Something went wrong here; the log says what.

    The root of all: `status` and `code` are promises, the message is for people and may change.
    """

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
    """The body is no JSON, or a cursor or header makes no sense."""

    status, code = 400, "malformed"


class CannotAnalyse(Malformed):
    """The Perspective API refuses a request; `errorType` says why, in Perspective's words."""

    code = "cannot_analyse"


class Unauthenticated(ParleyError):
    """Nobody is signed in, or the key is unknown."""

    status, code = 401, "unauthenticated"


class TokenExpired(Unauthenticated):
    """The token was good and is over: ask for a new one."""

    code = "token_expired"


class TokenInvalid(Unauthenticated):
    """The token is not one of ours, or of another site."""

    code = "token_invalid"


class CodeNeeded(Unauthenticated):
    """The password is right; the one-time code is still to be told."""

    code = "code_needed"


class Forbidden(ParleyError):
    """This actor may not do this."""

    status, code = 403, "forbidden"


class Banned(Forbidden):
    """The author is banned from the site."""

    code = "banned"


class Suspended(Forbidden):
    """The author may not write until the suspension ends."""

    code = "suspended"


class CsrfMismatch(Forbidden):
    """A write by cookie came without the session's token."""

    code = "csrf_mismatch"


class OutsideOrigins(Forbidden):
    """The URL is below none of the site's origins."""

    code = "outside_origins"


class CodeWrong(Forbidden):
    """The one-time code is wrong, was used already, or is too old."""

    code = "code_wrong"


class PasswordWrong(Forbidden):
    """Somebody signed in did not show their password once more."""

    code = "password_wrong"


class GuestsRefused(Forbidden):
    """On this site only readers with an account write."""

    code = "guests_refused"


class OwnDecision(Forbidden):
    code = "own_decision"


class NotFound(ParleyError):
    """There is no such thing, or none that this actor may know of."""

    status, code = 404, "not_found"


class Conflict(ParleyError):
    """The request does not fit what is stored."""

    status, code = 409, "conflict"


class ArticleClosed(Conflict):
    """The discussion takes no more comments."""

    code = "article_closed"


class IllegalMove(Conflict):
    """The comment's status does not allow this verb."""

    code = "illegal_move"


class StaleRevision(Conflict):
    """The comment was edited meanwhile: look again, then decide."""

    code = "stale_revision"


class UrlConflict(Conflict):
    """The article is known by another URL."""

    code = "url_conflict"


class Repeated(Conflict):
    """The same author said the same a moment ago."""

    code = "repeated"


class Reused(Conflict):
    """The Idempotency-Key was used for another request."""

    code = "idempotency_key_reused"


class NotClaimed(Conflict):
    """Another moderator holds this item."""

    code = "not_claimed"


class Claimed(Conflict):
    code = "claimed"


class DecidedMeanwhile(Conflict):
    code = "decided_meanwhile"


class PolicyChanged(Conflict):
    """Somebody saved another version meanwhile: compare, then save again."""

    code = "policy_changed"


class LastAdmin(Conflict):
    """A site keeps one admin: somebody else has to be made admin first."""

    code = "last_admin"


class WorksHere(Conflict):
    """Who is invited works on the site already: their role is changed instead."""

    code = "works_here"


class Gone(ParleyError):
    """It was there and is no longer kept."""

    status, code = 410, "gone"


class ChallengeRequired(ParleyError):
    """The site is under attack: solve `puzzle` (see docs/operate/limits.md) and ask again."""

    status, code = 428, "challenge_required"


class TooLarge(ParleyError):
    """The body is larger than this route takes."""

    status, code = 413, "too_large"


class UnsupportedMedia(ParleyError):
    """The body is not JSON."""

    status, code = 415, "unsupported_media"


class Invalid(ParleyError):
    """A well-formed body with a wrong value; `fields` says which."""

    status, code = 422, "invalid"


class NameTaken(Invalid):
    """Readers would take this name for that of somebody who works on the site or signs in there."""

    code = "name_taken"


class PasswordWeak(Invalid):
    """A new password that is short or easily guessed."""

    code = "password_weak"


class TooLong(Invalid):
    """The text is longer than the policy allows."""

    code = "too_long"


class TooShort(Invalid):
    """The text has no visible character, or too few."""

    code = "too_short"


class TooManyLinks(Invalid):
    """The text holds more links than the policy allows."""

    code = "too_many_links"


class PolicyInvalid(Invalid):
    """The text is no policy; `faults` say what is wrong at which line and column."""

    code = "policy_invalid"


class TooFast(ParleyError):
    """Too often: try again after `Retry-After` seconds."""

    status, code = 429, "too_fast"


class Unavailable(ParleyError):
    """The database or the broker is away: try again after `Retry-After` seconds."""

    status, code = 503, "unavailable"


def all_errors() -> list[type[ParleyError]]:
    """Every class of the tree, parents before children: the docs and a test read it."""
    found: list[type[ParleyError]] = [ParleyError]
    for parent in found:
        found.extend(parent.__subclasses__())
    return found
