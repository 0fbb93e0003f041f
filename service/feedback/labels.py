"""The labelled set of a site: what people decided, what they found in audits, what clients sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

MOST = 20_000  # the newest labels of each kind; older ones say little about today's readers
# Rejected for these, a comment may be as civil as can be: it says nothing about toxicity.
NOT_ABOUT_TONE = ("spam", "off_topic", "privacy", "false_information", "illegal", "copyright")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and what people say of it. `weight`: for how many like it it stands; an audited
    comment stands for all that were not drawn, so rates are those of the whole site."""

    text: str
    language: str
    labels: Mapping[str, float]
    source: str  # decision, audit or suggestion
    weight: float
    at: datetime


def labelled(session: Session, site_id: int) -> list[Labelled]:
    """Every label of the site, newest first within each source; a comment is there once."""
    asked = {"site": site_id, "most": MOST, "other": list(NOT_ABOUT_TONE)}
    return [
        *(_from_decision(row) for row in session.execute(_DECISIONS, asked)),
        *(
            Labelled(row.text, row.language, row.labels, "suggestion", 1.0, row.created_at)
            for row in session.execute(_SUGGESTIONS, asked)
        ),
    ]


def _from_decision(row: Any) -> Labelled:
    is_audit = row.probability is not None
    return Labelled(
        text=row.text,
        language=row.language,
        labels={"toxicity": 1.0 if row.after == "rejected" else 0.0},
        source="audit" if is_audit else "decision",
        weight=1.0 / max(row.probability, 0.001) if is_audit else 1.0,
        at=row.created_at,
    )


# Uses: ix_decisions_actor, pk_revisions. The last word of a person on each comment; what was
# taken back is no word. An audit says what a person made of what the machine had decided alone.
_DECISIONS = text("""
    SELECT DISTINCT ON (d.comment_id) d.comment_id, d.after, d.created_at, v.text, v.language,
           u.probability
    FROM (SELECT * FROM decisions WHERE site_id = :site AND actor_kind IN ('moderator', 'key')
               AND after IN ('published', 'rejected')
          ORDER BY id DESC LIMIT :most) AS d
    JOIN revisions AS v ON v.site_id = d.site_id AND v.comment_id = d.comment_id
         AND v.number = d.revision AND v.erased_at IS NULL
    LEFT JOIN audit_samples AS u ON u.site_id = d.site_id AND u.comment_id = d.comment_id
         AND u.revision = d.revision AND u.judged_at IS NOT NULL
    WHERE NOT (d.after = 'rejected' AND coalesce(d.reason, '') = ANY(:other))
    ORDER BY d.comment_id DESC, d.id DESC
""")
# Uses: pk_suggestions. Of two with one token the newer counts.
_SUGGESTIONS = text("""
    SELECT DISTINCT ON (coalesce(client_token, id::text)) text, language, labels, created_at
    FROM (SELECT * FROM suggestions WHERE site_id = :site AND labels <> '{}'
          ORDER BY id DESC LIMIT :most) AS s
    ORDER BY coalesce(client_token, id::text), id DESC
""")
