"""Policies as data, versioned: nothing is changed, a new version is added."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, func
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base


class PolicyVersion(Base):
    """One version of a site's policy, with its overlays for sections and articles."""

    __tablename__ = "policies"

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[dict[str, Any]] = mapped_column(comment="what differs from the default policy")
    overlays: Mapped[list[dict[str, Any]]] = mapped_column(
        server_default="[]", comment="[{section or article, body}], later ones win"
    )
    author: Mapped[str] = mapped_column(server_default="", comment="who saved it")
    note: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
