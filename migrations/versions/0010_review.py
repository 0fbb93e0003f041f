"""Queues with orders and counts, batches, statements, appeals, notices, audits.

Locks: comments exclusively, for the moment in which triggers are made and what waits is copied
into the queues (about a second for 100,000 waiting comments).
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.queues import drop_triggers, make_triggers
from migrations.walls import wall

revision = "0010"
down_revision = "0020"
branch_labels = None
depends_on = None


WALLED = (
    "appeals",
    "audit_samples",
    "author_actions",
    "batch_items",
    "batches",
    "illegal_notices",
    "queue_items",
    "queue_tallies",
    "reader_notices",
    "saved_queues",
    "statements",
)


def upgrade() -> None:
    op.create_table(
        "queue_tallies",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("delta", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "queue", "id", name=op.f("pk_queue_tallies")),
    )
    op.create_table(
        "reader_notices",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reader_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="rejected, restored, appeal_upheld, warned ...",
        ),
        sa.Column("comment_id", sa.BigInteger(), nullable=True),
        sa.Column("decision_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "data", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("visible_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_reader_notices")),
    )
    op.create_index(
        "ix_reader_notices_reader", "reader_notices", ["site_id", "reader_id", "id"], unique=False
    )
    op.create_table(
        "batches",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False, comment="moderator or key"),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False, comment="publish, hold, reject, keep or undo"),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True, comment="for colleagues, never for readers"),
        sa.Column(
            "undoes", sa.BigInteger(), nullable=True, comment="the batch that this one takes back"
        ),
        sa.Column("state", sa.Text(), nullable=False, comment="running, done or stopped"),
        sa.Column("total", sa.Integer(), nullable=False, comment="comments chosen at the start"),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "failed", sa.Integer(), server_default="0", nullable=False, comment="changed meanwhile"
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "due_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when the sweeper rings for it again",
        ),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_batches_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_batches")),
    )
    op.create_index(
        "ix_batches_running",
        "batches",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "saved_queues",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False, comment="staff or key id"),
        sa.Column("name", sa.Text(), nullable=False, comment="100 characters at most"),
        sa.Column("filters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_saved_queues_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_saved_queues")),
    )
    op.create_index("ix_saved_queues_owner", "saved_queues", ["site_id", "owner_id"], unique=False)
    op.create_table(
        "author_actions",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reader_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "action",
            sa.Text(),
            nullable=False,
            comment="warn, premoderate, suspend, ban, lift or note",
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True, comment="for colleagues, never for readers"),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("actor_kind", sa.Text(), nullable=False, comment="moderator or key"),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "reader_id"],
            ["readers.site_id", "readers.id"],
            name=op.f("fk_author_actions_site_id_reader_id"),
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_author_actions_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_author_actions")),
    )
    op.create_index(
        "ix_author_actions_reader", "author_actions", ["site_id", "reader_id", "id"], unique=False
    )
    op.create_table(
        "batch_items",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False, comment="the one that was chosen"),
        sa.Column("undoes", sa.BigInteger(), nullable=True, comment="the decision to take back"),
        sa.ForeignKeyConstraint(
            ["site_id", "batch_id"],
            ["batches.site_id", "batches.id"],
            name=op.f("fk_batch_items_site_id_batch_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "batch_id", "comment_id", name=op.f("pk_batch_items")),
    )
    op.create_table(
        "appeals",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False, comment="the rejection"),
        sa.Column("reader_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "text",
            sa.Text(),
            nullable=False,
            comment="the author's words, 2,000 characters at most",
        ),
        sa.Column(
            "status",
            sa.Text(),
            server_default="open",
            nullable=False,
            comment="open, upheld or denied",
        ),
        sa.Column("note", sa.Text(), nullable=True, comment="for colleagues, never for readers"),
        sa.Column("decided_kind", sa.Text(), nullable=True, comment="moderator or key"),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id"],
            ["comments.site_id", "comments.id"],
            name=op.f("fk_appeals_site_id_comment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_appeals")),
    )
    op.create_index(
        "ix_appeals_open",
        "appeals",
        ["site_id", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'open'"),
    )
    op.create_index(
        "uq_appeals_decision", "appeals", ["site_id", "comment_id", "decision_id"], unique=True
    )
    op.create_table(
        "audit_samples",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("policy_version", sa.BigInteger(), nullable=False),
        sa.Column(
            "probability", sa.Double(), nullable=False, comment="with which it was drawn, 0..1"
        ),
        sa.Column(
            "wants_second", sa.Boolean(), nullable=False, comment="two people judge it, unaware"
        ),
        sa.Column("machine_verdict", sa.Text(), nullable=False, comment="published or rejected"),
        sa.Column("judged_verdict", sa.Text(), nullable=True, comment="what a person made of it"),
        sa.Column("judged_by", sa.BigInteger(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_verdict", sa.Text(), nullable=True),
        sa.Column("second_by", sa.BigInteger(), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id"],
            ["comments.site_id", "comments.id"],
            name=op.f("fk_audit_samples_site_id_comment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "comment_id", "revision", name=op.f("pk_audit_samples")),
    )
    op.create_index(
        "ix_audit_samples_created", "audit_samples", ["site_id", "created_at"], unique=False
    )
    op.create_table(
        "illegal_notices",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "receipt_hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of the receipt"
        ),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column(
            "explanation", sa.Text(), nullable=False, comment="personal: 5,000 characters at most"
        ),
        sa.Column("name", sa.Text(), nullable=True, comment="personal: of who notified"),
        sa.Column("email", sa.Text(), nullable=True, comment="personal: of who notified"),
        sa.Column(
            "status",
            sa.Text(),
            server_default="open",
            nullable=False,
            comment="open, removed or kept",
        ),
        sa.Column("answer", sa.Text(), nullable=True, comment="told to who notified"),
        sa.Column("decided_by", sa.BigInteger(), nullable=True, comment="staff or key id"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id"],
            ["comments.site_id", "comments.id"],
            name=op.f("fk_illegal_notices_site_id_comment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_illegal_notices")),
    )
    op.create_index(
        "ix_illegal_notices_comment", "illegal_notices", ["site_id", "comment_id"], unique=False
    )
    op.create_index(
        "ix_illegal_notices_status", "illegal_notices", ["site_id", "status", "id"], unique=False
    )
    op.create_table(
        "queue_items",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column("reader_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "entered_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "sample",
            sa.Integer(),
            nullable=False,
            comment="a hash of the id: its order is a random order",
        ),
        sa.Column("toxicity", sa.REAL(), nullable=True),
        sa.Column("severe_toxicity", sa.REAL(), nullable=True),
        sa.Column("obscene", sa.REAL(), nullable=True),
        sa.Column("threat", sa.REAL(), nullable=True),
        sa.Column("insult", sa.REAL(), nullable=True),
        sa.Column("identity_attack", sa.REAL(), nullable=True),
        sa.Column("sexual_explicit", sa.REAL(), nullable=True),
        sa.Column(
            "worst",
            sa.REAL(),
            sa.Computed(
                "coalesce(greatest(toxicity, severe_toxicity, obscene, threat, insult,"
                " identity_attack, sexual_explicit), 0)",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.Column(
            "uncertainty",
            sa.REAL(),
            server_default="1",
            nullable=False,
            comment="distance of the worst attribute from its hold threshold, 0..1; 1: no scores",
        ),
        sa.Column(
            "policy_version",
            sa.BigInteger(),
            server_default="-1",
            nullable=False,
            comment="whose thresholds the uncertainty is about; -1: not yet",
        ),
        sa.Column("by_id", sa.BigInteger(), nullable=True, comment="who escalated it"),
        sa.Column("note", sa.Text(), nullable=True, comment="why it was escalated; for colleagues"),
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id"],
            ["comments.site_id", "comments.id"],
            name=op.f("fk_queue_items_site_id_comment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "queue", "comment_id", name=op.f("pk_queue_items")),
    )
    op.create_index(
        "ix_queue_items_article",
        "queue_items",
        ["site_id", "queue", "article_id", "comment_id"],
        unique=False,
    )
    op.create_index(
        "ix_queue_items_comment", "queue_items", ["site_id", "comment_id"], unique=False
    )
    op.create_index(
        "ix_queue_items_identity_attack",
        "queue_items",
        ["site_id", "queue", "identity_attack", "comment_id"],
        unique=False,
    )
    op.create_index(
        "ix_queue_items_insult",
        "queue_items",
        ["site_id", "queue", "insult", "comment_id"],
        unique=False,
    )
    op.create_index(
        "ix_queue_items_obscene",
        "queue_items",
        ["site_id", "queue", "obscene", "comment_id"],
        unique=False,
    )
    op.create_index(
        "ix_queue_items_sample",
        "queue_items",
        ["site_id", "queue", "sample", "comment_id"],
        unique=False,
    )
    op.create_index(
        "ix_queue_items_severe_toxicity",
        "queue_items",
        ["site_id", "queue", "severe_toxicity", "comment_id"],
        unique=False,
    )
    op.create_index(
        "ix_queue_items_sexual_explicit",
        "queue_items",
        ["site_id", "queue", "sexual_explicit", "comment_id"],
        unique=False,
    )
    op.create_index(
        "ix_queue_items_threat",
        "queue_items",
        ["site_id", "queue", "threat", "comment_id"],
        unique=False,
    )
    op.create_index(
        "ix_queue_items_toxicity",
        "queue_items",
        ["site_id", "queue", "toxicity", "comment_id"],
        unique=False,
    )
    op.create_index(
        "ix_queue_items_uncertainty",
        "queue_items",
        ["site_id", "queue", "uncertainty", "comment_id"],
        unique=False,
    )
    op.create_index(
        "ix_queue_items_unweighed", "queue_items", ["site_id", "policy_version"], unique=False
    )
    op.create_index(
        "ix_queue_items_worst",
        "queue_items",
        ["site_id", "queue", "worst", "comment_id"],
        unique=False,
    )
    op.create_table(
        "statements",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="that of the decision",
        ),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("reader_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "restriction", sa.Text(), nullable=False, comment="removed, or withheld while held"
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="a code of the site's list"),
        sa.Column("ground", sa.Text(), nullable=False, comment="terms or law"),
        sa.Column("rule", sa.Text(), nullable=False, comment="the rule of the site's terms"),
        sa.Column("legal_ground", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=False, comment="of the transparency database"),
        sa.Column(
            "source", sa.Text(), nullable=False, comment="own, report or notice: what led to it"
        ),
        sa.Column("is_detected_by_machine", sa.Boolean(), nullable=False),
        sa.Column("is_decided_by_machine", sa.Boolean(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False, comment="of the comment"),
        sa.Column(
            "posted_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when the comment was written",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="the restriction was lifted",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id"],
            ["comments.site_id", "comments.id"],
            name=op.f("fk_statements_site_id_comment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_statements")),
    )
    op.create_index(
        "ix_statements_comment", "statements", ["site_id", "comment_id", "id"], unique=False
    )
    op.create_index("ix_statements_created", "statements", ["site_id", "created_at"], unique=False)
    for table in WALLED:
        wall(table)
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.execute("SET LOCAL parley.site = '0'")  # an owner that is no superuser sees all sites so
    make_triggers()


def downgrade() -> None:
    drop_triggers()
    op.drop_index("ix_statements_created", table_name="statements")
    op.drop_index("ix_statements_comment", table_name="statements")
    op.drop_table("statements")
    op.drop_index("ix_queue_items_worst", table_name="queue_items")
    op.drop_index("ix_queue_items_unweighed", table_name="queue_items")
    op.drop_index("ix_queue_items_uncertainty", table_name="queue_items")
    op.drop_index("ix_queue_items_toxicity", table_name="queue_items")
    op.drop_index("ix_queue_items_threat", table_name="queue_items")
    op.drop_index("ix_queue_items_sexual_explicit", table_name="queue_items")
    op.drop_index("ix_queue_items_severe_toxicity", table_name="queue_items")
    op.drop_index("ix_queue_items_sample", table_name="queue_items")
    op.drop_index("ix_queue_items_obscene", table_name="queue_items")
    op.drop_index("ix_queue_items_insult", table_name="queue_items")
    op.drop_index("ix_queue_items_identity_attack", table_name="queue_items")
    op.drop_index("ix_queue_items_comment", table_name="queue_items")
    op.drop_index("ix_queue_items_article", table_name="queue_items")
    op.drop_table("queue_items")
    op.drop_index("ix_illegal_notices_status", table_name="illegal_notices")
    op.drop_index("ix_illegal_notices_comment", table_name="illegal_notices")
    op.drop_table("illegal_notices")
    op.drop_index("ix_audit_samples_created", table_name="audit_samples")
    op.drop_table("audit_samples")
    op.drop_index("uq_appeals_decision", table_name="appeals")
    op.drop_index(
        "ix_appeals_open", table_name="appeals", postgresql_where=sa.text("status = 'open'")
    )
    op.drop_table("appeals")
    op.drop_table("batch_items")
    op.drop_index("ix_author_actions_reader", table_name="author_actions")
    op.drop_table("author_actions")
    op.drop_index("ix_saved_queues_owner", table_name="saved_queues")
    op.drop_table("saved_queues")
    op.drop_index(
        "ix_batches_running", table_name="batches", postgresql_where=sa.text("finished_at IS NULL")
    )
    op.drop_table("batches")
    op.drop_index("ix_reader_notices_reader", table_name="reader_notices")
    op.drop_table("reader_notices")
    op.drop_table("queue_tallies")
