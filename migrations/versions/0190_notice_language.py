"""The language of whoever notifies, so that the answer by mail is in it too.

Locks: illegal_notices and mails for a moment; no row is written.
"""

import sqlalchemy as sa
from alembic import op

revision = "0190"
down_revision = "0120"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "illegal_notices",
        sa.Column(
            "language",
            sa.Text(),
            server_default="en",
            nullable=False,
            comment="in which who notified is answered by mail",
        ),
    )
    _say_kinds("sign_in or digest", "sign_in, digest or notice")


def downgrade() -> None:
    _say_kinds("sign_in, digest or notice", "sign_in or digest")
    op.drop_column("illegal_notices", "language")


def _say_kinds(before: str, after: str) -> None:
    op.alter_column(
        "mails", "kind", existing_type=sa.Text(), existing_nullable=False, comment=after,
        existing_comment=before,
    )  # fmt: skip
