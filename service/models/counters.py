"""Counters made from the ledger of events: nothing here is a source, all of it can be rebuilt."""

from datetime import date, datetime

from sqlalchemy import ARRAY, Date, ForeignKey, Index, Integer, func
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.events import TransactionId

WHOLE_SITE = 0  # the article id under which a window counts the whole site


class Rollup(Base):
    """What happened in one window of 15 minutes below one article, or on the whole site.

    A quarter of an hour is the greatest common part of all time zones.
    """

    __tablename__ = "rollups"
    __table_args__ = (Index("ix_rollups_window", "site_id", "starts_at"),)

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    article_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    comments: Mapped[int] = mapped_column(server_default="0", comment="accepted")
    replies: Mapped[int] = mapped_column(server_default="0")
    published_by_machine: Mapped[int] = mapped_column(server_default="0")
    published_by_people: Mapped[int] = mapped_column(server_default="0")
    held_by_machine: Mapped[int] = mapped_column(server_default="0")
    held_by_people: Mapped[int] = mapped_column(server_default="0")
    rejected_by_machine: Mapped[int] = mapped_column(server_default="0")
    rejected_by_people: Mapped[int] = mapped_column(server_default="0")
    withdrawn: Mapped[int] = mapped_column(server_default="0")
    edited: Mapped[int] = mapped_column(server_default="0")
    votes: Mapped[int] = mapped_column(server_default="0")
    flags: Mapped[int] = mapped_column(server_default="0")
    scored: Mapped[int] = mapped_column(server_default="0")
    toxicity: Mapped[list[int]] = mapped_column(
        ARRAY(Integer), server_default="{}", comment="scored comments by tenth of the score"
    )
    waits: Mapped[list[int]] = mapped_column(
        ARRAY(Integer), server_default="{}", comment="first publications by length of the wait"
    )


class ReaderDay(Base):
    """A reader who wrote on a day (UTC) below an article: for counting people, not comments."""

    __tablename__ = "reader_days"
    __table_args__ = (Index("ix_reader_days_day", "site_id", "day", "reader_id"),)

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    article_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    reader_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    is_first: Mapped[bool] = mapped_column(server_default="false", comment="their first day here")


class ViewDay(Base):
    """Views of a discussion on a day (UTC), copied from Valkey while they are counted."""

    __tablename__ = "view_days"

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    article_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    views: Mapped[int] = mapped_column(server_default="0")
    viewers: Mapped[int] = mapped_column(server_default="0", comment="by HyperLogLog, 0.81 % error")


class RollupCursor(Base):
    """How far the ledger of events is counted: all transactions below this one."""

    __tablename__ = "rollup_cursors"

    name: Mapped[str] = mapped_column(primary_key=True)
    transaction: Mapped[int] = mapped_column(TransactionId, server_default="0")
    moved_at: Mapped[datetime] = mapped_column(server_default=func.now())
