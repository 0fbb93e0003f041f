"""Fills a site with generated comments by plain SQL: fast, and through the same triggers."""

import time

import psycopg

TIMES = "'2026-01-01'::timestamptz + n * interval '20 seconds'"
# What service.ids.new_id makes of that moment, with random bits below.
IDS = f"((extract(epoch FROM {TIMES} - '2024-01-01'::timestamptz) * 1000)::bigint << 22) + n % 4194304"
READERS_SHARE, ARTICLE_SHARE = 20, 1_000


def fill(url: str, site: int, slug: str, comments: int, *, is_whole: bool = False) -> float:
    """Add a site with so many comments, a tenth of them held and a fiftieth reported; seconds.
    With `is_whole` also a hundredth each unscored, appealed, escalated and drawn for audit."""
    begun = time.perf_counter()
    given = {"site": site, "slug": slug, "n": comments, "readers": max(1, comments // READERS_SHARE),
             "articles": max(1, comments // ARTICLE_SHARE)}  # fmt: skip
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in (*_STATEMENTS, *(_OTHER_QUEUES if is_whole else ())):
            connection.execute(statement, given)
        for table in (
            "readers",
            "articles",
            "comments",
            "revisions",
            "scores",
            "appeals",
            "audit_samples",
            "queue_items",
            "queue_tallies",
        ):
            connection.execute(f"VACUUM ANALYZE {table}")
    return time.perf_counter() - begun


def _queue(name: str, chosen: str) -> str:
    """Puts the chosen comments of the site into a queue that no trigger fills."""
    return f"""INSERT INTO queue_items (site_id, queue, comment_id, article_id, reader_id, sample)
        SELECT site_id, '{name}', id, article_id, reader_id, hashint8(id) FROM comments
        WHERE site_id = %(site)s AND id IN ({chosen})"""


_STATEMENTS = (
    """INSERT INTO sites (id, slug, name, origins, languages)
       VALUES (%(site)s, %(slug)s, %(slug)s, '{}', '{en}')""",
    """INSERT INTO articles (site_id, id, key, title)
       SELECT %(site)s, n, 'article-' || n, 'Article ' || n
       FROM generate_series(0, %(articles)s::int - 1) AS n""",
    """INSERT INTO readers (site_id, id, issuer, subject, name, name_key)
       SELECT %(site)s, n, 'guest', n::text, 'Reader ' || n, 'reader ' || n
       FROM generate_series(0, %(readers)s::int - 1) AS n""",
    f"""INSERT INTO comments (site_id, id, article_id, root_id, depth, path, reader_id, status,
            revision, published_revision, judged_revision, flag_weight, created_at)
        SELECT %(site)s, id, n %% %(articles)s, id, 0, int8send(id), n %% %(readers)s,
               CASE WHEN n %% 10 = 0 THEN 'held' ELSE 'published' END, 1,
               CASE WHEN n %% 10 = 0 THEN NULL ELSE 1 END, 1,
               CASE WHEN n %% 50 = 1 THEN 0.5 ELSE 0 END, at
        FROM (SELECT n, {IDS.replace("%", "%%")} AS id, {TIMES} AS at
              FROM generate_series(0, %(n)s::int - 1) AS n) AS made""",
    """INSERT INTO revisions (site_id, comment_id, number, text, html, language, created_at)
       SELECT site_id, id, 1, 'A remark of some length about the article, number ' || id,
              '<p>A remark</p>', 'en', created_at FROM comments WHERE site_id = %(site)s""",
    """INSERT INTO scores (site_id, comment_id, revision, model, rank, toxicity, severe_toxicity,
           obscene, threat, insult, identity_attack, sexual_explicit)
       SELECT site_id, id, 1, 'bench@1', 'decides',
              CASE status WHEN 'held' THEN 0.8 + 0.2 * random() ELSE 0.8 * random() END,
              random() / 2, random() / 2, random() / 2, random() / 2, random() / 2, random() / 2
       FROM comments WHERE site_id = %(site)s""",
)
_OTHER_QUEUES = (
    """UPDATE comments SET published_revision = NULL,
           status = CASE id %% 100 WHEN 3 THEN 'submitted' ELSE 'rejected' END,
           judged_revision = CASE id %% 100 WHEN 3 THEN 0 ELSE 1 END
       WHERE site_id = %(site)s AND status = 'published' AND id %% 100 IN (3, 5)""",
    """DELETE FROM scores AS s USING comments AS c WHERE s.site_id = %(site)s
           AND c.site_id = s.site_id AND c.id = s.comment_id AND c.status = 'submitted'""",
    """INSERT INTO appeals (site_id, id, comment_id, decision_id, reader_id, text, created_at)
       SELECT site_id, id, id, id, reader_id, 'Please look again', created_at
       FROM comments WHERE site_id = %(site)s AND status = 'rejected'""",
    """INSERT INTO audit_samples (site_id, comment_id, revision, decision_id, policy_version,
           probability, wants_second, machine_verdict, created_at)
       SELECT site_id, id, 1, id, 1, 0.01, false, 'published', created_at
       FROM comments WHERE site_id = %(site)s AND status = 'published' AND id %% 88 = 0""",
    _queue("appeals", "SELECT comment_id FROM appeals WHERE site_id = %(site)s"),
    _queue("audit", "SELECT comment_id FROM audit_samples WHERE site_id = %(site)s"),
    _queue("escalated", "SELECT id FROM comments WHERE site_id = %(site)s AND id %% 89 = 0"),
)
