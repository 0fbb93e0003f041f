"""Drafts in the shadow, the spread of scores, and hot articles.

Locks: sites for a moment; the new columns are null, nothing is rewritten.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from migrations.walls import wall

revision = "0151"
down_revision = "0150"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column(
        "sites",
        sa.Column(
            "shadow_id",
            sa.BigInteger(),
            nullable=True,
            comment="the draft that judges without effect, if any does",
        ),
    )
    op.add_column(
        "sites",
        sa.Column(
            "drift_checked_at",
            _TIME,
            nullable=True,
            comment="when the spread of scores was last compared",
        ),
    )
    op.create_table(
        "shadows",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", JSONB(), nullable=False, comment="the draft: what differs by default"),
        sa.Column("overlays", JSONB(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False, comment="who began it"),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("ended_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_shadows_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_shadows")),
    )
    op.create_index(
        "uq_shadows_running",
        "shadows",
        ["site_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "shadow_verdicts",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("shadow_id", sa.BigInteger(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("would", sa.Text(), nullable=False, comment="publish, hold or reject"),
        sa.Column(
            "live",
            sa.Text(),
            nullable=False,
            comment="publish, hold or reject, from the same facts",
        ),
        sa.Column("toxicity", sa.REAL(), nullable=True),
        sa.Column("findings", JSONB(), nullable=False, comment="of the draft"),
        sa.Column("at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "shadow_id"],
            ["shadows.site_id", "shadows.id"],
            name=op.f("fk_shadow_verdicts_site_id_shadow_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id"],
            ["comments.site_id", "comments.id"],
            name=op.f("fk_shadow_verdicts_site_id_comment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "site_id", "shadow_id", "comment_id", "revision", name=op.f("pk_shadow_verdicts")
        ),
    )
    op.create_index("ix_shadow_verdicts_comment", "shadow_verdicts", ["site_id", "comment_id"])
    op.create_table(
        "score_watches",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("attribute", sa.Text(), nullable=False),
        sa.Column(
            "policy_version",
            sa.BigInteger(),
            nullable=False,
            comment="that was tuned on `tuned`",
        ),
        sa.Column(
            "tuned",
            ARRAY(sa.BigInteger()),
            nullable=False,
            comment="comments by score, at the time of tuning",
        ),
        sa.Column(
            "tuned_above",
            sa.Integer(),
            nullable=False,
            comment="of them held by this attribute",
        ),
        sa.Column(
            "recent",
            ARRAY(sa.BigInteger()),
            nullable=False,
            comment="comments by score, of the last days",
        ),
        sa.Column(
            "recent_above",
            sa.Integer(),
            nullable=False,
            comment="of them held by this attribute",
        ),
        sa.Column("drift", sa.Double(), nullable=False, comment="population stability index"),
        sa.Column(
            "drifted_at",
            _TIME,
            nullable=True,
            comment="the alarm was raised; null: calm",
        ),
        sa.Column("checked_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_score_watches_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "attribute", name=op.f("pk_score_watches")),
    )
    op.create_table(
        "hot_articles",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "reasons",
            ARRAY(sa.Text()),
            nullable=False,
            comment="rate, holds or toxicity",
        ),
        sa.Column("figures", JSONB(), nullable=False, comment="each beside what is usual"),
        sa.Column("since", _TIME, nullable=False),
        sa.Column("seen_at", _TIME, nullable=False, comment="it was hot then, the last time"),
        sa.ForeignKeyConstraint(
            ["site_id", "article_id"],
            ["articles.site_id", "articles.id"],
            name=op.f("fk_hot_articles_site_id_article_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "article_id", name=op.f("pk_hot_articles")),
    )
    for table in ("shadows", "shadow_verdicts", "score_watches", "hot_articles"):
        wall(table)


def downgrade() -> None:
    for table in ("hot_articles", "score_watches", "shadow_verdicts", "shadows"):
        op.drop_table(table)
    op.drop_column("sites", "drift_checked_at")
    op.drop_column("sites", "shadow_id")
