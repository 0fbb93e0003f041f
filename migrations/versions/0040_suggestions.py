"""Suggested scores, as labels.

Locks: nothing, for the table is new.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import wall

revision = "0040"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestions",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key_id", sa.BigInteger(), nullable=False, comment="the API key that sent it"),
        sa.Column(
            "text",
            sa.Text(),
            nullable=False,
            comment="personal data: the comment, 20,480 bytes at most",
        ),
        sa.Column(
            "language", sa.Text(), nullable=False, comment="asked for, or else found; BCP-47 or und"
        ),
        sa.Column(
            "labels",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="attribute to 0..1, whole text",
        ),
        sa.Column(
            "spans",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="[]",
            nullable=False,
            comment="begin, end (code points), attribute, value 0..1",
        ),
        sa.Column("client_token", sa.Text(), comment="the client's name for the text"),
        sa.Column("community", sa.Text(), comment="communityId, as sent"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_suggestions_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_suggestions")),
    )
    op.create_index("ix_suggestions_token", "suggestions", ["site_id", "client_token"])
    wall("suggestions")


def downgrade() -> None:
    op.drop_table("suggestions")
