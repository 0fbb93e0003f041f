"""Bodies of the Perspective API, read as Google reads JSON: camelCase or snake_case, null is the
same as absent, an unknown name is an error with Google's words."""

from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError
from pydantic.alias_generators import to_camel

from service.errors import CannotAnalyse

MOST_ENTRIES = 64
T = TypeVar("T", bound="_Message")


class _Message(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True
    )


class TextEntry(_Message):
    text: str | None = None
    type: str | None = None


class ArticleAndParent(_Message):
    article: TextEntry | None = None
    parent_comment: TextEntry | None = None


class Context(_Message):
    entries: list[TextEntry] | None = None
    article_and_parent_comment: ArticleAndParent | None = None


class AttributeParameters(_Message):
    score_type: str | None = None
    score_threshold: float | None = None


class Score(_Message):
    value: float = Field(default=0.0, ge=0, le=1)
    type: str | None = None


class SpanScore(_Message):
    begin: int | None = Field(default=None, ge=0)
    end: int | None = Field(default=None, ge=0)
    score: Score | None = None


class AttributeScores(_Message):
    summary_score: Score | None = None
    span_scores: list[SpanScore] | None = Field(default=None, max_length=1_000)


class _Request(_Message):
    comment: TextEntry | None = None
    context: Context | None = None
    languages: list[str] | None = Field(default=None, max_length=MOST_ENTRIES)
    client_token: str | None = None
    session_id: str | None = None
    community_id: str | None = None


class AnalyzeRequest(_Request):
    requested_attributes: dict[str, AttributeParameters | None] | None = None
    span_annotations: StrictBool | None = None
    do_not_store: StrictBool | None = None
    drop_unsupported_attributes: StrictBool | None = None


class SuggestRequest(_Request):
    attribute_scores: dict[str, AttributeScores | None] | None = None


def parse(kind: type[T], raw: bytes) -> T:
    """The request's message. Raises CannotAnalyse with Google's words for what is wrong."""
    try:
        loaded = orjson.loads(raw or b"{}")
    except orjson.JSONDecodeError as error:
        raise CannotAnalyse(f"Invalid JSON payload received. {error}") from error
    try:
        return kind.model_validate(loaded)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        raise CannotAnalyse(_words(first["type"], first["loc"], first.get("input"))) from error


def _words(kind: str, place: tuple[int | str, ...], value: Any) -> str:
    path = ".".join(str(part) for part in place)
    if kind == "extra_forbidden":
        *above, name = (str(part) for part in place)
        inside = f" at '{'.'.join(above)}'" if above else ""
        return f'Invalid JSON payload received. Unknown name "{name}"{inside}: Cannot find field.'
    shown = orjson.dumps(value).decode() if isinstance(value, (int, float, bool)) else ""
    return f"Invalid value at '{path}'" + (f", {shown}" if shown else "")
