"""Replays of drafts, made portion by portion.

Locks nothing that anybody uses: it only adds a table.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.walls import wall

revision = "0150"
down_revision = "0110"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "replays",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", JSONB(), nullable=False, comment="the draft: what differs by default"),
        sa.Column("overlays", JSONB(), nullable=False),
        sa.Column(
            "starts_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="of the past that is replayed",
        ),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "attribute", sa.Text(), nullable=False, comment="for which thresholds are proposed"
        ),
        sa.Column("per_day", sa.Integer(), nullable=True, comment="wished: holds a day"),
        sa.Column("error", sa.Double(), nullable=True, comment="wished: bad ones published, 0..1"),
        sa.Column("comments", sa.Integer(), nullable=False, comment="in that past"),
        sa.Column("share", sa.Double(), nullable=False, comment="of them that are replayed, 0..1"),
        sa.Column(
            "cursor", sa.BigInteger(), nullable=False, comment="the last comment replayed so far"
        ),
        sa.Column("replayed", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "tally",
            JSONB(),
            server_default="{}",
            nullable=False,
            comment="counts, and ids of disagreements; never texts",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "moved_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="the last portion, or ring, was then",
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_replays_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_replays")),
    )
    op.create_index(
        "ix_replays_running",
        "replays",
        ["moved_at"],
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    wall("replays")


def downgrade() -> None:
    op.drop_table("replays")
