"""The second wall: row-level security, and the role that the application acts as.

`wall(table)` for a table with a site_id, `open_table(table)` for one without; every migration
that makes a table calls one of them.
"""

from alembic import op

from service.db import APP_ROLE


def make_role() -> None:
    """Create the application's role, which owns nothing, and let the migrating user act as it."""
    op.execute(f"""
        DO $$ BEGIN
            CREATE ROLE {APP_ROLE} NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$
    """)
    op.execute(f"GRANT {APP_ROLE} TO CURRENT_USER")
    op.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
    op.execute(f"GRANT SELECT ON alembic_version TO {APP_ROLE}")  # for /readyz


def wall(table: str) -> None:
    """Let the application see only rows of the transaction's site (or all, for ALL_SITES)."""
    open_table(table)
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    # Text against text: a setting that is missing or empty matches no site.
    op.execute(f"""
        CREATE POLICY one_site ON {table} USING (
            current_setting('parley.site', true) IN ('0', site_id::text))
    """)


def open_table(table: str) -> None:
    """Let the application read and write the table."""
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {APP_ROLE}")
