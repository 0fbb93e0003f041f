"""People and keys: readers of a site, staff of the installation, keys of programs."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base


class Reader(Base):
    """Somebody who writes on one site. A person is (issuer, subject), never an address."""

    __tablename__ = "readers"
    __table_args__ = (
        UniqueConstraint("site_id", "issuer", "subject", name="uq_readers_person"),
        Index("ix_readers_name", "site_id", "name_key"),
    )

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    issuer: Mapped[str] = mapped_column(comment="guest, publisher, account, staff, key or import")
    subject: Mapped[str] = mapped_column(comment="who that is for the issuer")
    name: Mapped[str] = mapped_column(comment="the public name, 1 to 64 characters")
    name_key: Mapped[str] = mapped_column(comment="the name folded, to find look-alikes")
    avatar_url: Mapped[str | None]
    badges: Mapped[list[str]] = mapped_column(server_default="{}", comment="shown by the name")
    is_trusted: Mapped[bool] = mapped_column(server_default="false", comment="exempt by policy")
    is_premoderated: Mapped[bool] = mapped_column(
        server_default="false", comment="a person reads each comment first"
    )
    suspended_until: Mapped[datetime | None] = mapped_column(comment="may not write until then")
    banned_at: Mapped[datetime | None] = mapped_column(comment="may not write any more")
    published_count: Mapped[int] = mapped_column(Integer, server_default="0")
    rejected_count: Mapped[int] = mapped_column(
        Integer, server_default="0", comment="comments that are rejected, by whomever"
    )
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    erased_at: Mapped[datetime | None] = mapped_column(comment="name and texts were erased")
    notices_read_at: Mapped[datetime | None] = mapped_column(
        comment="what they were told until then, they have seen"
    )


class Staff(Base):
    """A person who works for publishers. Roles are per site, in memberships."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    email: Mapped[str] = mapped_column(unique=True, comment="signs in with it; lower case")
    name: Mapped[str] = mapped_column(comment="shown in the log")
    password_hash: Mapped[str | None] = mapped_column(comment="argon2id")
    is_operator: Mapped[bool] = mapped_column(server_default="false", comment="sees all sites")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    disabled_at: Mapped[datetime | None]
    totp_sealed: Mapped[bytes | None] = mapped_column(
        comment="the secret of one-time codes, encrypted with the installation's secret"
    )
    totp_at: Mapped[datetime | None] = mapped_column(comment="since when a code is demanded")
    totp_step: Mapped[int] = mapped_column(
        server_default="0", comment="the newest code used, by its half minute: none counts twice"
    )


class Membership(Base):
    """Which role a member of staff has on which site."""

    __tablename__ = "memberships"
    __table_args__ = (
        Index(
            "ix_memberships_report",
            "report_due_at",
            postgresql_where=text("report_due_at IS NOT NULL"),
        ),
    )

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str] = mapped_column(comment="moderator, analyst or admin")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    report_language: Mapped[str | None] = mapped_column(
        comment="of the weekly mail of figures: ISO 639-1; null: none wanted"
    )
    report_due_at: Mapped[datetime | None] = mapped_column(comment="when the next one is due")


class StaffSession(Base):
    """A signed-in browser of a member of staff."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[bytes] = mapped_column(primary_key=True, comment="SHA-256 of the cookie")
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    csrf_token: Mapped[str]
    user_agent: Mapped[str] = mapped_column(server_default="", comment="256 characters at most")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]


class ApiKey(Base):
    """A program's key to one site. Only its hash is kept."""

    __tablename__ = "api_keys"
    __table_args__ = (Index("ix_api_keys_prefix", "prefix", unique=True),)

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    prefix: Mapped[str] = mapped_column(comment="the public head of the key, to find it by")
    secret_hash: Mapped[bytes] = mapped_column(comment="SHA-256; the secret has 256 random bits")
    scopes: Mapped[list[str]] = mapped_column(comment="read post moderate statistics ...")
    limits: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None] = mapped_column(comment="last use, to the minute")
