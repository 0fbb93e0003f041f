"""Readers' own accounts: addresses, one-time secrets, first-party sessions, providers, the outbox."""

from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base

_READER = ["readers.site_id", "readers.id"]


class ReaderMail(Base):
    """Where one reader gets mail: given by them, confirmed by a link."""

    __tablename__ = "reader_mails"
    __table_args__ = (
        ForeignKeyConstraint(["site_id", "reader_id"], _READER, ondelete="CASCADE"),
        Index("uq_reader_mails_address", "site_id", "address_hash", unique=True),
        Index("ix_reader_mails_due", "digest_due_at", postgresql_where=text("wants_digest")),
    )

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    reader_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    address_hash: Mapped[bytes] = mapped_column(
        comment="keyed hash of the address, to find the account again"
    )
    sealed: Mapped[bytes] = mapped_column(
        comment="personal: the address, encrypted with the installation's secret"
    )
    language: Mapped[str] = mapped_column(comment="of the mails: ISO 639-1")
    wants_digest: Mapped[bool] = mapped_column(
        server_default="false", comment="mail about replies and decisions, once a day at most"
    )
    digested_at: Mapped[datetime] = mapped_column(comment="told by mail of what was before")
    digest_due_at: Mapped[datetime] = mapped_column(comment="not looked at before then")
    created_at: Mapped[datetime]


class Grant(Base):
    """A secret that is good once and for minutes: a sign-in link with its code, or the code that
    a page of the publisher redeems."""

    __tablename__ = "grants"
    __table_args__ = (
        Index("uq_grants_secret", "site_id", "secret_hash", unique=True),
        Index("ix_grants_expiry", "expires_at"),
    )

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(comment="mail or code")
    secret_hash: Mapped[bytes] = mapped_column(comment="SHA-256 of the link's secret or the code")
    digits_hash: Mapped[bytes | None] = mapped_column(comment="keyed hash of the mailed digits")
    sealed: Mapped[bytes] = mapped_column(
        comment="personal: what it is good for (address, reader), encrypted"
    )
    tries: Mapped[int] = mapped_column(Integer, server_default="0", comment="of the digits")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class AccountSession(Base):
    """A browser that is signed in to a reader's account on our own origin."""

    __tablename__ = "account_sessions"
    __table_args__ = (
        ForeignKeyConstraint(["site_id", "reader_id"], _READER, ondelete="CASCADE"),
        Index("ix_account_sessions_reader", "site_id", "reader_id"),
        Index("ix_account_sessions_expiry", "expires_at"),
    )

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(primary_key=True, comment="SHA-256 of the cookie")
    reader_id: Mapped[int]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Provider(Base):
    """An OpenID Connect provider that vouches for a site's readers."""

    __tablename__ = "oidc_providers"
    __table_args__ = (UniqueConstraint("site_id", "issuer", name="uq_oidc_providers_issuer"),)

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(comment="on the button: Continue with …")
    issuer: Mapped[str] = mapped_column(comment="iss; its discovery document lies below it")
    client_id: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(comment="the client's secret, encrypted")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Mail(Base):
    """A mail that is still to be sent; gone when it was."""

    __tablename__ = "mails"
    __table_args__ = (Index("ix_mails_due", "due_at"),)

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(comment="sign_in, digest, notice, report or invitation")
    reader_id: Mapped[int | None] = mapped_column(comment="whom a digest is for")
    staff_id: Mapped[int | None] = mapped_column(comment="whom a report is for")
    sealed: Mapped[bytes | None] = mapped_column(
        comment="personal: address and secret of a sign-in mail, encrypted"
    )
    attempts: Mapped[int] = mapped_column(Integer, server_default="0")
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
