"""What vouches for readers: publishers' signing keys, and the cookies that bring a reader back."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Integer, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base


class SigningKey(Base):
    """A key with which a publisher signs its readers' tokens. Its algorithm is fixed."""

    __tablename__ = "signing_keys"
    __table_args__ = (UniqueConstraint("site_id", "issuer", "kid", name="uq_signing_keys_kid"),)

    site_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("sites.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kid: Mapped[str] = mapped_column(comment="the name of the key in a token's header")
    algorithm: Mapped[str] = mapped_column(comment="HS256, RS256, ES256 or EdDSA: no other counts")
    issuer: Mapped[str] = mapped_column(comment="iss of the tokens")
    audience: Mapped[str] = mapped_column(comment="aud of the tokens")
    sealed: Mapped[bytes] = mapped_column(
        comment="secret or public key as a JWK set, encrypted with the installation's secret"
    )
    jwks_url: Mapped[str | None] = mapped_column(comment="where public keys are read instead")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    revoked_at: Mapped[datetime | None]


class RefreshToken(Base):
    """One cookie that brings a reader back, good for one use. All that came out of one another
    are a family: a copy that is used again ends them all."""

    __tablename__ = "refresh_tokens"
    __table_args__ = (
        ForeignKeyConstraint(
            ["site_id", "reader_id"], ["readers.site_id", "readers.id"], ondelete="CASCADE"
        ),
        Index("ix_refresh_tokens_family", "site_id", "family_id"),
        Index("ix_refresh_tokens_reader", "site_id", "reader_id"),
        Index("ix_refresh_tokens_expiry", "expires_at"),
    )

    site_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(primary_key=True, comment="SHA-256 of the cookie")
    family_id: Mapped[int]
    reader_id: Mapped[int]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(comment="when it was exchanged for the next")
    expires_at: Mapped[datetime]
