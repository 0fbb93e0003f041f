"""A site: a publisher's property, with its allowed origins and languages."""

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, func
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base


class Site(Base):
    """One publisher's property. Everything else hangs below a site."""

    __tablename__ = "sites"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    slug: Mapped[str] = mapped_column(unique=True, comment="the name in addresses: data-site")
    name: Mapped[str] = mapped_column(comment="shown to moderators and readers")
    origins: Mapped[list[str]] = mapped_column(comment="exact origins whose pages may embed it")
    languages: Mapped[list[str]] = mapped_column(comment="ISO 639-1 codes its readers write in")
    time_zone: Mapped[str] = mapped_column(server_default="UTC", comment="for figures by day")
    settings: Mapped[dict[str, Any]] = mapped_column(
        server_default="{}", comment="switches of the site that are not its policy"
    )
    policy_version: Mapped[int] = mapped_column(
        server_default="0", comment="the newest policy version; 0: the default policy"
    )
    shadow_id: Mapped[int | None] = mapped_column(
        comment="the draft that judges without effect, if any does"
    )
    drift_checked_at: Mapped[datetime | None] = mapped_column(
        comment="when the spread of scores was last compared"
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
