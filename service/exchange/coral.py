"""Coral's collections as `mongoexport` writes them: comments, and beside them stories and users.

Talk, as Coral was called up to version 4, has assets for stories and other names for fields.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

from service.errors import Invalid
from service.exchange.jsonl import lines_of
from service.exchange.markup import has_breaks, to_markdown
from service.exchange.records import Read, Record, Thread, Trouble
from service.exchange.source import Source, opened
from service.lifecycle import Status

_STATUSES = {
    "NONE": Status.PUBLISHED,  # nobody has looked at it: shown
    "APPROVED": Status.PUBLISHED,
    "ACCEPTED": Status.PUBLISHED,
    "PREMOD": Status.HELD,
    "SYSTEM_WITHHELD": Status.HELD,
    "REJECTED": Status.REJECTED,
}


def _time(value: Any) -> Any:
    """MongoDB's extended JSON: {"$date": text}, {"$date": {"$numberLong": milliseconds}}."""
    said = value.get("$date") if isinstance(value, dict) else value
    if isinstance(said, dict):
        try:
            return datetime.fromtimestamp(int(str(said.get("$numberLong"))) / 1000, tz=UTC)
        except (OverflowError, OSError) as error:
            raise ValueError("this is no time") from error
    return said


_Time = Annotated[datetime, BeforeValidator(_time)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Revision(_Model):
    body: str = ""


class _Comment(_Model):
    id: Annotated[str, Field(min_length=1)]
    story: Annotated[str, Field(validation_alias=AliasChoices("storyID", "asset_id"))]
    author: str | None = Field(None, validation_alias=AliasChoices("authorID", "author_id"))
    parent: str | None = Field(None, validation_alias=AliasChoices("parentID", "parent_id"))
    created_at: _Time = Field(validation_alias=AliasChoices("createdAt", "created_at"))
    deleted_at: _Time | None = Field(None, validation_alias=AliasChoices("deletedAt", "deleted_at"))
    revisions: list[_Revision] = Field(
        default_factory=list, validation_alias=AliasChoices("revisions", "body_history")
    )
    body: str = ""
    status: str = "NONE"


class _Metadata(_Model):
    title: str | None = None


class _Story(_Model):
    id: str
    url: str | None = None
    title: str | None = None
    metadata: _Metadata | None = None


class _User(_Model):
    id: str
    username: str | None = None


def read(source: Source) -> Read:
    """Every comment. Stories and users are kept while the file is read: a line each."""
    threads, names = _threads(_beside(source, "stories.json", "assets.json")), {}
    with opened(_beside(source, "users.json")) as users:
        for _, user in lines_of(users.stream, _User):
            if isinstance(user, _User):
                names[user.id] = user.username or ""
    for place, line in lines_of(source.stream, _Comment):
        yield line if isinstance(line, Trouble) else _record(place, line, threads, names)


def _beside(source: Source, *names: str) -> Path:
    found = source.beside(*names)
    if found is None:
        raise Invalid(f"{names[0]} must lie beside {source.path.name}", fields=["file"])
    return found


def _threads(path: Path) -> dict[str, Thread]:
    with opened(path) as stories:
        return {
            each.id: Thread(
                each.id, each.url, (each.metadata and each.metadata.title) or each.title or ""
            )
            for _, each in lines_of(stories.stream, _Story)
            if isinstance(each, _Story)
        }


def _record(
    place: str, line: _Comment, threads: dict[str, Thread], names: dict[str, str]
) -> Record | Trouble:
    place = f"{place}, {line.id}"
    thread = threads.get(line.story)
    if thread is None:
        return Trouble(place, f"its story {line.story} is not in the file of stories")
    return Record(
        place=place, key=line.id, thread=thread, author_key=line.author or "nobody",
        author_name=names.get(line.author or "", ""), text=_text(line), at=line.created_at,
        parent_key=line.parent or None, status=_STATUSES.get(line.status, Status.HELD),
        left_out="deleted there" if line.deleted_at else None,
    )  # fmt: skip


def _text(line: _Comment) -> str:
    body = line.revisions[-1].body if line.revisions else line.body
    return to_markdown(body, has_lines=not has_breaks(body))
