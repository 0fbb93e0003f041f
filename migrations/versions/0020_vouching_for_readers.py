"""Publishers' signing keys, and the cookies that bring a reader back.

Locks: nothing, for the tables are new.
"""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0020"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "kid", sa.Text(), nullable=False, comment="the name of the key in a token's header"
        ),
        sa.Column(
            "algorithm",
            sa.Text(),
            nullable=False,
            comment="HS256, RS256, ES256 or EdDSA: no other counts",
        ),
        sa.Column("issuer", sa.Text(), nullable=False, comment="iss of the tokens"),
        sa.Column("audience", sa.Text(), nullable=False, comment="aud of the tokens"),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="secret or public key as a JWK set, encrypted with the installation's secret",
        ),
        sa.Column(
            "jwks_url", sa.Text(), nullable=True, comment="where public keys are read instead"
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_signing_keys_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_signing_keys")),
        sa.UniqueConstraint("site_id", "issuer", "kid", name="uq_signing_keys_kid"),
    )
    op.create_table(
        "refresh_tokens",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of the cookie"),
        sa.Column("family_id", sa.BigInteger(), nullable=False),
        sa.Column("reader_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "used_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when it was exchanged for the next",
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "reader_id"],
            ["readers.site_id", "readers.id"],
            name=op.f("fk_refresh_tokens_site_id_reader_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "token_hash", name=op.f("pk_refresh_tokens")),
    )
    op.create_index("ix_refresh_tokens_family", "refresh_tokens", ["site_id", "family_id"])
    op.create_index("ix_refresh_tokens_reader", "refresh_tokens", ["site_id", "reader_id"])
    op.create_index("ix_refresh_tokens_expiry", "refresh_tokens", ["expires_at"])
    wall("signing_keys")
    wall("refresh_tokens")


def downgrade() -> None:
    op.drop_table("refresh_tokens")
    op.drop_table("signing_keys")
