"""Passkeys, one-time codes, invitations, and the log of what admins did.

Locks: staff for a moment; its new columns are empty or have a default kept in the catalogue.
"""

import sqlalchemy as sa
from alembic import op

from migrations.walls import open_table, wall

revision = "0110"
down_revision = "0042"
branch_labels = None
depends_on = None

_NOW = sa.text("now()")


def upgrade() -> None:
    op.add_column(
        "staff",
        sa.Column(
            "totp_sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="the secret of one-time codes, encrypted with the installation's secret",
        ),
    )
    op.add_column(
        "staff",
        sa.Column(
            "totp_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="since when a code is demanded",
        ),
    )
    op.add_column(
        "staff",
        sa.Column(
            "totp_step",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="the newest code used, by its half minute: none counts twice",
        ),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "credential", sa.LargeBinary(), nullable=False, comment="the authenticator's name of it"
        ),
        sa.Column("public_key", sa.LargeBinary(), nullable=False, comment="COSE"),
        sa.Column(
            "sign_count", sa.BigInteger(), nullable=False, comment="as the authenticator last said"
        ),
        sa.Column(
            "name",
            sa.Text(),
            nullable=False,
            comment="what its owner calls it, 100 characters at most",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_passkeys_staff_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential", name=op.f("uq_passkeys_credential")),
    )
    op.create_index(op.f("ix_passkeys_staff_id"), "passkeys", ["staff_id"])
    op.create_table(
        "recovery_codes",
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "code_hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of 80 random bits"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_recovery_codes_staff_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("staff_id", "code_hash", name=op.f("pk_recovery_codes")),
    )
    op.create_table(
        "staff_challenges",
        sa.Column("challenge", sa.LargeBinary(), nullable=False),
        sa.Column(
            "staff_id",
            sa.BigInteger(),
            nullable=True,
            comment="who adds a passkey; nobody: signs in",
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name=op.f("fk_staff_challenges_staff_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("challenge", name=op.f("pk_staff_challenges")),
    )
    op.create_table(
        "invitations",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("email", sa.Text(), nullable=False, comment="who is invited; lower case"),
        sa.Column("role", sa.Text(), nullable=False, comment="moderator, analyst or admin"),
        sa.Column(
            "token_hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of the link's secret"
        ),
        sa.Column("invited_by", sa.BigInteger(), nullable=False, comment="staff id"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_invitations_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_invitations")),
    )
    op.create_index("ix_invitations_token", "invitations", ["token_hash"], unique=True)
    op.create_table(
        "site_acts",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False, comment="staff id"),
        sa.Column(
            "verb",
            sa.Text(),
            nullable=False,
            comment="such as key_made, role_given, webhook_removed",
        ),
        sa.Column(
            "subject",
            sa.Text(),
            nullable=False,
            comment="what was changed: an id, an address, a role",
        ),
        sa.Column(
            "data",
            sa.dialects.postgresql.JSONB(),
            server_default="{}",
            nullable=False,
            comment="before and after",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_site_acts_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_site_acts")),
    )
    for table in ("passkeys", "recovery_codes", "staff_challenges"):
        open_table(table)
    for table in ("invitations", "site_acts"):
        wall(table)


def downgrade() -> None:
    for table in ("site_acts", "invitations", "staff_challenges", "recovery_codes", "passkeys"):
        op.drop_table(table)
    for column in ("totp_step", "totp_at", "totp_sealed"):
        op.drop_column("staff", column)
