"""Engines that sites fitted on their own decisions. A new table: nothing is locked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import wall

revision = "0130"
down_revision = "0140"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_engines",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "auc",
            sa.REAL(),
            nullable=False,
            comment="held-out ROC-AUC that one may count on; the rank follows from it",
        ),
        sa.Column("sha256", sa.Text(), nullable=False, comment="of the weights"),
        sa.Column(
            "weights",
            sa.LargeBinary(),
            nullable=False,
            comment="numbers for hashes of words and letter groups",
        ),
        sa.Column(
            "report",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="labels, what was held out, the rank at that time",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_site_engines_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "language", "version", name=op.f("pk_site_engines")),
    )
    wall("site_engines")


def downgrade() -> None:
    op.drop_table("site_engines")
