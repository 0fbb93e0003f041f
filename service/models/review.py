"""What moderators work from: queue items, their counts, batches, saved queues."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    REAL,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base

ATTRIBUTES = (
    "toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack",
    "sexual_explicit",
)  # fmt: skip


class QueueItem(Base):
    """One comment in one queue. `held` and `reported` are kept by triggers on comments, so that
    whatever changes a status moves the item; the other queues by the rooms that fill them."""

    __tablename__ = "queue_items"
    __table_args__ = (
        ForeignKeyConstraint(
            ["site_id", "comment_id"], ["comments.site_id", "comments.id"], ondelete="CASCADE"
        ),
        Index("ix_queue_items_comment", "site_id", "comment_id"),
        Index("ix_queue_items_article", "site_id", "queue", "article_id", "comment_id"),
        Index("ix_queue_items_sample", "site_id", "queue", "sample", "comment_id",
              postgresql_include=ATTRIBUTES),
        Index("ix_queue_items_worst", "site_id", "queue", "worst", "comment_id"),
        Index("ix_queue_items_uncertainty", "site_id", "queue", "uncertainty", "comment_id"),
        Index("ix_queue_items_unweighed", "site_id", "policy_version"),
        *(Index(f"ix_queue_items_{name}", "site_id", "queue", name, "comment_id")
          for name in ATTRIBUTES),
    )  # fmt: skip

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    queue: Mapped[str] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int]
    reader_id: Mapped[int]
    entered_at: Mapped[datetime] = mapped_column(server_default=func.now())
    sample: Mapped[int] = mapped_column(
        Integer, comment="a hash of the id: its order is a random order"
    )
    toxicity: Mapped[float | None] = mapped_column(REAL)
    severe_toxicity: Mapped[float | None] = mapped_column(REAL)
    obscene: Mapped[float | None] = mapped_column(REAL)
    threat: Mapped[float | None] = mapped_column(REAL)
    insult: Mapped[float | None] = mapped_column(REAL)
    identity_attack: Mapped[float | None] = mapped_column(REAL)
    sexual_explicit: Mapped[float | None] = mapped_column(REAL)
    worst: Mapped[float | None] = mapped_column(
        REAL,
        Computed(f"coalesce(greatest({', '.join(ATTRIBUTES)}), 0)", persisted=True),
    )
    uncertainty: Mapped[float] = mapped_column(
        REAL,
        server_default="1",
        comment="distance of the worst attribute from its hold threshold, 0..1; 1: no scores",
    )
    policy_version: Mapped[int] = mapped_column(
        server_default="-1", comment="whose thresholds the uncertainty is about; -1: not yet"
    )
    by_id: Mapped[int | None] = mapped_column(comment="who escalated it")
    note: Mapped[str | None] = mapped_column(comment="why it was escalated; for colleagues")


class QueueTally(Base):
    """Comings and goings of a queue; the sum is its length. Only ever inserted, so that no two
    transactions wait for a counter; the sweeper adds rows together."""

    __tablename__ = "queue_tallies"

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    queue: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    delta: Mapped[int] = mapped_column(Integer)


class Batch(Base):
    """A decision about many comments, made chunk by chunk in the background."""

    __tablename__ = "batches"
    __table_args__ = (
        Index("ix_batches_running", "due_at", postgresql_where=text("finished_at IS NULL")),
    )

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    actor_kind: Mapped[str] = mapped_column(comment="moderator or key")
    actor_id: Mapped[int]
    verb: Mapped[str] = mapped_column(comment="publish, hold, reject, keep or undo")
    reason: Mapped[str | None]
    note: Mapped[str | None] = mapped_column(comment="for colleagues, never for readers")
    undoes: Mapped[int | None] = mapped_column(comment="the batch that this one takes back")
    state: Mapped[str] = mapped_column(comment="running, done or stopped")
    total: Mapped[int] = mapped_column(Integer, comment="comments chosen at the start")
    done: Mapped[int] = mapped_column(Integer, server_default="0")
    failed: Mapped[int] = mapped_column(Integer, server_default="0", comment="changed meanwhile")
    created_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(comment="when the sweeper rings for it again")
    finished_at: Mapped[datetime | None]


class BatchItem(Base):
    """A comment that a batch has still to decide. The row goes with the decision."""

    __tablename__ = "batch_items"
    __table_args__ = (
        ForeignKeyConstraint(
            ["site_id", "batch_id"], ["batches.site_id", "batches.id"], ondelete="CASCADE"
        ),
    )

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    batch_id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, comment="the one that was chosen")
    undoes: Mapped[int | None] = mapped_column(comment="the decision to take back")


class SavedQueue(Base):
    """A filter that a moderator keeps under a name."""

    __tablename__ = "saved_queues"
    __table_args__ = (Index("ix_saved_queues_owner", "site_id", "owner_id"),)

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    owner_id: Mapped[int] = mapped_column(comment="staff or key id")
    name: Mapped[str] = mapped_column(comment="100 characters at most")
    filters: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class HotArticle(Base):
    """A discussion that is busier, or worse, than is usual for it. The row goes when it cools."""

    __tablename__ = "hot_articles"
    __table_args__ = (
        ForeignKeyConstraint(
            ["site_id", "article_id"], ["articles.site_id", "articles.id"], ondelete="CASCADE"
        ),
    )

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    article_id: Mapped[int] = mapped_column(primary_key=True)
    reasons: Mapped[list[str]] = mapped_column(comment="rate, holds or toxicity")
    figures: Mapped[dict[str, Any]] = mapped_column(comment="each beside what is usual")
    since: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(comment="it was hot then, the last time")
