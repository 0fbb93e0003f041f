"""Tombstones of erased readers.

Locks: nothing, for the table is new.
"""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasures",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "asked_by", sa.Text(), nullable=False, comment="reader, moderator, key or restore"
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "finished_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="the last comment is erased",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_erasures_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "reader_id", name=op.f("pk_erasures")),
    )
    op.create_index(
        "ix_erasures_open", "erasures", ["site_id"], postgresql_where=sa.text("finished_at IS NULL")
    )
    wall("erasures")


def downgrade() -> None:
    op.drop_table("erasures")
