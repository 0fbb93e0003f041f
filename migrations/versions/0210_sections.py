"""Sections counted for themselves; the liveliest conversations by an index.

A section and the list of sections cost the same however many articles they have. Five new tables, which the version before neither reads nor writes. Locks: conversations against
writes while its index is built (a second for a million rows). The worker counts every site anew
afterwards; until a site's turn is over, its sections are read from their articles as before.
"""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0210"
down_revision = "0121"
branch_labels = None
depends_on = None

_COUNTS = (
    ("comments", "accepted"),
    *(
        (name, None)
        for name in (
            "replies",
            "published_by_machine",
            "published_by_people",
            "held_by_machine",
            "held_by_people",
            "rejected_by_machine",
            "rejected_by_people",
            "withdrawn",
            "edited",
            "votes",
            "flags",
            "scored",
        )
    ),
    ("depth_total", "sum of the depths"),
    ("answered", "top-level comments with a published reply"),
    ("featured", None),
    ("handled", "decisions of people"),
    ("overturned", "of them changed by another person later"),
    ("appeals", "made"),
    ("appeals_upheld", None),
    ("appeals_denied", None),
    ("audited", "samples judged"),
    ("audit_errors", None),
)
_WEIGHTS = (
    ("audit_weight", "sum of 1/probability of the judged samples"),
    ("audit_weight_wrong", None),
    ("audit_weight_squares", None),
)
_ARRAYS = (
    ("toxicity", "scored comments by tenth of the score"),
    ("waits", "first publications by length of the wait"),
)
_HOURS = ("comments_by_hour", "handled_by_hour", "scored_by_hour", "toxic_by_hour")
_TABLES = ("section_views", "section_readers", "section_days", "section_rollups",
           "article_sections")  # fmt: skip


def _count(name, comment=None):
    return sa.Column(name, sa.BigInteger(), server_default="0", nullable=False, comment=comment)


def _weight(name, comment):
    return sa.Column(name, sa.Double(), server_default="0", nullable=False, comment=comment)


def _numbers(name, comment=None):
    return sa.Column(
        name, sa.ARRAY(sa.Integer()), server_default="{}", nullable=False, comment=comment
    )


def _tallies():
    return (
        *(_count(name, comment) for name, comment in _COUNTS),
        *(_weight(name, comment) for name, comment in _WEIGHTS),
        *(_numbers(name, comment) for name, comment in _ARRAYS),
    )


def _id(name):
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False)


def _section(comment=None):
    return sa.Column("section", sa.Text(), nullable=False, comment=comment)


def _day():
    return sa.Column("day", sa.Date(), nullable=False)


def _table(name, *columns, key):
    op.create_table(
        name,
        sa.Column("site_id", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f(f"fk_{name}_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", *key, name=op.f(f"pk_{name}")),
    )
    wall(name)


def upgrade() -> None:
    op.execute("SET LOCAL statement_timeout = '10min'")
    _table(
        "article_sections",
        _id("article_id"),
        _section("empty: of articles without one"),
        key=("article_id",),
    )
    _table(
        "section_rollups",
        _section(),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        *_tallies(),
        key=("section", "starts_at"),
    )
    _table(
        "section_days",
        _section(),
        _day(),
        _count("commenters", "different, on this day"),
        _count("article_commenters", "the same, counted once for each article"),
        *(_numbers(name) for name in _HOURS),
        *_tallies(),
        key=("section", "day"),
    )
    op.create_index("ix_section_days_day", "section_days", ["site_id", "day"])
    _table("section_readers", _section(), _day(), _id("reader_id"),
           key=("section", "day", "reader_id"))  # fmt: skip
    _table(
        "section_views",
        _section(),
        _day(),
        _count("views"),
        _count("viewers", "once for each article"),
        key=("section", "day"),
    )
    op.create_index(
        "ix_conversations_liveliest",
        "conversations",
        ["site_id", sa.text("replies DESC"), "root_id"],
    )


def downgrade() -> None:
    op.drop_index("ix_conversations_liveliest", table_name="conversations")
    for name in _TABLES:
        op.drop_table(name)
