"""Readers' own accounts: addresses, one-time secrets, sessions, providers; and the outbox.

Locks: nothing, for the tables are new.
"""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0100"
down_revision = "0151"
branch_labels = None
depends_on = None

_TABLES = ("reader_mails", "grants", "account_sessions", "oidc_providers", "mails")


def upgrade() -> None:
    _reader_mails()
    _grants()
    _account_sessions()
    _oidc_providers()
    _mails()
    for table in _TABLES:
        wall(table)


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)


def _moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _site() -> sa.Column:
    return sa.Column("site_id", sa.Integer(), nullable=False)


def _id(name: str = "id") -> sa.Column:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False)


def _of_site(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["site_id"], ["sites.id"], name=f"fk_{table}_site_id", ondelete="CASCADE"
    )


def _of_reader(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["site_id", "reader_id"],
        ["readers.site_id", "readers.id"],
        name=f"fk_{table}_site_id_reader_id",
        ondelete="CASCADE",
    )


def _reader_mails() -> None:
    op.create_table(
        "reader_mails",
        _site(),
        _id("reader_id"),
        sa.Column(
            "address_hash",
            sa.LargeBinary(),
            nullable=False,
            comment="keyed hash of the address, to find the account again",
        ),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="personal: the address, encrypted with the installation's secret",
        ),
        sa.Column("language", sa.Text(), nullable=False, comment="of the mails: ISO 639-1"),
        sa.Column(
            "wants_digest",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="mail about replies and decisions, once a day at most",
        ),
        sa.Column(
            "digested_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="told by mail of what was before",
        ),
        sa.Column(
            "digest_due_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="not looked at before then",
        ),
        _moment("created_at"),
        _of_reader("reader_mails"),
        sa.PrimaryKeyConstraint("site_id", "reader_id", name="pk_reader_mails"),
    )
    op.create_index(
        "uq_reader_mails_address", "reader_mails", ["site_id", "address_hash"], unique=True
    )
    op.create_index(
        "ix_reader_mails_due",
        "reader_mails",
        ["digest_due_at"],
        postgresql_where=sa.text("wants_digest"),
    )


def _grants() -> None:
    op.create_table(
        "grants",
        _site(),
        _id(),
        sa.Column("kind", sa.Text(), nullable=False, comment="mail or code"),
        sa.Column(
            "secret_hash",
            sa.LargeBinary(),
            nullable=False,
            comment="SHA-256 of the link's secret or the code",
        ),
        sa.Column(
            "digits_hash",
            sa.LargeBinary(),
            nullable=True,
            comment="keyed hash of the mailed digits",
        ),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="personal: what it is good for (address, reader), encrypted",
        ),
        sa.Column(
            "tries", sa.Integer(), server_default="0", nullable=False, comment="of the digits"
        ),
        _moment("created_at"),
        _moment("expires_at"),
        _of_site("grants"),
        sa.PrimaryKeyConstraint("site_id", "id", name="pk_grants"),
    )
    op.create_index("uq_grants_secret", "grants", ["site_id", "secret_hash"], unique=True)
    op.create_index("ix_grants_expiry", "grants", ["expires_at"])


def _account_sessions() -> None:
    op.create_table(
        "account_sessions",
        _site(),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of the cookie"),
        sa.Column("reader_id", sa.BigInteger(), nullable=False),
        _moment("created_at"),
        _moment("expires_at"),
        _of_reader("account_sessions"),
        sa.PrimaryKeyConstraint("site_id", "token_hash", name="pk_account_sessions"),
    )
    op.create_index("ix_account_sessions_reader", "account_sessions", ["site_id", "reader_id"])
    op.create_index("ix_account_sessions_expiry", "account_sessions", ["expires_at"])


def _oidc_providers() -> None:
    op.create_table(
        "oidc_providers",
        _site(),
        _id(),
        sa.Column("name", sa.Text(), nullable=False, comment="on the button: Continue with …"),
        sa.Column(
            "issuer", sa.Text(), nullable=False, comment="iss; its discovery document lies below it"
        ),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column(
            "sealed", sa.LargeBinary(), nullable=False, comment="the client's secret, encrypted"
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        _of_site("oidc_providers"),
        sa.PrimaryKeyConstraint("site_id", "id", name="pk_oidc_providers"),
        sa.UniqueConstraint("site_id", "issuer", name="uq_oidc_providers_issuer"),
    )


def _mails() -> None:
    op.create_table(
        "mails",
        _site(),
        _id(),
        sa.Column("kind", sa.Text(), nullable=False, comment="sign_in or digest"),
        sa.Column("reader_id", sa.BigInteger(), nullable=True, comment="whom a digest is for"),
        sa.Column(
            "sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="personal: address and secret of a sign-in mail, encrypted",
        ),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        _moment("due_at"),
        _moment("created_at"),
        _of_site("mails"),
        sa.PrimaryKeyConstraint("site_id", "id", name="pk_mails"),
    )
    op.create_index("ix_mails_due", "mails", ["due_at"])
