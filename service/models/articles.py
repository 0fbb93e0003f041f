"""An article: the page under discussion, known by the publisher's key and canonical URL."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base


class Article(Base):
    """One discussion. `version` moves under the row's lock at every visible change."""

    __tablename__ = "articles"
    __table_args__ = (
        UniqueConstraint("site_id", "key", name="uq_articles_key"),
        Index("ix_articles_url", "site_id", "url"),
    )

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(comment="the publisher's own key, 1 to 255 characters")
    url: Mapped[str | None] = mapped_column(comment="canonical address; unknown after an import")
    title: Mapped[str] = mapped_column(server_default="")
    section: Mapped[str | None] = mapped_column(comment="the publisher's section, for overlays")
    closed_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None] = mapped_column(
        comment="last opened by hand: from then its age counts (close_after_days)"
    )
    premoderated_until: Mapped[datetime | None] = mapped_column(comment="surge or by hand")
    slow_mode_until: Mapped[datetime | None] = mapped_column(comment="surge or by hand")
    newcomers_held_until: Mapped[datetime | None] = mapped_column(
        comment="until then a surge has first comments read beforehand"
    )
    comment_count: Mapped[int] = mapped_column(Integer, server_default="0", comment="published")
    last_comment_id: Mapped[int | None] = mapped_column(
        comment="the newest that was ever published"
    )
    version: Mapped[int] = mapped_column(server_default="0", comment="of what readers see")
    oldest_change: Mapped[int] = mapped_column(
        server_default="0", comment="changes before this version are forgotten"
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
