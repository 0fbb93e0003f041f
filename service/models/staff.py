"""How staff sign in besides a password, who is invited, and what admins did."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, func
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base


class Passkey(Base):
    """A passkey of a member of staff: only its public half is here."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    credential: Mapped[bytes] = mapped_column(unique=True, comment="the authenticator's name of it")
    public_key: Mapped[bytes] = mapped_column(comment="COSE")
    sign_count: Mapped[int] = mapped_column(comment="as the authenticator last said")
    name: Mapped[str] = mapped_column(comment="what its owner calls it, 100 characters at most")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code that signs in once, when the phone is lost. The row goes with its use."""

    __tablename__ = "recovery_codes"

    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True
    )
    code_hash: Mapped[bytes] = mapped_column(primary_key=True, comment="SHA-256 of 80 random bits")


class StaffChallenge(Base):
    """A random number that one passkey must sign, within minutes and once."""

    __tablename__ = "staff_challenges"

    challenge: Mapped[bytes] = mapped_column(primary_key=True)
    staff_id: Mapped[int | None] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), comment="who adds a passkey; nobody: signs in"
    )
    expires_at: Mapped[datetime]


class Invitation(Base):
    """An offer to work on a site, open until it is taken up, withdrawn, or a week old."""

    __tablename__ = "invitations"
    __table_args__ = (Index("ix_invitations_token", "token_hash", unique=True),)

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    email: Mapped[str] = mapped_column(comment="who is invited; lower case")
    role: Mapped[str] = mapped_column(comment="moderator, analyst or admin")
    token_hash: Mapped[bytes] = mapped_column(comment="SHA-256 of the link's secret")
    invited_by: Mapped[int] = mapped_column(comment="staff id")
    language: Mapped[str] = mapped_column(
        server_default="en", comment="of the mail with the link: ISO 639-1"
    )
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SiteAct(Base):
    """What was changed about a site itself: staff, keys, webhooks, settings. Only ever added."""

    __tablename__ = "site_acts"

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    actor_id: Mapped[int] = mapped_column(comment="staff id")
    verb: Mapped[str] = mapped_column(comment="such as key_made, role_given, webhook_removed")
    subject: Mapped[str] = mapped_column(comment="what was changed: an id, an address, a role")
    data: Mapped[dict[str, Any]] = mapped_column(server_default="{}", comment="before and after")
    created_at: Mapped[datetime]
