"""Fills Parley's own tables with published comments and articles, past its API."""

from itertools import islice

import psycopg

from bench.stack import Stack
from bench.texts import texts


def fill(made: Stack, key: str, size: int) -> None:
    """Published comments below an article."""
    given = {"key": key, "size": size, "texts": list(islice(texts(size), min(size, 1_000)))}
    with psycopg.connect(made.told["database_url"], autocommit=True) as connection:
        connection.execute(_FILL, given)
        for table in ("comments", "revisions", "articles"):
            connection.execute(f"VACUUM ANALYZE {table}")


def more_articles(made: Stack, key: str, count: int) -> list[str]:
    """Articles like the one called `key`, by name; their version is 1."""
    with psycopg.connect(made.told["database_url"], autocommit=True) as connection:
        rows = connection.execute(_MORE, {"key": key, "count": count}).fetchall()
        connection.execute("VACUUM ANALYZE articles")
    return [name for (name,) in rows]


_FILL = """
    WITH a AS (UPDATE articles SET comment_count = %(size)s, version = version + 1
               WHERE key = %(key)s RETURNING *),
    r AS (INSERT INTO readers (site_id, id, issuer, subject, name, name_key)
          SELECT site_id, id, 'bench', key, 'Bench', 'bench' FROM a RETURNING site_id, id),
    c AS (INSERT INTO comments (site_id, id, article_id, root_id, depth, path, reader_id, status,
              revision, published_revision, version, created_at, published_at)
          SELECT a.site_id, a.id + n, a.id, a.id + n, 0, int8send(a.id + n), r.id, 'published',
              1, 1, a.version, now(), now()
          FROM a, r, generate_series(1, %(size)s) AS n RETURNING site_id, id)
    INSERT INTO revisions (site_id, comment_id, number, text, html, created_at)
    SELECT site_id, id, 1, t, '<p>' || t || '</p>', now()
    FROM c, LATERAL (
        SELECT (%(texts)s::text[])[1 + id %% cardinality(%(texts)s::text[])] AS t) AS t
"""
_MORE = """
    INSERT INTO articles (site_id, id, key, url, title, version, created_at)
    SELECT site_id, id + n, key || '-' || n, url || '-' || n, title, 1, now()
    FROM articles, generate_series(1, %(count)s) AS n WHERE key = %(key)s RETURNING key
"""
