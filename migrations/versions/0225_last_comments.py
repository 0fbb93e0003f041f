"""Articles remember the newest comment that was published below them: lists of articles go by it.

One column, filled from the comments that are there (a few seconds for a million). Locks: articles for
a moment, then each article's row until the end, for which publishing waits. The version before neither
reads nor writes the column; comments that it publishes afterwards are only missing in the order of
the console's list, until a newer one comes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0225"
down_revision = "0224"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "articles",
        sa.Column(
            "last_comment_id",
            sa.BigInteger(),
            nullable=True,
            comment="the newest that was ever published",
        ),
    )
    op.execute("SET LOCAL statement_timeout = '10min'")
    op.execute("SET LOCAL parley.site = '0'")  # an owner that is no superuser sees all sites, too
    op.execute(
        """
        UPDATE articles AS a SET last_comment_id = n.newest
        FROM (SELECT site_id, article_id, max(id) AS newest FROM comments
              WHERE published_at IS NOT NULL GROUP BY site_id, article_id) AS n
        WHERE a.site_id = n.site_id AND a.id = n.article_id
        """
    )


def downgrade() -> None:
    op.drop_column("articles", "last_comment_id")
