"""Counters.

Locks: events against writes while its new index is built; seconds for a million rows.
"""

import sqlalchemy as sa
from alembic import op

from migrations.walls import open_table, wall
from service.models.events import TransactionId


revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.create_table(
        "rollup_cursors",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("transaction", TransactionId(), server_default="0", nullable=False),
        sa.Column(
            "moved_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_rollup_cursors")),
    )
    op.create_table(
        "reader_days",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reader_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "is_first",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="their first day here",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_reader_days_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "site_id", "article_id", "day", "reader_id", name=op.f("pk_reader_days")
        ),
    )
    op.create_index(
        "ix_reader_days_day", "reader_days", ["site_id", "day", "reader_id"], unique=False
    )
    op.create_table(
        "rollups",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "comments", sa.BigInteger(), server_default="0", nullable=False, comment="accepted"
        ),
        sa.Column("replies", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("published_by_machine", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("published_by_people", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("held_by_machine", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("held_by_people", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rejected_by_machine", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rejected_by_people", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("withdrawn", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("edited", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("votes", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("flags", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("scored", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "toxicity",
            sa.ARRAY(sa.Integer()),
            server_default="{}",
            nullable=False,
            comment="scored comments by tenth of the score",
        ),
        sa.Column(
            "waits",
            sa.ARRAY(sa.Integer()),
            server_default="{}",
            nullable=False,
            comment="first publications by length of the wait",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_rollups_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "article_id", "starts_at", name=op.f("pk_rollups")),
    )
    op.create_index("ix_rollups_window", "rollups", ["site_id", "starts_at"], unique=False)
    op.create_table(
        "view_days",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("views", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column(
            "viewers",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="by HyperLogLog, 0.81 % error",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_view_days_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "article_id", "day", name=op.f("pk_view_days")),
    )
    op.create_index(
        "ix_events_article_time", "events", ["site_id", "article_id", "at"], unique=False
    )
    open_table("rollup_cursors")
    for table in ("reader_days", "rollups", "view_days"):
        wall(table)


def downgrade() -> None:
    op.drop_index("ix_events_article_time", table_name="events")
    op.drop_table("view_days")
    op.drop_index("ix_rollups_window", table_name="rollups")
    op.drop_table("rollups")
    op.drop_index("ix_reader_days_day", table_name="reader_days")
    op.drop_table("reader_days")
    op.drop_table("rollup_cursors")
