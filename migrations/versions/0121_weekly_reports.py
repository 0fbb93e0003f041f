"""A weekly mail of the figures, for whoever of the staff asks for it.

Locks: memberships and mails for a moment; both are small.
"""

import sqlalchemy as sa
from alembic import op

revision = "0121"
down_revision = "0190"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "memberships",
        sa.Column(
            "report_language",
            sa.Text(),
            nullable=True,
            comment="of the weekly mail of figures: ISO 639-1; null: none wanted",
        ),
    )
    op.add_column(
        "memberships",
        sa.Column(
            "report_due_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when the next one is due",
        ),
    )
    op.create_index(
        "ix_memberships_report",
        "memberships",
        ["report_due_at"],
        postgresql_where=sa.text("report_due_at IS NOT NULL"),
    )
    op.add_column(
        "mails",
        sa.Column("staff_id", sa.BigInteger(), nullable=True, comment="whom a report is for"),
    )
    op.alter_column(
        "mails",
        "kind",
        comment="sign_in, digest, notice or report",
        existing_comment="sign_in, digest or notice",
    )


def downgrade() -> None:
    op.execute("DELETE FROM mails WHERE kind = 'report'")
    op.alter_column(
        "mails",
        "kind",
        comment="sign_in, digest or notice",
        existing_comment="sign_in, digest, notice or report",
    )
    op.drop_column("mails", "staff_id")
    op.drop_index("ix_memberships_report", table_name="memberships")
    op.drop_column("memberships", "report_due_at")
    op.drop_column("memberships", "report_language")
