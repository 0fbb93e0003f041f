"""What authors are owed: statements of reasons, appeals, notices; and the audit of machines."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base

_COMMENT = ("comments.site_id", "comments.id")


class Statement(Base):
    """Why a comment was restricted: the fields of Article 17 of the EU's Digital Services Act."""

    __tablename__ = "statements"
    __table_args__ = (
        ForeignKeyConstraint(["site_id", "comment_id"], _COMMENT, ondelete="CASCADE"),
        Index("ix_statements_comment", "site_id", "comment_id", "id"),
        Index("ix_statements_created", "site_id", "created_at"),
    )

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False,
                                    comment="that of the decision")  # fmt: skip
    comment_id: Mapped[int]
    reader_id: Mapped[int]
    revision: Mapped[int] = mapped_column(Integer)
    restriction: Mapped[str] = mapped_column(comment="removed, or withheld while held")
    reason: Mapped[str] = mapped_column(comment="a code of the site's list")
    ground: Mapped[str] = mapped_column(comment="terms or law")
    rule: Mapped[str] = mapped_column(comment="the rule of the site's terms")
    legal_ground: Mapped[str | None]
    category: Mapped[str] = mapped_column(comment="of the transparency database")
    source: Mapped[str] = mapped_column(comment="own, report or notice: what led to it")
    is_detected_by_machine: Mapped[bool] = mapped_column(Boolean)
    is_decided_by_machine: Mapped[bool] = mapped_column(Boolean)
    language: Mapped[str] = mapped_column(comment="of the comment")
    posted_at: Mapped[datetime] = mapped_column(comment="when the comment was written")
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(comment="the restriction was lifted")


class ReaderNotice(Base):
    """What a reader is told about themselves, once the time to undo it has passed."""

    __tablename__ = "reader_notices"
    __table_args__ = (Index("ix_reader_notices_reader", "site_id", "reader_id", "id"),)

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reader_id: Mapped[int]
    kind: Mapped[str] = mapped_column(comment="rejected, restored, appeal_upheld, warned ...")
    comment_id: Mapped[int | None]
    decision_id: Mapped[int | None]
    data: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    created_at: Mapped[datetime]
    visible_at: Mapped[datetime]


class Appeal(Base):
    """An author asks another person to look at a rejection again."""

    __tablename__ = "appeals"
    __table_args__ = (
        ForeignKeyConstraint(["site_id", "comment_id"], _COMMENT, ondelete="CASCADE"),
        Index("uq_appeals_decision", "site_id", "comment_id", "decision_id", unique=True),
        Index("ix_appeals_open", "site_id", "id", postgresql_where=text("status = 'open'")),
    )

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    comment_id: Mapped[int]
    decision_id: Mapped[int] = mapped_column(comment="the rejection")
    reader_id: Mapped[int]
    text: Mapped[str] = mapped_column(comment="the author's words, 2,000 characters at most")
    status: Mapped[str] = mapped_column(server_default="open", comment="open, upheld or denied")
    note: Mapped[str | None] = mapped_column(comment="for colleagues, never for readers")
    decided_kind: Mapped[str | None] = mapped_column(comment="moderator or key")
    decided_by: Mapped[int | None]
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]


class IllegalNotice(Base):
    """Somebody says that a comment is illegal (Article 16). Only its receipt opens it."""

    __tablename__ = "illegal_notices"
    __table_args__ = (
        ForeignKeyConstraint(["site_id", "comment_id"], _COMMENT, ondelete="CASCADE"),
        Index("ix_illegal_notices_status", "site_id", "status", "id"),
        Index("ix_illegal_notices_comment", "site_id", "comment_id"),
    )

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    comment_id: Mapped[int]
    receipt_hash: Mapped[bytes] = mapped_column(LargeBinary, comment="SHA-256 of the receipt")
    category: Mapped[str]
    explanation: Mapped[str] = mapped_column(comment="personal: 5,000 characters at most")
    name: Mapped[str | None] = mapped_column(comment="personal: of who notified")
    email: Mapped[str | None] = mapped_column(comment="personal: of who notified")
    language: Mapped[str] = mapped_column(
        server_default="en", comment="in which who notified is answered by mail"
    )
    status: Mapped[str] = mapped_column(server_default="open", comment="open, removed or kept")
    answer: Mapped[str | None] = mapped_column(comment="told to who notified")
    decided_by: Mapped[int | None] = mapped_column(comment="staff or key id")
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]


class AuditSample(Base):
    """A machine's decision drawn for people to check; `probability` weighs it in estimates."""

    __tablename__ = "audit_samples"
    __table_args__ = (
        ForeignKeyConstraint(["site_id", "comment_id"], _COMMENT, ondelete="CASCADE"),
        Index("ix_audit_samples_created", "site_id", "created_at"),
    )

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    comment_id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True)
    decision_id: Mapped[int]
    policy_version: Mapped[int]
    probability: Mapped[float] = mapped_column(Double, comment="with which it was drawn, 0..1")
    wants_second: Mapped[bool] = mapped_column(Boolean, comment="two people judge it, unaware")
    machine_verdict: Mapped[str] = mapped_column(comment="published or rejected")
    judged_verdict: Mapped[str | None] = mapped_column(comment="what a person made of it")
    judged_by: Mapped[int | None]
    judged_at: Mapped[datetime | None]
    second_verdict: Mapped[str | None]
    second_by: Mapped[int | None]
    second_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class AuthorAction(Base):
    """What moderators did about an author. Append-only."""

    __tablename__ = "author_actions"
    __table_args__ = (
        Index("ix_author_actions_reader", "site_id", "reader_id", "id"),
        ForeignKeyConstraint(["site_id", "reader_id"], ["readers.site_id", "readers.id"]),
    )

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reader_id: Mapped[int]
    action: Mapped[str] = mapped_column(comment="warn, premoderate, suspend, ban, lift or note")
    reason: Mapped[str | None]
    note: Mapped[str | None] = mapped_column(comment="for colleagues, never for readers")
    until: Mapped[datetime | None]
    actor_kind: Mapped[str] = mapped_column(comment="moderator or key")
    actor_id: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
