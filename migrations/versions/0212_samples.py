"""The scores stand in the index that samples of a queue are drawn by.

A histogram reads a thousand items at random: from the index alone, not from a thousand pages.
Locks: queue_items against writes while the index is built (a second for a hundred thousand items).
"""

from alembic import op

revision = "0212"
down_revision = "0220"
branch_labels = None
depends_on = None

_COLUMNS = ["site_id", "queue", "sample", "comment_id"]
_SCORES = [
    "toxicity",
    "severe_toxicity",
    "obscene",
    "threat",
    "insult",
    "identity_attack",
    "sexual_explicit",
]


def upgrade() -> None:
    op.execute("SET LOCAL statement_timeout = '5min'")
    op.drop_index("ix_queue_items_sample", table_name="queue_items")
    op.create_index("ix_queue_items_sample", "queue_items", _COLUMNS, postgresql_include=_SCORES)


def downgrade() -> None:
    op.execute("SET LOCAL statement_timeout = '5min'")
    op.drop_index("ix_queue_items_sample", table_name="queue_items")
    op.create_index("ix_queue_items_sample", "queue_items", _COLUMNS)
