"""Webhooks: where a publisher wants to hear of events, and what became of each telling."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Integer, func, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base
from service.models.events import TransactionId


class Webhook(Base):
    """One address that hears of a site's events, and how far in the ledger it has got."""

    __tablename__ = "webhooks"

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    url: Mapped[str]
    kinds: Mapped[list[str]] = mapped_column(server_default="{}", comment="empty: every event")
    sealed: Mapped[bytes] = mapped_column(comment="the signing secret, encrypted")
    cursor_transaction: Mapped[int] = mapped_column(
        TransactionId, comment="events of this transaction and before are spread already"
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    disabled_at: Mapped[datetime | None] = mapped_column(comment="it answered 410 Gone")


class Delivery(Base):
    """One event for one webhook: due, delivered or parked. The payload is made when it is sent,
    so that what is hidden or erased by then is not told."""

    __tablename__ = "deliveries"
    __table_args__ = (
        ForeignKeyConstraint(
            ["site_id", "webhook_id"], ["webhooks.site_id", "webhooks.id"], ondelete="CASCADE"
        ),
        Index("ix_deliveries_due", "next_at", postgresql_where=text("state = 'due'")),
        Index("ix_deliveries_newest", "site_id", "event_id"),
    )

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    webhook_id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(server_default="due", comment="due, delivered or parked")
    attempts: Mapped[int] = mapped_column(Integer, server_default="0")
    next_at: Mapped[datetime] = mapped_column(comment="when to try, or a lease's end")
    answer: Mapped[str] = mapped_column(server_default="", comment="status, or what went wrong")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    delivered_at: Mapped[datetime | None]
