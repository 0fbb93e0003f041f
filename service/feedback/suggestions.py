"""Scores that clients suggest for texts, stored as labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from service.ids import new_id
from service.models import Suggestion
from service.scoring import Attribute


@dataclass(frozen=True, slots=True)
class Suggested:
    """One text and what a client says of it: probabilities or classes, 0..1."""

    text: str
    language: str
    labels: Mapping[Attribute, float]
    spans: Sequence[Mapping[str, Any]] = ()
    client_token: str | None = None
    community: str | None = None


def store_suggestion(
    session: Session, site_id: int, key_id: int, suggested: Suggested, *, now: datetime
) -> None:
    """Keep it as a label of this site; of two with the same token the newer one counts."""
    session.execute(
        insert(Suggestion).values(
            site_id=site_id,
            id=new_id(now),
            key_id=key_id,
            text=suggested.text,
            language=suggested.language,
            labels={str(attribute): value for attribute, value in suggested.labels.items()},
            spans=[dict(span) for span in suggested.spans],
            client_token=suggested.client_token,
            community=suggested.community,
            created_at=now,
        )
    )
