"""Labels that clients send, and what is fitted from labels: calibrations and engines."""

from datetime import datetime
from typing import Any

from sqlalchemy import REAL, ForeignKey, Index, Integer, func
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base


class Suggestion(Base):
    """What a client says a text's scores should be: `comments:suggestscore`."""

    __tablename__ = "suggestions"
    __table_args__ = (Index("ix_suggestions_token", "site_id", "client_token"),)

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key_id: Mapped[int] = mapped_column(comment="the API key that sent it")
    text: Mapped[str] = mapped_column(comment="personal data: the comment, 20,480 bytes at most")
    language: Mapped[str] = mapped_column(comment="asked for, or else found; BCP-47 or und")
    labels: Mapped[dict[str, Any]] = mapped_column(comment="attribute to 0..1, whole text")
    spans: Mapped[list[dict[str, Any]]] = mapped_column(
        server_default="[]", comment="begin, end (code points), attribute, value 0..1"
    )
    client_token: Mapped[str | None] = mapped_column(comment="the client's name for the text")
    community: Mapped[str | None] = mapped_column(comment="communityId, as sent")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class SiteCalibration(Base):
    """A site's own calibration, fitted from labels; the newest version holds."""

    __tablename__ = "calibrations"

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    model: Mapped[str] = mapped_column(comment="the model and version that it corrects, no other")
    curves: Mapped[dict[str, Any]] = mapped_column(comment="attribute to knots and base rate")
    report: Mapped[dict[str, Any]] = mapped_column(comment="reliability before and after")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class SiteEngine(Base):
    """A site's own linear engine in one language, fitted from labels; the newest version holds."""

    __tablename__ = "site_engines"

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    auc: Mapped[float] = mapped_column(
        REAL, comment="held-out ROC-AUC that one may count on; the rank follows from it"
    )
    sha256: Mapped[str] = mapped_column(comment="of the weights")
    weights: Mapped[bytes] = mapped_column(comment="numbers for hashes of words and letter groups")
    report: Mapped[dict[str, Any]] = mapped_column(
        comment="labels, what was held out, the rank at that time"
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
