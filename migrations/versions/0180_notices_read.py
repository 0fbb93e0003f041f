"""How far a reader has seen what they were told.

Locks: readers for a moment; no row is written.
"""

import sqlalchemy as sa
from alembic import op

revision = "0180"
down_revision = "0130"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "readers",
        sa.Column(
            "notices_read_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="what they were told until then, they have seen",
        ),
    )


def downgrade() -> None:
    op.drop_column("readers", "notices_read_at")
