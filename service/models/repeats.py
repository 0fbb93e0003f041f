"""Answers that are given again to a request that comes twice."""

from datetime import datetime

from sqlalchemy import Index, Integer, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base


class KeptAnswer(Base):
    """What was answered to a request with an Idempotency-Key.

    `site_id` is that of the reader or key who asked, 0 for staff and for whoever showed nothing.
    """

    __tablename__ = "kept_answers"
    __table_args__ = (
        Index("ix_kept_answers_expires_at", "expires_at"),
        Index("ix_kept_answers_reader", "site_id", "reader_id"),
    )

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    name: Mapped[bytes] = mapped_column(
        primary_key=True, comment="keyed hash of who asked, for what, with which key"
    )
    reader_id: Mapped[int | None] = mapped_column(comment="who asked, if a reader did")
    asked: Mapped[bytes] = mapped_column(comment="keyed hash of query and body")
    status: Mapped[int | None] = mapped_column(
        SmallInteger, comment="null only within the transaction"
    )
    answer: Mapped[bytes | None] = mapped_column(
        comment="sealed: opened by the secret of the installation and the client's key together"
    )
    expires_at: Mapped[datetime]
