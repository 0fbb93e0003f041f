"""Comments, their revisions, and what readers do to them: votes and flags."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Computed,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base

_LISTED = text("is_listed")
_TOP_LISTED = text("is_listed AND depth = 0")


class Comment(Base):
    """A comment. `status` is written by `moderation/decisions.decide` alone."""

    __tablename__ = "comments"
    __table_args__ = (
        CheckConstraint(
            "status IN ('submitted', 'published', 'held', 'rejected', 'withdrawn')", name="status"
        ),
        Index("ix_comments_article_time", "site_id", "article_id", "id",
              postgresql_where=_TOP_LISTED),
        Index("ix_comments_article_rank", "site_id", "article_id", "rank", "id",
              postgresql_where=_TOP_LISTED),
        Index("ix_comments_root_path", "site_id", "root_id", "path", postgresql_where=_LISTED),
        Index("ix_comments_article_version", "site_id", "article_id", "version",
              postgresql_where=text("version > 0")),
        Index("ix_comments_reader", "site_id", "reader_id", "id"),
        Index("ix_comments_reader_article", "site_id", "article_id", "reader_id"),
        Index("ix_comments_waiting", "site_id", "status", "id",
              postgresql_where=text("status IN ('submitted', 'held')")),
        Index("ix_comments_turned_away", "site_id", "status", "id",
              postgresql_where=text("status IN ('rejected', 'withdrawn')")),
        Index("ix_comments_reported", "site_id", "flag_weight", "id",
              postgresql_where=text("flag_weight > 0")),
        Index("ix_comments_featured", "site_id", "id", postgresql_where=text("is_featured")),
        Index("uq_comments_idempotency", "site_id", "reader_id", "idempotency_key", unique=True,
              postgresql_where=text("idempotency_key IS NOT NULL")),
        Index("uq_comments_import", "site_id", "import_key", unique=True,
              postgresql_where=text("import_key IS NOT NULL")),
    )  # fmt: skip

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    article_id: Mapped[int]
    parent_id: Mapped[int | None]
    root_id: Mapped[int] = mapped_column(comment="the top-level comment of its thread")
    depth: Mapped[int] = mapped_column(SmallInteger, comment="0 for top level, 50 at most")
    path: Mapped[bytes] = mapped_column(
        comment="8 bytes a level from the root down: its order is depth first"
    )
    reader_id: Mapped[int]
    status: Mapped[str]
    revision: Mapped[int] = mapped_column(Integer, comment="the newest revision, from 1")
    published_revision: Mapped[int | None] = mapped_column(
        Integer, comment="the revision that readers see while published"
    )
    judged_revision: Mapped[int] = mapped_column(
        Integer, server_default="0", comment="the newest revision that a decision was about"
    )
    is_judged_by_person: Mapped[bool] = mapped_column(
        server_default="false", comment="that decision was a person's: no machine overturns it"
    )
    decision_id: Mapped[int | None] = mapped_column(
        comment="the newest decision; later ones have greater ids, whatever the clocks say"
    )
    up: Mapped[int] = mapped_column(Integer, server_default="0")
    down: Mapped[int] = mapped_column(Integer, server_default="0")
    rank: Mapped[float] = mapped_column(
        Double, server_default="0", comment="Wilson lower bound of the share of up-votes"
    )
    flag_weight: Mapped[float] = mapped_column(
        Double, server_default="0", comment="open reports, weighed by the reporters' record"
    )
    reply_count: Mapped[int] = mapped_column(
        Integer, server_default="0", comment="published direct replies"
    )
    descendant_count: Mapped[int] = mapped_column(
        Integer, server_default="0", comment="published comments anywhere below"
    )
    is_featured: Mapped[bool] = mapped_column(server_default="false")
    is_listed: Mapped[bool] = mapped_column(
        Boolean,
        Computed("status = 'published' OR descendant_count > 0", persisted=True),
        comment="stands in the thread, as itself or as a removed placeholder",
    )
    version: Mapped[int] = mapped_column(
        server_default="0", comment="the article's version at its last visible change"
    )
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None] = mapped_column(comment="first publication")
    idempotency_key: Mapped[str | None] = mapped_column(comment="the client's; 255 characters")
    import_key: Mapped[str | None] = mapped_column(comment="source and id in the old system")


class Revision(Base):
    """One text of a comment. Never changed, only erased."""

    __tablename__ = "revisions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["site_id", "comment_id"], ["comments.site_id", "comments.id"], ondelete="CASCADE"
        ),
    )

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    comment_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    text: Mapped[str] = mapped_column(comment="as written, NFC, 5,000 characters at most")
    html: Mapped[str] = mapped_column(comment="rendered and sanitised")
    language: Mapped[str] = mapped_column(server_default="und", comment="ISO 639-1, or und")
    direction: Mapped[str] = mapped_column(server_default="ltr", comment="ltr or rtl")
    findings: Mapped[list[dict[str, Any]]] = mapped_column(
        server_default="[]", comment="what every phase said last time, with what it saw"
    )
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class Sketch(Base):
    """Bands of a text's MinHash: equal bands lead to near copies (moderation/copies.py)."""

    # No foreign key: each post would have four checked, and comments are never deleted.
    __tablename__ = "sketches"
    __table_args__ = (Index("ix_sketches_comment", "site_id", "comment_id"),)

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    band: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(primary_key=True)


class Vote(Base):
    """One reader's vote on one comment."""

    __tablename__ = "votes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["site_id", "comment_id"], ["comments.site_id", "comments.id"], ondelete="CASCADE"
        ),
        Index("ix_votes_reader", "site_id", "reader_id", "comment_id"),
        CheckConstraint("value IN (-1, 1)", name="value"),
    )

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    comment_id: Mapped[int] = mapped_column(primary_key=True)
    reader_id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(SmallInteger)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Flag(Base):
    """One reader's report of one comment."""

    __tablename__ = "flags"
    __table_args__ = (
        ForeignKeyConstraint(
            ["site_id", "comment_id"], ["comments.site_id", "comments.id"], ondelete="CASCADE"
        ),
        Index("ix_flags_reader", "site_id", "reader_id", "comment_id"),
    )

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    comment_id: Mapped[int] = mapped_column(primary_key=True)
    reader_id: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(comment="a code of the flag form")
    detail: Mapped[str | None] = mapped_column(comment="1,000 characters at most")
    weight: Mapped[float] = mapped_column(Double, comment="the reporter's weight then")
    revision: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    resolved_at: Mapped[datetime | None] = mapped_column(comment="a person decided since")
