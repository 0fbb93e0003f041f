"""Where the rows of a generated community are gathered. Pure: lists of tuples by table, in the order
of COLUMNS."""

import json
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from service.demo.generating import WorldAsked
from service.ids import EPOCH

COLUMNS = {
    "articles": "site_id id key url title section comment_count last_comment_id version created_at",
    "comments": "site_id id article_id parent_id root_id depth path reader_id status revision"
    " published_revision judged_revision is_judged_by_person decision_id up down rank flag_weight"
    " reply_count descendant_count is_featured version created_at edited_at published_at",
    "revisions": "site_id comment_id number text html language created_at",
    "scores": "site_id comment_id revision model rank toxicity insult created_at",
    "scoring_jobs": "site_id comment_id revision lane due_at created_at",
    "decisions": "site_id id comment_id revision verb before after actor_kind actor_id reason"
    " policy_version created_at",
    "flags": "site_id comment_id reader_id reason weight revision created_at resolved_at",
    "votes": "site_id comment_id reader_id value created_at",
    "appeals": "site_id id comment_id decision_id reader_id text status decided_kind decided_by"
    " created_at decided_at",
    "audit_samples": "site_id comment_id revision decision_id policy_version probability"
    " wants_second machine_verdict judged_verdict judged_by judged_at second_verdict second_by"
    " second_at created_at",
    "nudges": "site_id id article_id is_shown comment_id is_edited at",
    "view_days": "site_id article_id day views viewers",
    "events": "site_id kind article_id comment_id reader_id revision data at",
}
_NOISE = 1 << 22


@lru_cache(maxsize=1024)
def _as_json(items: tuple[tuple[str, Any], ...]) -> str:
    """Few events have data of their own; most repeat what others say."""
    return json.dumps(dict(items))


@dataclass(slots=True)
class Ledger:
    """Where rows are gathered, and what they need to know of the world."""

    asked: WorldAsked
    site_id: int
    readers: list[int]
    staff: list[int]
    url: str
    draw: random.Random
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))
    records: dict[int, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    viewers: dict[Any, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    start: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.start = self.asked.start

    def time(self, at: int) -> datetime:
        """The moment so many milliseconds after the world's start."""
        return self.start + timedelta(milliseconds=at)

    def id(self, at: int, *, after: int = 0) -> int:
        """What service.ids.new_id would make then, with noise from the seed."""
        milliseconds = int((self.time(at) - EPOCH) / timedelta(milliseconds=1))
        made = (milliseconds << 22) | self.draw.randrange(_NOISE)
        return made if made > after else after + 1 + self.draw.randrange(_NOISE)

    def event(
        self, kind: str, article_id: int | None, comment_id: int | None, reader_id: int | None,
        at: int, data: dict[str, Any], *, revision: int | None = 1,
    ) -> None:  # fmt: skip
        """Record one event."""
        self.rows["events"].append((
            self.site_id, kind, article_id, comment_id, reader_id, revision,
            _as_json(tuple(data.items())), self.time(at),
        ))  # fmt: skip

    @property
    def end(self) -> int:
        return self.asked.length
