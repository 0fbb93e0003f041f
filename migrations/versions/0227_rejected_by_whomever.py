"""An author's record counts every rejected comment, also those that the word list has rejected.

The console shows the number beside the newest ten comments, where these stood as rejected without
being counted. Locks: comments are read by an index of what was rejected; the readers whose number
was wrong, for a moment. The version before serves on, and counts as it did: `parley doctor` mends
what it writes meanwhile.
"""

from alembic import op

revision = "0227"
down_revision = "0226"
branch_labels = None
depends_on = None

_BEFORE = "rejected by a person"
_AFTER = "comments that are rejected, by whomever"


def upgrade() -> None:
    op.execute("SET LOCAL parley.site = '0'")  # an owner that is no superuser sees all sites so
    op.execute("""
        UPDATE readers AS r SET rejected_count = n.number
        FROM (SELECT site_id, reader_id, count(*) AS number FROM comments
              WHERE status = 'rejected' GROUP BY site_id, reader_id) AS n
        WHERE r.site_id = n.site_id AND r.id = n.reader_id AND r.rejected_count <> n.number
    """)
    op.alter_column("readers", "rejected_count", comment=_AFTER, existing_comment=_BEFORE)


def downgrade() -> None:
    op.alter_column("readers", "rejected_count", comment=_BEFORE, existing_comment=_AFTER)
