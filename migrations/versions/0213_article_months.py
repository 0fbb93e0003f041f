"""Articles are listed by months: a year of them is a row or two each, not one for every day.

A new table, which the version before neither reads nor writes: nothing is locked. The worker counts
every site anew afterwards; until a site's turn is over, its articles are listed by days as before.
"""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0213"
down_revision = "0221"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "article_months",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False, comment="its first day"),
        sa.Column("article_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "tallies",
            sa.ARRAY(sa.Integer()),
            nullable=False,
            comment="in the order of LISTED in service.analytics.tallies",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["sites.id"],
            name=op.f("fk_article_months_site_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "month", "article_id", name=op.f("pk_article_months")),
    )
    wall("article_months")


def downgrade() -> None:
    op.drop_table("article_months")
