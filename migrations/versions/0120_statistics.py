"""Days, people, conversations and nudges for the statistics; a year is read from 365 rows.

Locks: comments against writes while the index of featured ones is built (seconds for a million
rows); rollups, reader_days and view_days for a moment. The figures of every site are counted anew
by the worker afterwards.
"""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0120"
down_revision = "0160"
branch_labels = None
depends_on = None

_COUNTS = (
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
_OLD_COUNTS = (
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
)
_HOURS = ("comments_by_hour", "handled_by_hour", "scored_by_hour", "toxic_by_hour")


def _count(name, comment):
    return sa.Column(name, sa.BigInteger(), server_default="0", nullable=False, comment=comment)


def _weight(name, comment):
    return sa.Column(name, sa.Double(), server_default="0", nullable=False, comment=comment)


def _numbers(name, comment=None):
    return sa.Column(
        name, sa.ARRAY(sa.Integer()), server_default="{}", nullable=False, comment=comment
    )


def _site():
    return sa.Column("site_id", sa.Integer(), nullable=False)


def _id(name):
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=False)


def _table(name, *columns, key):
    op.create_table(
        name,
        *columns,
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f(f"fk_{name}_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
    )
    wall(name)


def upgrade() -> None:
    op.execute("SET LOCAL statement_timeout = '10min'")
    for name, comment in _COUNTS:
        op.add_column("rollups", _count(name, comment))
    for name, comment in _WEIGHTS:
        op.add_column("rollups", _weight(name, comment))
    _table(
        "rollup_days",
        _site(),
        _id("article_id"),
        sa.Column("day", sa.Date(), nullable=False),
        _count("commenters", "different, on this day"),
        *(_numbers(name) for name in _HOURS),
        *(_count(name, comment) for name, comment in (*_OLD_COUNTS, *_COUNTS)),
        _numbers("toxicity", "scored comments by tenth of the score"),
        _numbers("waits", "first publications by length of the wait"),
        *(_weight(name, comment) for name, comment in _WEIGHTS),
        key=("site_id", "article_id", "day"),
    )
    op.create_index("ix_rollup_days_day", "rollup_days", ["site_id", "day"])
    _table(
        "reader_months",
        _site(),
        sa.Column("month", sa.Date(), nullable=False, comment="its first day"),
        _id("reader_id"),
        key=("site_id", "month", "reader_id"),
    )
    _table(
        "reader_spans",
        _site(),
        _id("reader_id"),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        key=("site_id", "reader_id"),
    )
    op.create_index("ix_reader_spans_first_day", "reader_spans", ["site_id", "first_day"])
    _table(
        "conversations",
        _site(),
        _id("root_id"),
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False, comment="published, at any depth"),
        key=("site_id", "root_id"),
    )
    op.create_index("ix_conversations_day", "conversations", ["site_id", "day"])
    _table(
        "nudges",
        _site(),
        _id("id"),
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "is_shown", sa.Boolean(), nullable=False, comment="false: of the share shown none"
        ),
        sa.Column(
            "comment_id", sa.BigInteger(), nullable=True, comment="what was posted in the end"
        ),
        sa.Column(
            "is_edited",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="posted with another wording",
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        key=("site_id", "id"),
    )
    op.create_index("ix_nudges_at", "nudges", ["site_id", "at"])
    _table(
        "rollup_states",
        _site(),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column(
            "done_until",
            sa.BigInteger(),
            nullable=True,
            comment="articles up to this id are counted anew; null: all",
        ),
        key=("site_id",),
    )
    op.alter_column(
        "reader_days",
        "is_first",
        comment="not read any more: see reader_spans",
        existing_comment="their first day here",
    )
    op.drop_index("ix_reader_days_day", table_name="reader_days")
    op.create_index("ix_reader_days_reader", "reader_days", ["site_id", "reader_id", "day"])
    op.create_index("ix_view_days_day", "view_days", ["site_id", "day"])
    op.create_index(
        "ix_comments_featured",
        "comments",
        ["site_id", "id"],
        postgresql_where=sa.text("is_featured"),
    )


def downgrade() -> None:
    op.drop_index("ix_comments_featured", table_name="comments")
    op.drop_index("ix_view_days_day", table_name="view_days")
    op.drop_index("ix_reader_days_reader", table_name="reader_days")
    op.create_index("ix_reader_days_day", "reader_days", ["site_id", "day", "reader_id"])
    op.alter_column(
        "reader_days",
        "is_first",
        comment="their first day here",
        existing_comment="not read any more: see reader_spans",
    )
    for name in (
        "rollup_states",
        "nudges",
        "conversations",
        "reader_spans",
        "reader_months",
        "rollup_days",
    ):
        op.drop_table(name)
    for name, _ in (*_COUNTS, *_WEIGHTS):
        op.drop_column("rollups", name)
