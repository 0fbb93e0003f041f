"""Members of staff may write on their sites as themselves: what names such a reader.

Locks: readers for a moment; no row is written.
"""

import sqlalchemy as sa
from alembic import op

revision = "0220"
down_revision = "0211"
branch_labels = None
depends_on = None

_BEFORE = "guest, publisher, account, key or import"
_AFTER = "guest, publisher, account, staff, key or import"


def upgrade() -> None:
    _say(_BEFORE, _AFTER)


def downgrade() -> None:
    _say(_AFTER, _BEFORE)


def _say(before: str, after: str) -> None:
    op.alter_column(
        "readers", "issuer", existing_type=sa.Text(), existing_nullable=False, comment=after,
        existing_comment=before,
    )  # fmt: skip
