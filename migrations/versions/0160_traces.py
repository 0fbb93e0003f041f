"""Where a post's trace goes on: the scoring job carries it to the worker.

Locks: scoring_jobs for a moment; no row is written.
"""

import sqlalchemy as sa
from alembic import op

revision = "0160"
down_revision = "0180"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "scoring_jobs",
        sa.Column(
            "trace", sa.Text(), nullable=True, comment="traceparent of the post, with telemetry on"
        ),
    )


def downgrade() -> None:
    op.drop_column("scoring_jobs", "trace")
