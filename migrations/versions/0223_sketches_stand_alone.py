"""Sketches no longer name their comment as a foreign key: each post had four such keys checked.

That was a sixth of what a post costs the database. Comments are never deleted (a withdrawn or erased
one stays as a row without a text), sketches are written by the statement that writes their comment,
and erasing deletes them by name, so nothing can dangle. Locks: sketches and comments for a moment.
The version before serves on unchanged.
"""

from alembic import op

revision = "0223"
down_revision = "0222"
branch_labels = None
depends_on = None

_KEY = "fk_sketches_site_id_comment_id"


def upgrade() -> None:
    op.drop_constraint(_KEY, "sketches", type_="foreignkey")


def downgrade() -> None:
    op.create_foreign_key(
        _KEY, "sketches", "comments", ["site_id", "comment_id"], ["site_id", "id"],
        ondelete="CASCADE",
    )  # fmt: skip
