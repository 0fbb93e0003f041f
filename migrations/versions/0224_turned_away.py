"""An index of what was rejected or withdrawn: the console looks it up among all comments.

Submitted and held ones have theirs (ix_comments_waiting), and published ones are met soon by going
back from the newest; a site's few rejected ones were found only by reading every comment.
Locks: comments against writes while the index is built (a second or two for a million rows). The
version before serves on unchanged.
"""

from alembic import op

revision = "0224"
down_revision = "0223"
branch_labels = None
depends_on = None

_INDEX = "ix_comments_turned_away"


def upgrade() -> None:
    op.create_index(
        _INDEX, "comments", ["site_id", "status", "id"],
        postgresql_where="status IN ('rejected', 'withdrawn')",
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index(_INDEX, "comments")
