"""The policy lab's rows: replays of drafts, drafts in the shadow, and how scores are spread."""

from datetime import datetime
from typing import Any

from sqlalchemy import REAL, Double, ForeignKey, ForeignKeyConstraint, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base


class Replay(Base):
    """A draft being replayed over past comments, portion by portion."""

    __tablename__ = "replays"
    __table_args__ = (
        Index("ix_replays_running", "moved_at", postgresql_where=text("finished_at IS NULL")),
    )

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[dict[str, Any]] = mapped_column(comment="the draft: what differs by default")
    overlays: Mapped[list[dict[str, Any]]]
    starts_at: Mapped[datetime] = mapped_column(comment="of the past that is replayed")
    ends_at: Mapped[datetime]
    attribute: Mapped[str] = mapped_column(comment="for which thresholds are proposed")
    per_day: Mapped[int | None] = mapped_column(Integer, comment="wished: holds a day")
    error: Mapped[float | None] = mapped_column(Double, comment="wished: bad ones published, 0..1")
    comments: Mapped[int] = mapped_column(Integer, comment="in that past")
    share: Mapped[float] = mapped_column(Double, comment="of them that are replayed, 0..1")
    cursor: Mapped[int] = mapped_column(comment="the last comment replayed so far")
    replayed: Mapped[int] = mapped_column(Integer, server_default="0")
    tally: Mapped[dict[str, Any]] = mapped_column(
        server_default="{}", comment="counts, and ids of disagreements; never texts"
    )
    created_at: Mapped[datetime]
    moved_at: Mapped[datetime] = mapped_column(comment="the last portion, or ring, was then")
    finished_at: Mapped[datetime | None]


class Shadow(Base):
    """A draft that judges beside the live policy, without effect. Never changed but to end."""

    __tablename__ = "shadows"
    __table_args__ = (
        Index("uq_shadows_running", "site_id", unique=True,
              postgresql_where=text("ended_at IS NULL")),
    )  # fmt: skip

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[dict[str, Any]] = mapped_column(comment="the draft: what differs by default")
    overlays: Mapped[list[dict[str, Any]]]
    author: Mapped[str] = mapped_column(comment="who began it")
    note: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ShadowVerdict(Base):
    """What the draft in the shadow said of a revision, beside what the live policy said."""

    __tablename__ = "shadow_verdicts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["site_id", "shadow_id"], ["shadows.site_id", "shadows.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["site_id", "comment_id"], ["comments.site_id", "comments.id"], ondelete="CASCADE"
        ),
        Index("ix_shadow_verdicts_comment", "site_id", "comment_id"),
    )

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    shadow_id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True)
    would: Mapped[str] = mapped_column(comment="publish, hold or reject")
    live: Mapped[str] = mapped_column(comment="publish, hold or reject, from the same facts")
    toxicity: Mapped[float | None] = mapped_column(REAL)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(comment="of the draft")
    at: Mapped[datetime]


class ScoreWatch(Base):
    """How the scores of an attribute were spread when the policy was tuned, and lately."""

    __tablename__ = "score_watches"

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    attribute: Mapped[str] = mapped_column(primary_key=True)
    policy_version: Mapped[int] = mapped_column(comment="that was tuned on `tuned`")
    tuned: Mapped[list[int]] = mapped_column(comment="comments by score, at the time of tuning")
    tuned_above: Mapped[int] = mapped_column(Integer, comment="of them held by this attribute")
    recent: Mapped[list[int]] = mapped_column(comment="comments by score, of the last days")
    recent_above: Mapped[int] = mapped_column(Integer, comment="of them held by this attribute")
    drift: Mapped[float] = mapped_column(Double, comment="population stability index")
    drifted_at: Mapped[datetime | None] = mapped_column(comment="the alarm was raised; null: calm")
    checked_at: Mapped[datetime]
