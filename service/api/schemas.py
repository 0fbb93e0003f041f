"""Bodies, paths and queries: the source of docs/api/openapi.json and of the web's types."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

Language = Literal["en", "fr", "es", "de", "ar", "fa", "tr", "he"]  # that mails are written in


class Body(BaseModel):
    """What a client sends; unknown members are refused, so that nothing is silently ignored."""

    model_config = ConfigDict(extra="forbid", str_max_length=65_536)


_schemas: dict[type[BaseModel], dict[str, Any]] = {}


class Query(BaseModel):
    """A query string. Its JSON schema is kept: flask-openapi3 asks for it at every request."""

    model_config = ConfigDict(extra="ignore")

    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The schema, made once per class when asked for without arguments."""
        if args or kwargs:
            return super().model_json_schema(*args, **kwargs)
        if cls not in _schemas:
            _schemas[cls] = super().model_json_schema()
        return _schemas[cls]


class TableQuery(Query):
    """How a CSV is written. A spreadsheet takes a file apart as its reader's country writes lists
    and numbers: `,` and 1.5, or `;` and 1,5 in most of Europe and South America."""

    separator: Literal["comma", "semicolon"] = "comma"
    decimal: Literal["point", "comma"] = Field(default="point", description="of numbers")


class SitePath(BaseModel):
    site: str = Field(min_length=1, max_length=64)


class ArticlePath(SitePath):
    article: str = Field(min_length=1, max_length=255)


class CommentPath(BaseModel):
    id: str = Field(description="a comment's id")


class Guest(Body):
    name: str = Field(min_length=1, max_length=256)
    former: str | None = Field(
        default=None, max_length=8_192,
        description="the token this browser held before, run out or not: what binds that reader "
        "(ban, suspension, being read first, the wait between comments) binds the new guest",
    )  # fmt: skip


class SessionBody(Body):
    """A guest by name, the publisher's own token, or the code of the sign-in window with the
    PKCE verifier."""

    guest: Guest | None = None
    token: str | None = Field(default=None, max_length=8_192)
    code: str | None = Field(default=None, max_length=128)
    verifier: str | None = Field(default=None, max_length=128)


class RefreshBody(Body):
    site: str = Field(min_length=1, max_length=64)
    forget: bool = Field(default=False, description="the device is nobody's from now on")


class ArticleBody(Body):
    url: str | None = Field(default=None, max_length=2_048)
    title: str = Field(default="", max_length=500)
    section: str | None = Field(default=None, max_length=100)


class AuthorBody(Body):
    """For keys with the scope `post`: on whose behalf."""

    subject: str = Field(min_length=1, max_length=255)
    name: str = Field(min_length=1, max_length=256)


class CommentBody(Body):
    text: str = Field(max_length=20_000)
    parent_id: str | None = None
    author: AuthorBody | None = None
    nudge: str | None = Field(
        default=None, max_length=128, description="what a preview gave as `token`, if it did"
    )


class EditBody(Body):
    text: str = Field(max_length=20_000)


class VoteBody(Body):
    value: Literal[1, 0, -1]

    @field_validator("value", mode="before")
    @classmethod
    def _is_number(cls, value: object) -> object:
        if isinstance(value, bool):  # Python takes True for 1
            raise ValueError("a number is needed")
        return value


class FlagBody(Body):
    reason: Literal[
        "abuse", "hate", "threat", "spam", "off_topic", "privacy", "false_information",
        "illegal", "other",
    ]  # fmt: skip
    detail: str | None = Field(default=None, max_length=1_000)


class PageQuery(Query):
    limit: int = Field(default=50, ge=1, le=100)
    cursor: str | None = Field(default=None, max_length=512)


class ThreadQuery(PageQuery):
    order: Literal["newest", "oldest", "top"] = "newest"


class ChangesQuery(Query):
    since: int = Field(ge=0, lt=2**63)


class WaysQuery(Query):
    origin: str | None = Field(default=None, max_length=2_048, description="of a page that asks")


class CountsQuery(Query):
    article: list[str] = Field(min_length=1, max_length=100)


class Author(BaseModel):
    id: str
    name: str
    badges: list[str]
    avatar_url: str | None


class Votes(BaseModel):
    up: int
    down: int


class Comment(BaseModel):
    """A comment as everybody sees it."""

    id: str
    article: str
    parent_id: str | None
    author: Author
    text: str
    html: str = Field(description="rendered and sanitised by the server")
    language: str
    direction: Literal["ltr", "rtl"]
    status: Literal["submitted", "published", "held", "rejected", "withdrawn"]
    revision: int
    created_at: datetime
    edited_at: datetime | None
    votes: Votes
    reply_count: int
    depth: int
    featured: bool


class Problem(BaseModel):
    """Every error; `code` is stable, `detail` is for people."""

    type: str
    status: int
    code: str
    title: str
    detail: str
