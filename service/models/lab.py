"""The policy lab's rows: replays of drafts over the past."""

from datetime import datetime
from typing import Any

from sqlalchemy import Double, ForeignKey, Index, Integer, text
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
