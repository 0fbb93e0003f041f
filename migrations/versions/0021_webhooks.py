"""Webhooks and their deliveries.

Locks: nothing, for the tables are new.
"""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall
from service.models.events import TransactionId

revision = "0021"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column(
            "kinds",
            sa.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
            comment="empty: every event",
        ),
        sa.Column(
            "sealed", sa.LargeBinary(), nullable=False, comment="the signing secret, encrypted"
        ),
        sa.Column(
            "cursor_transaction",
            TransactionId(),
            nullable=False,
            comment="events of this transaction and before are spread already",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "disabled_at", sa.DateTime(timezone=True), nullable=True, comment="it answered 410 Gone"
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_webhooks_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_webhooks")),
    )
    op.create_table(
        "deliveries",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("webhook_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Text(),
            server_default="due",
            nullable=False,
            comment="due, delivered or parked",
        ),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "next_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when to try, or a lease's end",
        ),
        sa.Column(
            "answer",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="status, or what went wrong",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id", "webhook_id"],
            ["webhooks.site_id", "webhooks.id"],
            name=op.f("fk_deliveries_site_id_webhook_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "webhook_id", "event_id", name=op.f("pk_deliveries")),
    )
    op.create_index(
        "ix_deliveries_due", "deliveries", ["next_at"], postgresql_where=sa.text("state = 'due'")
    )
    op.create_index("ix_deliveries_newest", "deliveries", ["site_id", "event_id"])
    wall("webhooks")
    wall("deliveries")


def downgrade() -> None:
    op.drop_table("deliveries")
    op.drop_table("webhooks")
