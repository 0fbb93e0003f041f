"""Who changed a status, why, under which policy version; and who is looking at what."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, Integer, func, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base


class Decision(Base):
    """One change of one comment's status. Append-only."""

    __tablename__ = "decisions"
    __table_args__ = (
        ForeignKeyConstraint(["site_id", "comment_id"], ["comments.site_id", "comments.id"]),
        Index("ix_decisions_comment", "site_id", "comment_id", "id"),
        Index("ix_decisions_actor", "site_id", "actor_kind", "actor_id", "id"),
        Index("ix_decisions_batch", "site_id", "batch_id"),
        Index(
            "ix_decisions_stopped",
            "site_id",
            "comment_id",
            postgresql_where=text("after IN ('held', 'rejected')"),
        ),
    )

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    comment_id: Mapped[int]
    revision: Mapped[int] = mapped_column(Integer)
    verb: Mapped[str]
    before: Mapped[str] = mapped_column(comment="status before")
    after: Mapped[str] = mapped_column(comment="status after")
    actor_kind: Mapped[str] = mapped_column(comment="machine, moderator, key or author")
    actor_id: Mapped[int | None] = mapped_column(comment="staff, key or reader id")
    reason: Mapped[str | None] = mapped_column(comment="a code of the site's list, or a phase")
    note: Mapped[str | None] = mapped_column(comment="for colleagues, never for readers")
    policy_version: Mapped[int]
    findings: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    batch_id: Mapped[int | None] = mapped_column(comment="decisions made by one gesture")
    undoes: Mapped[int | None] = mapped_column(comment="the decision that this one takes back")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Claim(Base):
    """A moderator's lease on one comment, so that two people never judge the same item."""

    __tablename__ = "claims"
    __table_args__ = (
        ForeignKeyConstraint(
            ["site_id", "comment_id"], ["comments.site_id", "comments.id"], ondelete="CASCADE"
        ),
        Index("ix_claims_group", "site_id", "claim_id"),
    )

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    comment_id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(comment="one request for items")
    staff_id: Mapped[int] = mapped_column(comment="staff or key id")
    expires_at: Mapped[datetime]
