"""Comments name their newest decision.

Locks: comments exclusively, for a moment; a new column without default rewrites nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "comments",
        sa.Column(
            "decision_id",
            sa.BigInteger(),
            nullable=True,
            comment="the newest decision; later ones have greater ids, whatever the clocks say",
        ),
    )
    op.execute("""
        UPDATE comments AS c SET decision_id = d.id
        FROM (SELECT site_id, comment_id, max(id) AS id FROM decisions GROUP BY 1, 2) AS d
        WHERE c.site_id = d.site_id AND c.id = d.comment_id
    """)


def downgrade() -> None:
    op.drop_column("comments", "decision_id")
