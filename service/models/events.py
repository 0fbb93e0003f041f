"""The ledger of events that rollups, webhooks and notices are made from."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Identity, Index, Integer, func
from sqlalchemy.dialects.postgresql import base as postgresql
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

from service.db import Base


class TransactionId(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id. A reader of the ledger that stops below
    `pg_snapshot_xmin(pg_current_snapshot())` never skips an event that commits late."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "xid8"


postgresql.ischema_names.setdefault("xid8", TransactionId)  # so that autogenerate knows it


class Event(Base):
    """One thing that happened, written in the transaction that made it happen."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_transaction", "transaction", "id"),
        Index("ix_events_article_time", "site_id", "article_id", "at"),
    )

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    kind: Mapped[str] = mapped_column(comment="one of service.events.Kind")
    article_id: Mapped[int | None]
    comment_id: Mapped[int | None]
    reader_id: Mapped[int | None]
    revision: Mapped[int | None] = mapped_column(Integer)
    data: Mapped[dict[str, Any]] = mapped_column(server_default="{}", comment="never text")
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    transaction: Mapped[int] = mapped_column(
        TransactionId, server_default=func.pg_current_xact_id()
    )
