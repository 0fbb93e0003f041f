"""Invitations to work on a site go out by mail, in a language.

Locks: invitations and mails for a moment; no row is written.
"""

import sqlalchemy as sa
from alembic import op

revision = "0221"
down_revision = "0212"
branch_labels = None
depends_on = None

_BEFORE = "sign_in, digest, notice or report"
_AFTER = "sign_in, digest, notice, report or invitation"


def upgrade() -> None:
    op.add_column(
        "invitations",
        sa.Column(
            "language",
            sa.Text(),
            server_default="en",
            nullable=False,
            comment="of the mail with the link: ISO 639-1",
        ),
    )
    _say_kinds(_BEFORE, _AFTER)


def downgrade() -> None:
    _say_kinds(_AFTER, _BEFORE)
    op.drop_column("invitations", "language")


def _say_kinds(before: str, after: str) -> None:
    op.alter_column(
        "mails", "kind", existing_type=sa.Text(), existing_nullable=False, comment=after,
        existing_comment=before,
    )  # fmt: skip
