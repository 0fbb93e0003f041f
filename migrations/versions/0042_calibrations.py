"""Calibrations of sites, and jobs that score again without deciding.

Locks: scoring_jobs for a moment; a default that is constant rewrites nothing.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import wall

revision = "0042"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "scoring_jobs",
        sa.Column(
            "is_rescore",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="the scores are stored and nothing is decided",
        ),
    )
    op.create_table(
        "calibrations",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "model",
            sa.Text(),
            nullable=False,
            comment="the model and version that it corrects, no other",
        ),
        sa.Column(
            "curves",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="attribute to knots and base rate",
        ),
        sa.Column(
            "report",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="reliability before and after",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_calibrations_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "version", name=op.f("pk_calibrations")),
    )
    wall("calibrations")


def downgrade() -> None:
    op.drop_table("calibrations")
    op.drop_column("scoring_jobs", "is_rescore")
