"""Comments no longer name article and reader as foreign keys: each post locked both rows.

Every post below one article had PostgreSQL add itself to those who share that row's lock, which cost more
than writing the comment did. Neither articles nor readers are ever deleted (an erased reader stays
as a row without a name), and a post reads both in its own transaction, so nothing can dangle.
Locks: comments, articles and readers for a moment. The version before serves on unchanged.
"""

from alembic import op

revision = "0222"
down_revision = "0214"
branch_labels = None
depends_on = None

_KEYS = {
    "fk_comments_site_id_article_id": ("articles", ["site_id", "article_id"]),
    "fk_comments_site_id_reader_id": ("readers", ["site_id", "reader_id"]),
}


def upgrade() -> None:
    for name in _KEYS:
        op.drop_constraint(name, "comments", type_="foreignkey")


def downgrade() -> None:
    for name, (table, columns) in _KEYS.items():
        op.create_foreign_key(name, "comments", table, columns, ["site_id", "id"])
