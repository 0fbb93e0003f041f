"""Scores of revisions, and the ledger of what is still to be scored."""

from datetime import datetime
from typing import Any

from sqlalchemy import REAL, ForeignKeyConstraint, Index, Integer, func
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base


class Score(Base):
    """What one model said of one revision: probabilities 0..1, calibrated; null: not served."""

    __tablename__ = "scores"
    __table_args__ = (
        ForeignKeyConstraint(
            ["site_id", "comment_id", "revision"],
            ["revisions.site_id", "revisions.comment_id", "revisions.number"],
            ondelete="CASCADE",
        ),
    )

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    comment_id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True)
    model: Mapped[str] = mapped_column(primary_key=True, comment="model and calibration version")
    rank: Mapped[str] = mapped_column(comment="decides, sorts or none, for the language")
    toxicity: Mapped[float | None] = mapped_column(REAL)
    severe_toxicity: Mapped[float | None] = mapped_column(REAL)
    obscene: Mapped[float | None] = mapped_column(REAL)
    threat: Mapped[float | None] = mapped_column(REAL)
    insult: Mapped[float | None] = mapped_column(REAL)
    identity_attack: Mapped[float | None] = mapped_column(REAL)
    sexual_explicit: Mapped[float | None] = mapped_column(REAL)
    spans: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ScoringJob(Base):
    """A revision that still waits for its scores. The row goes in the transaction that stores
    them: whoever deletes it has scored it, so nothing is scored twice with effect."""

    __tablename__ = "scoring_jobs"
    __table_args__ = (
        ForeignKeyConstraint(
            ["site_id", "comment_id"], ["comments.site_id", "comments.id"], ondelete="CASCADE"
        ),
        Index("ix_scoring_jobs_due", "lane", "due_at"),
    )

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    comment_id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True)
    lane: Mapped[str] = mapped_column(comment="live, or bulk: imports and re-scoring")
    starts: Mapped[int] = mapped_column(Integer, server_default="0", comment="of scoring it")
    is_rescore: Mapped[bool] = mapped_column(
        server_default="false", comment="the scores are stored and nothing is decided"
    )
    attempts: Mapped[int] = mapped_column(Integer, server_default="0", comment="that failed")
    rings: Mapped[int] = mapped_column(Integer, server_default="0", comment="by the sweeper")
    trace: Mapped[str | None] = mapped_column(comment="traceparent of the post, with telemetry on")
    due_at: Mapped[datetime] = mapped_column(comment="when to ring again, or a lease's end")
    created_at: Mapped[datetime]
