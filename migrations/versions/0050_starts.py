"""How often the scoring of a revision was begun.

Locks: scoring_jobs for a moment; the default is kept in the catalogue, no row is written.
"""

import sqlalchemy as sa
from alembic import op


revision = "0050"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "scoring_jobs",
        sa.Column(
            "starts", sa.Integer(), server_default="0", nullable=False, comment="of scoring it"
        ),
    )


def downgrade() -> None:
    op.drop_column("scoring_jobs", "starts")
