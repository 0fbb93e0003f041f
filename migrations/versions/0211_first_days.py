"""No `reader_days.is_first` any more.

Nothing has read or named it since 0120, so the version before runs on without it. Locks:
reader_days for a moment.
"""

import sqlalchemy as sa
from alembic import op

revision = "0211"
down_revision = "0210"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("reader_days", "is_first")


def downgrade() -> None:
    op.add_column(
        "reader_days",
        sa.Column(
            "is_first",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="not read any more: see reader_spans",
        ),
    )
