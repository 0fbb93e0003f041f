"""A policy: versioned data that turns findings into a verdict. Pure.

A site stores only what differs from `default.toml`; overlays for a section or an article are
laid over it in order, the last one wins.
"""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from service.scoring import Attribute

MAX_WORDS = 1_000
OVERLAYS = "overlays"  # the name of the overlays in a policy's text
OFF = "off"  # null, in TOML
Probability = Annotated[float, Field(ge=0, le=1)]
Entry = Annotated[str, StringConstraints(min_length=1, max_length=128, strip_whitespace=True)]
WordEntries = Annotated[tuple[Entry, ...], Field(max_length=MAX_WORDS)]


def _known_attribute(name: str) -> str:
    if name not in set(Attribute):
        raise ValueError(f"no such attribute: {', '.join(Attribute)}")
    return name


AttributeName = Annotated[
    str, AfterValidator(_known_attribute), Field(json_schema_extra={"enum": list(Attribute)})
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Length(_Part):
    minimum: int = Field(ge=1, le=1_000)
    maximum: int = Field(ge=1, le=5_000)


class Links(_Part):
    allowed: int = Field(ge=0, le=100, description="more are held")
    refused: int = Field(ge=0, le=100, description="more are refused")


class Speed(_Part):
    seconds_between: float = Field(ge=0, le=86_400)
    hourly: int = Field(ge=0, le=10_000, description="0: no limit")


class Repeat(_Part):
    hours: float = Field(ge=0, le=720)
    characters: int = Field(ge=1, le=5_000)


class Copies(_Part):
    hours: float = Field(ge=0, le=720)
    allowed: int = Field(ge=0, le=100)
    similarity: Probability
    characters: int = Field(ge=1, le=5_000)


class Words(_Part):
    banned: WordEntries
    suspect: WordEntries


class History(_Part):
    rejected_of_ten: int = Field(ge=0, le=10)
    first_comments: int = Field(ge=0, le=100)


class Reports(_Part):
    hold_at: float = Field(ge=0, le=1_000)


class ExternalCheck(_Part):
    """For sites that have named a check of their own (PUT /sites/{site}/external)."""

    if_fails: Literal["hold", "publish"] = Field(description="when it does not answer in time")


class Surge(_Part):
    """When a discussion gets out of hand, and what happens then for a time."""

    action: Literal["off", "slow", "newcomers", "premoderate"]
    per_minute: float = Field(ge=1, le=10_000, description="comments below one article")
    hold_share: Probability = Field(description="of comments held or rejected, of 20 at least")
    minutes: int = Field(ge=1, le=1_440, description="how long it lasts, then it ends by itself")


ClockTime = Annotated[str, StringConstraints(pattern=r"^(?:|(?:[01]\d|2[0-3]):[0-5]\d)$")]


class Nightly(_Part):
    """Discussions closed from one time of day to another, in the site's time zone; empty: never."""

    closed_from: ClockTime
    closed_to: ClockTime

    def is_closed(self, local: time) -> bool:
        """Whether it is closing time; the span may go over midnight."""
        if not self.closed_from or not self.closed_to:
            return False
        begin, end = time.fromisoformat(self.closed_from), time.fromisoformat(self.closed_to)
        if begin <= end:
            return begin <= local < end
        return local >= begin or local < end


class Thresholds(_Part):
    """For one attribute. Scores at or above `hold` hold; at or above `reject` the queue proposes
    rejecting: no score rejects by itself. Below `publish` the machine is sure."""

    hold: Probability | None = None
    reject: Probability | None = None
    publish: Probability | None = None


class Exempt(_Part):
    """Phases whose findings do not count for these authors."""

    staff: tuple[str, ...]
    trusted: tuple[str, ...]


class Policy(_Part):
    """A complete policy. Unknown names are refused, so that a typing error is seen."""

    while_unscored: Literal["wait", "publish"]
    if_scorer_fails: Literal["hold", "publish"]
    unscored_language: Literal["hold", "publish"]
    premoderate: bool
    edit_minutes: int = Field(ge=0, le=10_080)
    close_after_days: int | None = Field(ge=1, le=3_650, strict=True)
    nudge: Probability
    audit_share: Probability
    length: Length
    links: Links
    speed: Speed
    repeat: Repeat
    copies: Copies
    words: Words
    history: History
    reports: Reports
    external: ExternalCheck
    surge: Surge
    nightly: Nightly
    scores: Mapping[AttributeName, Thresholds]
    exempt: Exempt

    def closes_at(self, begun: datetime) -> datetime | None:
        """When a discussion that began, or was opened by hand, at `begun` closes by its age."""
        if self.close_after_days is None:
            return None
        return begun + timedelta(days=self.close_after_days)


class OverlayBody(_Part):
    """What differs in a section, or below one article."""

    section: str | None = Field(default=None, min_length=1, max_length=100)
    article: str | None = Field(default=None, min_length=1, max_length=255)
    body: Mapping[str, Any]

    @model_validator(mode="after")
    def _names_one(self) -> "OverlayBody":
        if (self.section is None) == (self.article is None):
            raise ValueError("an overlay names a section or an article, one of them")
        return self


def overlay(*bodies: Mapping[str, Any]) -> Policy:
    """The default policy with these laid over it, the last one on top.

    Raises pydantic.ValidationError for unknown names and values out of range.
    """
    merged = _default_body()
    for body in bodies:
        merged = _merge(merged, body)
    return Policy.model_validate(merged)


@cache
def default_policy() -> Policy:
    """The policy of a site that has set none."""
    return overlay()


def for_article(
    body: Mapping[str, Any],
    overlays: Iterable[Mapping[str, Any]],
    *,
    section: str | None,
    article: str,
) -> Policy:
    """The policy under which a comment of one article is judged."""
    bodies = [
        each["body"]
        for each in overlays
        if each.get("article") == article
        or (each.get("section") is not None and each.get("section") == section)
    ]
    return overlay(body, *bodies)


@cache
def default_text() -> str:
    """The default policy as it is written, with a word on every line."""
    return (Path(__file__).parent / "default.toml").read_text(encoding="utf-8")


def read_off(body: Any) -> None:
    """In place: what is "off" in TOML, which has no null, is none."""
    if not isinstance(body, dict):
        return
    scores = body.get("scores")
    limits = scores.values() if isinstance(scores, dict) else ()
    for each in (each for each in limits if isinstance(each, dict)):
        each.update({name: None for name, value in each.items() if value == OFF})
    if body.get("close_after_days") == OFF:
        body["close_after_days"] = None


def _default_body() -> dict[str, Any]:
    body = tomllib.loads(default_text())
    read_off(body)
    return body


def _merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for name, value in above.items():
        under = merged.get(name)
        if isinstance(under, Mapping) and isinstance(value, Mapping):
            merged[name] = _merge(under, value)
        else:
            merged[name] = value
    return merged
