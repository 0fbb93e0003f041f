"""Counters made from the ledger of events: nothing here is a source, all of it can be rebuilt.

The nudges alone are a ledger of their own.
"""

from datetime import date, datetime

from sqlalchemy import ARRAY, Boolean, Date, Double, ForeignKey, Index, Integer, func, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.events import TransactionId

WHOLE_SITE = 0  # the article id under which a window counts the whole site


class _Tallies:
    """What is counted of a stretch of time, below one article or on the whole site."""

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
    depth_total: Mapped[int] = mapped_column(server_default="0", comment="sum of the depths")
    answered: Mapped[int] = mapped_column(
        server_default="0", comment="top-level comments with a published reply"
    )
    featured: Mapped[int] = mapped_column(server_default="0")
    handled: Mapped[int] = mapped_column(server_default="0", comment="decisions of people")
    overturned: Mapped[int] = mapped_column(
        server_default="0", comment="of them changed by another person later"
    )
    appeals: Mapped[int] = mapped_column(server_default="0", comment="made")
    appeals_upheld: Mapped[int] = mapped_column(server_default="0")
    appeals_denied: Mapped[int] = mapped_column(server_default="0")
    audited: Mapped[int] = mapped_column(server_default="0", comment="samples judged")
    audit_errors: Mapped[int] = mapped_column(server_default="0")
    audit_weight: Mapped[float] = mapped_column(
        Double, server_default="0", comment="sum of 1/probability of the judged samples"
    )
    audit_weight_wrong: Mapped[float] = mapped_column(Double, server_default="0")
    audit_weight_squares: Mapped[float] = mapped_column(Double, server_default="0")


class _Hours:
    """Of a day, what the hours of its site's clock had."""

    comments_by_hour: Mapped[list[int]] = mapped_column(ARRAY(Integer), server_default="{}")
    handled_by_hour: Mapped[list[int]] = mapped_column(ARRAY(Integer), server_default="{}")
    scored_by_hour: Mapped[list[int]] = mapped_column(ARRAY(Integer), server_default="{}")
    toxic_by_hour: Mapped[list[int]] = mapped_column(ARRAY(Integer), server_default="{}")


class Rollup(_Tallies, Base):
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


class RollupDay(_Tallies, _Hours, Base):
    """The windows of one day of the site's time zone added together, so that a year is 365 rows."""

    __tablename__ = "rollup_days"
    __table_args__ = (Index("ix_rollup_days_day", "site_id", "day"),)

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    article_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    commenters: Mapped[int] = mapped_column(server_default="0", comment="different, on this day")


class ArticleMonth(Base):
    """The days of an article in one month added together: a year of articles is listed by these."""

    __tablename__ = "article_months"

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    month: Mapped[date] = mapped_column(Date, primary_key=True, comment="its first day")
    article_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    tallies: Mapped[list[int]] = mapped_column(
        ARRAY(Integer), comment="in the order of LISTED in service.analytics.tallies"
    )


class ArticleSection(Base):
    """The section under which an article is counted: what differs from the article's own is moved
    with all its figures."""

    __tablename__ = "article_sections"

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    article_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    section: Mapped[str] = mapped_column(comment="empty: of articles without one")


class SectionRollup(_Tallies, Base):
    """The windows of all articles of a section added together."""

    __tablename__ = "section_rollups"

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    section: Mapped[str] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)


class SectionDay(_Tallies, _Hours, Base):
    """The windows of one day of a section added together."""

    __tablename__ = "section_days"
    __table_args__ = (Index("ix_section_days_day", "site_id", "day"),)

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    section: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    commenters: Mapped[int] = mapped_column(server_default="0", comment="different, on this day")
    article_commenters: Mapped[int] = mapped_column(
        server_default="0", comment="the same, counted once for each article"
    )


class SectionReader(Base):
    """A reader who wrote on a day below any article of a section."""

    __tablename__ = "section_readers"

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    section: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    reader_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class SectionView(Base):
    """Views of all discussions of a section on a day added together."""

    __tablename__ = "section_views"

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    section: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    views: Mapped[int] = mapped_column(server_default="0")
    viewers: Mapped[int] = mapped_column(server_default="0", comment="once for each article")


class ReaderDay(Base):
    """A reader who wrote on a day (of the site's time zone) below an article, or, as article 0,
    anywhere: for counting people, not comments."""

    __tablename__ = "reader_days"
    __table_args__ = (Index("ix_reader_days_reader", "site_id", "reader_id", "day"),)

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    article_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    reader_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class ReaderMonth(Base):
    """A reader who wrote on the site in a month: a year of people is twelve of these, not 365."""

    __tablename__ = "reader_months"

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    month: Mapped[date] = mapped_column(Date, primary_key=True, comment="its first day")
    reader_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class ReaderSpan(Base):
    """The first and the newest day on which a reader wrote on the site."""

    __tablename__ = "reader_spans"
    __table_args__ = (Index("ix_reader_spans_first_day", "site_id", "first_day"),)

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    reader_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)


class Conversation(Base):
    """A thread with published replies, by the day it began: the liveliest are found among these."""

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_day", "site_id", "day"),
        Index("ix_conversations_liveliest", "site_id", text("replies DESC"), "root_id"),
    )

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    root_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    article_id: Mapped[int]
    day: Mapped[date] = mapped_column(Date)
    replies: Mapped[int] = mapped_column(Integer, comment="published, at any depth")


class ViewDay(Base):
    """Views of a discussion on a day of the site's time zone, copied from Valkey while they are
    counted."""

    __tablename__ = "view_days"
    __table_args__ = (Index("ix_view_days_day", "site_id", "day"),)

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    article_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    views: Mapped[int] = mapped_column(server_default="0")
    viewers: Mapped[int] = mapped_column(server_default="0", comment="by HyperLogLog, 0.81 % error")


class NudgeShown(Base):
    """A text for which another wording was proposed, or would have been; never the text."""

    __tablename__ = "nudges"
    __table_args__ = (Index("ix_nudges_at", "site_id", "at"),)

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    article_id: Mapped[int]
    is_shown: Mapped[bool] = mapped_column(Boolean, comment="false: of the share shown none")
    comment_id: Mapped[int | None] = mapped_column(comment="what was posted in the end")
    is_edited: Mapped[bool] = mapped_column(
        Boolean, server_default="false", comment="posted with another wording"
    )
    at: Mapped[datetime]


class RollupCursor(Base):
    """How far the ledger is counted."""

    __tablename__ = "rollup_cursors"

    name: Mapped[str] = mapped_column(primary_key=True)
    transaction: Mapped[int] = mapped_column(TransactionId, server_default="0")
    moved_at: Mapped[datetime] = mapped_column(server_default=func.now())


class RollupState(Base):
    """How a site was counted last: another version of the counting, or another time zone, and all
    of it is counted anew, article by article."""

    __tablename__ = "rollup_states"

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(Integer)
    time_zone: Mapped[str]
    done_until: Mapped[int | None] = mapped_column(
        comment="articles up to this id are counted anew; null: all"
    )
