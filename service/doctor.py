"""`parley doctor`: finds what should not be, and mends it where the ledger says what is right."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something that should not be, how often, and what mends it."""

    what: str
    find: str
    mend: str


def _records(status: str) -> Complaint:
    """Readers whose count of comments in this status is not what the comments say."""
    column = f"{status}_count"
    counted = f"""SELECT count(*) FROM comments AS c WHERE c.site_id = r.site_id
        AND c.reader_id = r.id AND c.status = '{status}'"""  # noqa: S608  # constants
    is_wrong = f"r.{column} <> ({counted})"
    return Complaint(
        f"readers with a wrong number of {status} comments",
        f"SELECT count(*) FROM readers AS r WHERE {is_wrong}",  # noqa: S608
        f"UPDATE readers AS r SET {column} = ({counted}) WHERE {is_wrong}",  # noqa: S608
    )


COMPLAINTS = (
    Complaint(
        "comments that wait for scores which nobody was asked for",
        """SELECT count(*) FROM comments AS c WHERE c.status = 'submitted'
           AND NOT EXISTS (SELECT 1 FROM scoring_jobs AS j
                WHERE j.site_id = c.site_id AND j.comment_id = c.id)""",
        """INSERT INTO scoring_jobs (site_id, comment_id, revision, lane, due_at, created_at)
           SELECT c.site_id, c.id, c.revision, 'live', :now, :now FROM comments AS c
           WHERE c.status = 'submitted' AND NOT EXISTS (SELECT 1 FROM scoring_jobs AS j
                WHERE j.site_id = c.site_id AND j.comment_id = c.id)
           ON CONFLICT DO NOTHING""",
    ),
    Complaint(
        "articles with a wrong number of comments",
        """SELECT count(*) FROM articles AS a WHERE a.comment_count <> (
               SELECT count(*) FROM comments AS c WHERE c.site_id = a.site_id
               AND c.article_id = a.id AND c.status = 'published')""",
        """UPDATE articles AS a SET version = a.version + 1, comment_count = n.count
           FROM (SELECT b.site_id, b.id, (SELECT count(*) FROM comments AS c
                    WHERE c.site_id = b.site_id AND c.article_id = b.id
                    AND c.status = 'published') AS count FROM articles AS b) AS n
           WHERE a.site_id = n.site_id AND a.id = n.id AND a.comment_count <> n.count""",
    ),
    _records("published"),
    _records("rejected"),
    Complaint(
        "moderators' claims that ran out a day ago",
        "SELECT count(*) FROM claims WHERE expires_at < cast(:now AS timestamptz) - interval '1 day'",
        "DELETE FROM claims WHERE expires_at < cast(:now AS timestamptz) - interval '1 day'",
    ),
)


def examine(session: Session, *, now: datetime, mends: bool) -> Iterator[tuple[str, int]]:
    """(what, how many) for every complaint; with `mends` they are put right in this transaction.

    Reads whole tables: seconds for a million comments. Needs a transaction across sites.
    """
    for each in COMPLAINTS:
        times = {"now": now} if ":now" in each.find else {}
        found = int(session.execute(text(each.find), times).scalar_one())
        if found and mends:
            session.execute(text(each.mend), {"now": now} if ":now" in each.mend else {})
        yield each.what, found
