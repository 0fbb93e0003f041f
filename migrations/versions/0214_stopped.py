"""An index of the decisions that stopped a comment: few, and asked for by every statistic of nudges.

Locks: decisions against writes while the index is built (a second or two for a million rows).
"""

import sqlalchemy as sa
from alembic import op

revision = "0214"
down_revision = "0213"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.create_index(
        "ix_decisions_stopped",
        "decisions",
        ["site_id", "comment_id"],
        postgresql_where=sa.text("after IN ('held', 'rejected')"),
    )


def downgrade() -> None:
    op.drop_index("ix_decisions_stopped", table_name="decisions")
