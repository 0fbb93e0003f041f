"""First tables.

Locks: nothing, for the tables are new.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import make_role, open_table, wall
from service.models.events import TransactionId

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


OPEN = (
    "sites",
    "staff",
    "staff_sessions",
)
WALLED = (
    "api_keys",
    "articles",
    "events",
    "memberships",
    "policies",
    "readers",
    "comments",
    "claims",
    "decisions",
    "flags",
    "revisions",
    "scoring_jobs",
    "sketches",
    "votes",
    "scores",
)


def upgrade() -> None:
    make_role()
    op.create_table(
        "sites",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False, comment="the name in addresses: data-site"),
        sa.Column("name", sa.Text(), nullable=False, comment="shown to moderators and readers"),
        sa.Column(
            "origins",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="exact origins whose pages may embed it",
        ),
        sa.Column(
            "languages",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="ISO 639-1 codes its readers write in",
        ),
        sa.Column(
            "time_zone",
            sa.Text(),
            server_default="UTC",
            nullable=False,
            comment="for figures by day",
        ),
        sa.Column(
            "settings",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
            comment="switches of the site that are not its policy",
        ),
        sa.Column(
            "policy_version",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="the newest policy version; 0: the default policy",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sites")),
        sa.UniqueConstraint("slug", name=op.f("uq_sites_slug")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("email", sa.Text(), nullable=False, comment="signs in with it; lower case"),
        sa.Column("name", sa.Text(), nullable=False, comment="shown in the log"),
        sa.Column("password_hash", sa.Text(), nullable=True, comment="argon2id"),
        sa.Column(
            "is_operator",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="sees all sites",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
    )
    op.create_table(
        "api_keys",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "prefix", sa.Text(), nullable=False, comment="the public head of the key, to find it by"
        ),
        sa.Column(
            "secret_hash",
            sa.LargeBinary(),
            nullable=False,
            comment="SHA-256; the secret has 256 random bits",
        ),
        sa.Column(
            "scopes",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="read post moderate statistics ...",
        ),
        sa.Column(
            "limits", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "used_at", sa.DateTime(timezone=True), nullable=True, comment="last use, to the minute"
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_api_keys_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_api_keys")),
    )
    op.create_index("ix_api_keys_prefix", "api_keys", ["prefix"], unique=True)
    op.create_table(
        "articles",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "key", sa.Text(), nullable=False, comment="the publisher's own key, 1 to 255 characters"
        ),
        sa.Column(
            "url", sa.Text(), nullable=True, comment="canonical address; unknown after an import"
        ),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "section", sa.Text(), nullable=True, comment="the publisher's section, for overlays"
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "premoderated_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="surge or by hand",
        ),
        sa.Column(
            "slow_mode_until", sa.DateTime(timezone=True), nullable=True, comment="surge or by hand"
        ),
        sa.Column(
            "comment_count", sa.Integer(), server_default="0", nullable=False, comment="published"
        ),
        sa.Column(
            "version",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="of what readers see",
        ),
        sa.Column(
            "oldest_change",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="changes before this version are forgotten",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_articles_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_articles")),
        sa.UniqueConstraint("site_id", "key", name="uq_articles_key"),
    )
    op.create_index("ix_articles_url", "articles", ["site_id", "url"], unique=False)
    op.create_table(
        "events",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="one of service.events.Kind"),
        sa.Column("article_id", sa.BigInteger(), nullable=True),
        sa.Column("comment_id", sa.BigInteger(), nullable=True),
        sa.Column("reader_id", sa.BigInteger(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column(
            "data",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
            comment="never text",
        ),
        sa.Column(
            "at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column(
            "transaction",
            TransactionId(),
            server_default=sa.text("pg_current_xact_id()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_events_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_events")),
    )
    op.create_index("ix_events_transaction", "events", ["transaction", "id"], unique=False)
    op.create_table(
        "memberships",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False, comment="moderator, analyst or admin"),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_memberships_site_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_memberships_staff_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "staff_id", name=op.f("pk_memberships")),
    )
    op.create_table(
        "policies",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "body",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="what differs from the default policy",
        ),
        sa.Column(
            "overlays",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="[]",
            nullable=False,
            comment="[{section or article, body}], later ones win",
        ),
        sa.Column("author", sa.Text(), server_default="", nullable=False, comment="who saved it"),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_policies_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "version", name=op.f("pk_policies")),
    )
    op.create_table(
        "readers",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "issuer", sa.Text(), nullable=False, comment="guest, publisher, account, key or import"
        ),
        sa.Column("subject", sa.Text(), nullable=False, comment="who that is for the issuer"),
        sa.Column("name", sa.Text(), nullable=False, comment="the public name, 1 to 64 characters"),
        sa.Column(
            "name_key", sa.Text(), nullable=False, comment="the name folded, to find look-alikes"
        ),
        sa.Column("avatar_url", sa.Text(), nullable=True),
        sa.Column(
            "badges",
            postgresql.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
            comment="shown by the name",
        ),
        sa.Column(
            "is_trusted",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="exempt by policy",
        ),
        sa.Column(
            "is_premoderated",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="a person reads each comment first",
        ),
        sa.Column(
            "suspended_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="may not write until then",
        ),
        sa.Column(
            "banned_at", sa.DateTime(timezone=True), nullable=True, comment="may not write any more"
        ),
        sa.Column("published_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "rejected_count",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="rejected by a person",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "erased_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="name and texts were erased",
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_readers_site_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_readers")),
        sa.UniqueConstraint("site_id", "issuer", "subject", name="uq_readers_person"),
    )
    op.create_index("ix_readers_name", "readers", ["site_id", "name_key"], unique=False)
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of the cookie"),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("csrf_token", sa.Text(), nullable=False),
        sa.Column(
            "user_agent",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="256 characters at most",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_sessions_staff_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_sessions")),
    )
    op.create_index(
        op.f("ix_staff_sessions_staff_id"), "staff_sessions", ["staff_id"], unique=False
    )
    op.create_table(
        "comments",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "root_id",
            sa.BigInteger(),
            nullable=False,
            comment="the top-level comment of its thread",
        ),
        sa.Column(
            "depth", sa.SmallInteger(), nullable=False, comment="0 for top level, 50 at most"
        ),
        sa.Column(
            "path",
            sa.LargeBinary(),
            nullable=False,
            comment="8 bytes a level from the root down: its order is depth first",
        ),
        sa.Column("reader_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False, comment="the newest revision, from 1"),
        sa.Column(
            "published_revision",
            sa.Integer(),
            nullable=True,
            comment="the revision that readers see while published",
        ),
        sa.Column(
            "judged_revision",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="the newest revision that a decision was about",
        ),
        sa.Column(
            "is_judged_by_person",
            sa.Boolean(),
            server_default="false",
            nullable=False,
            comment="that decision was a person's: no machine overturns it",
        ),
        sa.Column("up", sa.Integer(), server_default="0", nullable=False),
        sa.Column("down", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "rank",
            sa.Double(),
            server_default="0",
            nullable=False,
            comment="Wilson lower bound of the share of up-votes",
        ),
        sa.Column(
            "flag_weight",
            sa.Double(),
            server_default="0",
            nullable=False,
            comment="open reports, weighed by the reporters' record",
        ),
        sa.Column(
            "reply_count",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="published direct replies",
        ),
        sa.Column(
            "descendant_count",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="published comments anywhere below",
        ),
        sa.Column("is_featured", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "is_listed",
            sa.Boolean(),
            sa.Computed("status = 'published' OR descendant_count > 0", persisted=True),
            nullable=False,
            comment="stands in the thread, as itself or as a removed placeholder",
        ),
        sa.Column(
            "version",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="the article's version at its last visible change",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "published_at", sa.DateTime(timezone=True), nullable=True, comment="first publication"
        ),
        sa.Column(
            "idempotency_key", sa.Text(), nullable=True, comment="the client's; 255 characters"
        ),
        sa.Column(
            "import_key", sa.Text(), nullable=True, comment="source and id in the old system"
        ),
        sa.CheckConstraint(
            "status IN ('submitted', 'published', 'held', 'rejected', 'withdrawn')",
            name=op.f("ck_comments_status"),
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "article_id"],
            ["articles.site_id", "articles.id"],
            name=op.f("fk_comments_site_id_article_id"),
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "reader_id"],
            ["readers.site_id", "readers.id"],
            name=op.f("fk_comments_site_id_reader_id"),
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_comments")),
    )
    op.create_index(
        "ix_comments_article_rank",
        "comments",
        ["site_id", "article_id", "rank", "id"],
        unique=False,
        postgresql_where=sa.text("is_listed AND depth = 0"),
    )
    op.create_index(
        "ix_comments_article_time",
        "comments",
        ["site_id", "article_id", "id"],
        unique=False,
        postgresql_where=sa.text("is_listed AND depth = 0"),
    )
    op.create_index(
        "ix_comments_article_version",
        "comments",
        ["site_id", "article_id", "version"],
        unique=False,
        postgresql_where=sa.text("version > 0"),
    )
    op.create_index("ix_comments_reader", "comments", ["site_id", "reader_id", "id"], unique=False)
    op.create_index(
        "ix_comments_reader_article",
        "comments",
        ["site_id", "article_id", "reader_id"],
        unique=False,
    )
    op.create_index(
        "ix_comments_reported",
        "comments",
        ["site_id", "flag_weight", "id"],
        unique=False,
        postgresql_where=sa.text("flag_weight > 0"),
    )
    op.create_index(
        "ix_comments_root_path",
        "comments",
        ["site_id", "root_id", "path"],
        unique=False,
        postgresql_where=sa.text("is_listed"),
    )
    op.create_index(
        "ix_comments_waiting",
        "comments",
        ["site_id", "status", "id"],
        unique=False,
        postgresql_where=sa.text("status IN ('submitted', 'held')"),
    )
    op.create_index(
        "uq_comments_idempotency",
        "comments",
        ["site_id", "reader_id", "idempotency_key"],
        unique=True,
        postgresql_where=sa.text("idempotency_key IS NOT NULL"),
    )
    op.create_index(
        "uq_comments_import",
        "comments",
        ["site_id", "import_key"],
        unique=True,
        postgresql_where=sa.text("import_key IS NOT NULL"),
    )
    op.create_table(
        "claims",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("claim_id", sa.BigInteger(), nullable=False, comment="one request for items"),
        sa.Column("staff_id", sa.BigInteger(), nullable=False, comment="staff or key id"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id"],
            ["comments.site_id", "comments.id"],
            name=op.f("fk_claims_site_id_comment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "comment_id", name=op.f("pk_claims")),
    )
    op.create_index("ix_claims_group", "claims", ["site_id", "claim_id"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False, comment="status before"),
        sa.Column("after", sa.Text(), nullable=False, comment="status after"),
        sa.Column(
            "actor_kind", sa.Text(), nullable=False, comment="machine, moderator, key or author"
        ),
        sa.Column("actor_id", sa.BigInteger(), nullable=True, comment="staff, key or reader id"),
        sa.Column(
            "reason", sa.Text(), nullable=True, comment="a code of the site's list, or a phase"
        ),
        sa.Column("note", sa.Text(), nullable=True, comment="for colleagues, never for readers"),
        sa.Column("policy_version", sa.BigInteger(), nullable=False),
        sa.Column(
            "findings", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False
        ),
        sa.Column(
            "batch_id", sa.BigInteger(), nullable=True, comment="decisions made by one gesture"
        ),
        sa.Column(
            "undoes",
            sa.BigInteger(),
            nullable=True,
            comment="the decision that this one takes back",
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id"],
            ["comments.site_id", "comments.id"],
            name=op.f("fk_decisions_site_id_comment_id"),
        ),
        sa.PrimaryKeyConstraint("site_id", "id", name=op.f("pk_decisions")),
    )
    op.create_index(
        "ix_decisions_actor", "decisions", ["site_id", "actor_kind", "actor_id", "id"], unique=False
    )
    op.create_index("ix_decisions_batch", "decisions", ["site_id", "batch_id"], unique=False)
    op.create_index(
        "ix_decisions_comment", "decisions", ["site_id", "comment_id", "id"], unique=False
    )
    op.create_table(
        "flags",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("reader_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False, comment="a code of the flag form"),
        sa.Column("detail", sa.Text(), nullable=True, comment="1,000 characters at most"),
        sa.Column("weight", sa.Double(), nullable=False, comment="the reporter's weight then"),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "resolved_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="a person decided since",
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id"],
            ["comments.site_id", "comments.id"],
            name=op.f("fk_flags_site_id_comment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "comment_id", "reader_id", name=op.f("pk_flags")),
    )
    op.create_index(
        "ix_flags_reader", "flags", ["site_id", "reader_id", "comment_id"], unique=False
    )
    op.create_table(
        "revisions",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "text", sa.Text(), nullable=False, comment="as written, NFC, 5,000 characters at most"
        ),
        sa.Column("html", sa.Text(), nullable=False, comment="rendered and sanitised"),
        sa.Column(
            "language", sa.Text(), server_default="und", nullable=False, comment="ISO 639-1, or und"
        ),
        sa.Column(
            "direction", sa.Text(), server_default="ltr", nullable=False, comment="ltr or rtl"
        ),
        sa.Column(
            "findings",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="[]",
            nullable=False,
            comment="what every phase said last time, with what it saw",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id"],
            ["comments.site_id", "comments.id"],
            name=op.f("fk_revisions_site_id_comment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "comment_id", "number", name=op.f("pk_revisions")),
    )
    op.create_table(
        "scoring_jobs",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "lane", sa.Text(), nullable=False, comment="live, or bulk: imports and re-scoring"
        ),
        sa.Column(
            "attempts", sa.Integer(), server_default="0", nullable=False, comment="that failed"
        ),
        sa.Column(
            "rings", sa.Integer(), server_default="0", nullable=False, comment="by the sweeper"
        ),
        sa.Column(
            "due_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when to ring again, or a lease's end",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id"],
            ["comments.site_id", "comments.id"],
            name=op.f("fk_scoring_jobs_site_id_comment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "comment_id", "revision", name=op.f("pk_scoring_jobs")),
    )
    op.create_index("ix_scoring_jobs_due", "scoring_jobs", ["lane", "due_at"], unique=False)
    op.create_table(
        "sketches",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id"],
            ["comments.site_id", "comments.id"],
            name=op.f("fk_sketches_site_id_comment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "band", "comment_id", name=op.f("pk_sketches")),
    )
    op.create_index("ix_sketches_comment", "sketches", ["site_id", "comment_id"], unique=False)
    op.create_table(
        "votes",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("reader_id", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.SmallInteger(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("value IN (-1, 1)", name=op.f("ck_votes_value")),
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id"],
            ["comments.site_id", "comments.id"],
            name=op.f("fk_votes_site_id_comment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "comment_id", "reader_id", name=op.f("pk_votes")),
    )
    op.create_index(
        "ix_votes_reader", "votes", ["site_id", "reader_id", "comment_id"], unique=False
    )
    op.create_table(
        "scores",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False, comment="model and calibration version"),
        sa.Column(
            "rank", sa.Text(), nullable=False, comment="decides, sorts or none, for the language"
        ),
        sa.Column("toxicity", sa.REAL(), nullable=True),
        sa.Column("severe_toxicity", sa.REAL(), nullable=True),
        sa.Column("obscene", sa.REAL(), nullable=True),
        sa.Column("threat", sa.REAL(), nullable=True),
        sa.Column("insult", sa.REAL(), nullable=True),
        sa.Column("identity_attack", sa.REAL(), nullable=True),
        sa.Column("sexual_explicit", sa.REAL(), nullable=True),
        sa.Column(
            "spans", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id", "revision"],
            ["revisions.site_id", "revisions.comment_id", "revisions.number"],
            name=op.f("fk_scores_site_id_comment_id_revision"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "site_id", "comment_id", "revision", "model", name=op.f("pk_scores")
        ),
    )
    for table in OPEN:
        open_table(table)
    for table in WALLED:
        wall(table)


def downgrade() -> None:
    op.drop_table("scores")
    op.drop_index("ix_votes_reader", table_name="votes")
    op.drop_table("votes")
    op.drop_index("ix_sketches_comment", table_name="sketches")
    op.drop_table("sketches")
    op.drop_index("ix_scoring_jobs_due", table_name="scoring_jobs")
    op.drop_table("scoring_jobs")
    op.drop_table("revisions")
    op.drop_index("ix_flags_reader", table_name="flags")
    op.drop_table("flags")
    op.drop_index("ix_decisions_comment", table_name="decisions")
    op.drop_index("ix_decisions_batch", table_name="decisions")
    op.drop_index("ix_decisions_actor", table_name="decisions")
    op.drop_table("decisions")
    op.drop_index("ix_claims_group", table_name="claims")
    op.drop_table("claims")
    op.drop_index(
        "uq_comments_import",
        table_name="comments",
        postgresql_where=sa.text("import_key IS NOT NULL"),
    )
    op.drop_index(
        "uq_comments_idempotency",
        table_name="comments",
        postgresql_where=sa.text("idempotency_key IS NOT NULL"),
    )
    op.drop_index(
        "ix_comments_waiting",
        table_name="comments",
        postgresql_where=sa.text("status IN ('submitted', 'held')"),
    )
    op.drop_index(
        "ix_comments_root_path", table_name="comments", postgresql_where=sa.text("is_listed")
    )
    op.drop_index(
        "ix_comments_reported", table_name="comments", postgresql_where=sa.text("flag_weight > 0")
    )
    op.drop_index("ix_comments_reader_article", table_name="comments")
    op.drop_index("ix_comments_reader", table_name="comments")
    op.drop_index(
        "ix_comments_article_version",
        table_name="comments",
        postgresql_where=sa.text("version > 0"),
    )
    op.drop_index(
        "ix_comments_article_time",
        table_name="comments",
        postgresql_where=sa.text("is_listed AND depth = 0"),
    )
    op.drop_index(
        "ix_comments_article_rank",
        table_name="comments",
        postgresql_where=sa.text("is_listed AND depth = 0"),
    )
    op.drop_table("comments")
    op.drop_index(op.f("ix_staff_sessions_staff_id"), table_name="staff_sessions")
    op.drop_table("staff_sessions")
    op.drop_index("ix_readers_name", table_name="readers")
    op.drop_table("readers")
    op.drop_table("policies")
    op.drop_table("memberships")
    op.drop_index("ix_events_transaction", table_name="events")
    op.drop_table("events")
    op.drop_index("ix_articles_url", table_name="articles")
    op.drop_table("articles")
    op.drop_index("ix_api_keys_prefix", table_name="api_keys")
    op.drop_table("api_keys")
    op.drop_table("staff")
    op.drop_table("sites")
