"""Publishers' own checks.

Locks: nothing, for the table is new.
"""

import sqlalchemy as sa
from alembic import op

from migrations.walls import wall

revision = "0111"
down_revision = "0100"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "external_checks",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column(
            "sealed", sa.LargeBinary(), nullable=False, comment="the signing secret, encrypted"
        ),
        sa.Column("seconds", sa.REAL(), nullable=False, comment="how long an answer is waited for"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_external_checks_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_external_checks")),
    )
    wall("external_checks")


def downgrade() -> None:
    op.drop_table("external_checks")
