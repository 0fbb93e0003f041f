"""Tombstones: who was erased, so that it can be done again after a restore."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, func, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base


class Erasure(Base):
    """One reader's erasure. It holds an id and no person."""

    __tablename__ = "erasures"
    __table_args__ = (
        Index("ix_erasures_open", "site_id", postgresql_where=text("finished_at IS NULL")),
    )

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    reader_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    asked_by: Mapped[str] = mapped_column(comment="reader, moderator, key or restore")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    finished_at: Mapped[datetime | None] = mapped_column(comment="the last comment is erased")
