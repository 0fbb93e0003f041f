"""Triggers that keep the queues `held` and `reported`, and the tallies of all queues.

Triggers rather than code: an import, a restore or an operator's SQL moves items as well, and
the lists that moderators trust can never disagree with the statuses.
"""

from alembic import op

_ATTRIBUTES = "toxicity, severe_toxicity, obscene, threat, insult, identity_attack, sexual_explicit"
_COLUMNS = "site_id, queue, comment_id, article_id, reader_id, sample"

_ENTER = f"""
CREATE FUNCTION queue_items_enter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO queue_items ({_COLUMNS})
    SELECT n.site_id, CASE n.status WHEN 'held' THEN 'held' ELSE 'reported' END, n.id,
           n.article_id, n.reader_id, hashint8(n.id)
    FROM new_rows AS n
    WHERE n.status = 'held' OR (n.status = 'published' AND n.flag_weight > 0)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$
"""
_MOVE = f"""
CREATE FUNCTION queue_items_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    target text := CASE WHEN NEW.status = 'held' THEN 'held'
                        WHEN NEW.status = 'published' AND NEW.flag_weight > 0 THEN 'reported' END;
BEGIN
    DELETE FROM queue_items WHERE site_id = NEW.site_id AND comment_id = NEW.id
        AND (NEW.status = 'withdrawn'
             OR queue IN ('held', 'reported') AND queue IS DISTINCT FROM target);
    IF target IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM queue_items WHERE site_id = NEW.site_id AND comment_id = NEW.id
               AND queue = 'escalated') THEN
        INSERT INTO queue_items ({_COLUMNS}, {_ATTRIBUTES})
        SELECT NEW.site_id, target, NEW.id, NEW.article_id, NEW.reader_id, hashint8(NEW.id),
               s.toxicity, s.severe_toxicity, s.obscene, s.threat, s.insult, s.identity_attack,
               s.sexual_explicit
        FROM (SELECT 1) AS one
        LEFT JOIN LATERAL (
            SELECT * FROM scores WHERE site_id = NEW.site_id AND comment_id = NEW.id
                   AND revision = NEW.revision ORDER BY created_at DESC LIMIT 1) AS s ON true
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$
"""
_TALLY = """
CREATE FUNCTION queue_items_tally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO queue_tallies (site_id, queue, delta)
    SELECT site_id, queue, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END
    FROM moved GROUP BY site_id, queue;
    RETURN NULL;
END $$
"""
_TRIGGERS = (
    "CREATE TRIGGER queue_items_enter AFTER INSERT ON comments REFERENCING NEW TABLE AS new_rows"
    " FOR EACH STATEMENT EXECUTE FUNCTION queue_items_enter()",
    "CREATE TRIGGER queue_items_move AFTER UPDATE OF status, flag_weight ON comments"
    " FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status"
    " OR (OLD.flag_weight > 0) IS DISTINCT FROM (NEW.flag_weight > 0))"
    " EXECUTE FUNCTION queue_items_move()",
    "CREATE TRIGGER queue_items_come AFTER INSERT ON queue_items REFERENCING NEW TABLE AS moved"
    " FOR EACH STATEMENT EXECUTE FUNCTION queue_items_tally()",
    "CREATE TRIGGER queue_items_go AFTER DELETE ON queue_items REFERENCING OLD TABLE AS moved"
    " FOR EACH STATEMENT EXECUTE FUNCTION queue_items_tally()",
)
_FILL = f"""
INSERT INTO queue_items ({_COLUMNS}, {_ATTRIBUTES})
SELECT c.site_id, CASE c.status WHEN 'held' THEN 'held' ELSE 'reported' END, c.id, c.article_id,
       c.reader_id, hashint8(c.id), s.toxicity, s.severe_toxicity, s.obscene, s.threat, s.insult,
       s.identity_attack, s.sexual_explicit
FROM comments AS c
LEFT JOIN LATERAL (
    SELECT * FROM scores WHERE site_id = c.site_id AND comment_id = c.id
           AND revision = c.revision ORDER BY created_at DESC LIMIT 1) AS s ON true
WHERE c.status = 'held' OR (c.status = 'published' AND c.flag_weight > 0)
"""


def make_triggers() -> None:
    """Create functions and triggers, and fill the queues from what waits already."""
    for statement in (_ENTER, _MOVE, _TALLY, *_TRIGGERS, _FILL):
        op.execute(statement)


def drop_triggers() -> None:
    """Take functions and triggers away; the tables go with the migration."""
    for name in ("queue_items_enter", "queue_items_move"):
        op.execute(f"DROP TRIGGER {name} ON comments")
    for name in ("queue_items_come", "queue_items_go"):
        op.execute(f"DROP TRIGGER {name} ON queue_items")
    for name in ("queue_items_enter", "queue_items_move", "queue_items_tally"):
        op.execute(f"DROP FUNCTION {name}()")
