"""Discussions that hold first comments for a time.

Locks: articles for a moment; no row is written.
"""

import sqlalchemy as sa
from alembic import op

revision = "0140"
down_revision = "0111"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "articles",
        sa.Column(
            "newcomers_held_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="until then a surge has first comments read beforehand",
        ),
    )


def downgrade() -> None:
    op.drop_column("articles", "newcomers_held_until")
