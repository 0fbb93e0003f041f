"""A publisher's own check: asked about each revision beside the model."""

from datetime import datetime

from sqlalchemy import REAL, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base


class ExternalCheck(Base):
    """Where a site's own check is, and how long it may think. One a site."""

    __tablename__ = "external_checks"

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    url: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(comment="the signing secret, encrypted")
    seconds: Mapped[float] = mapped_column(REAL, comment="how long an answer is waited for")
    created_at: Mapped[datetime]
