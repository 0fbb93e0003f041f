"""When a discussion was last opened by hand, for those that close by their age.

Locks: articles for a moment; no row is written.
"""

import sqlalchemy as sa
from alembic import op

revision = "0228"
down_revision = "0227"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "articles",
        sa.Column(
            "opened_at", sa.DateTime(timezone=True), nullable=True,
            comment="last opened by hand: from then its age counts (close_after_days)",
        ),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_column("articles", "opened_at")
