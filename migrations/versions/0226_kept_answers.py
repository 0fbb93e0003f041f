"""Answers that are given again to a request that comes twice with one Idempotency-Key.

Locks: nothing, for the table is new.
"""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0226"
down_revision = "0225"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_answers",
        sa.Column("site_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "name", sa.LargeBinary(), nullable=False,
            comment="keyed hash of who asked, for what, with which key",
        ),
        sa.Column(
            "reader_id", sa.BigInteger(), nullable=True, comment="who asked, if a reader did"
        ),
        sa.Column(
            "asked", sa.LargeBinary(), nullable=False, comment="keyed hash of query and body"
        ),
        sa.Column(
            "status", sa.SmallInteger(), nullable=True, comment="null only within the transaction"
        ),
        sa.Column(
            "answer", sa.LargeBinary(), nullable=True,
            comment="sealed: opened by the secret of the installation and the client's key together",
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "name", name=op.f("pk_kept_answers")),
    )  # fmt: skip
    op.create_index("ix_kept_answers_expires_at", "kept_answers", ["expires_at"])
    op.create_index("ix_kept_answers_reader", "kept_answers", ["site_id", "reader_id"])
    wall("kept_answers")


def downgrade() -> None:
    op.drop_table("kept_answers")
