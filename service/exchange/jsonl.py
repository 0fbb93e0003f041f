"""Parley's own format: lines of {"id", "article", "author", "text", "parent"}, optionally with
"created_at", "author_name", "status", "title" and "url". `service/exchange/export.py` writes it."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from service.exchange.records import Read, Record, Thread, Trouble
from service.exchange.source import Source
from service.lifecycle import Status


class Line(BaseModel):
    """One line of the file."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: Annotated[str, Field(min_length=1, max_length=255)]
    article: Annotated[str, Field(min_length=1)]
    author: Annotated[str, Field(min_length=1)]
    author_name: str | None = None
    text: str
    parent: str | None = None
    status: Literal["published", "held", "rejected", "withdrawn"] | None = None
    created_at: datetime | None = None
    title: str | None = None
    url: str | None = None


_Model = TypeVar("_Model", bound=BaseModel)


def read(source: Source) -> Read:
    """Every line, in the file's order."""
    for place, line in lines_of(source.stream, Line):
        yield line if isinstance(line, Trouble) else _record(place, line)


def lines_of(
    stream: Iterable[bytes], model: type[_Model]
) -> Iterator[tuple[str, _Model | Trouble]]:
    """(place, what the line says) for each line that is not blank."""
    for number, raw in enumerate(stream, 1):
        if raw.isspace():
            continue
        place = f"line {number}"
        try:
            yield place, model.model_validate_json(raw)
        except ValidationError as error:
            yield place, Trouble(place, reason_of(error))


def reason_of(error: ValidationError) -> str:
    """The first fault, as `field: what is wrong`."""
    fault: Any = error.errors(include_url=False, include_input=False, include_context=False)[0]
    field = ".".join(map(str, fault["loc"]))
    return f"{field}: {fault['msg']}" if field else str(fault["msg"])


def aware(at: datetime) -> datetime:
    """A time without a zone is one of UTC."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _record(place: str, line: Line) -> Record:
    is_gone = line.status == "withdrawn"
    return Record(
        place=place, key=line.id, thread=Thread(line.article, line.url, line.title or line.article),
        author_key=line.author, author_name=line.author_name or line.author, text=line.text,
        at=aware(line.created_at) if line.created_at else None, parent_key=line.parent,
        status=Status(line.status) if line.status else None,
        left_out="withdrawn there" if is_gone else None,
    )  # fmt: skip
