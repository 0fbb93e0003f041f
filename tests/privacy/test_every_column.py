"""Erasure reaches every column that can hold words of a reader; a column that is added must be
planted here, or it must be said why no reader's words can stand in it.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session

import service.models  # noqa: F401  # fills the metadata
from service.clock import utc_now
from service.db import ALL_SITES, Base, transaction
from service.ids import new_id, parse_public_id, public_id
from service.lifecycle import Verb
from tests.make import make_article, make_reader, make_site, moderate, post, published, score
from tests.privacy.dump import all_in_valkey, everything

NAME, WORDS = "Zuleika Quagmire", "marmalade-submarine"
BASE = "/api/v1/sites/gazette"
_JSON = f"""'[{{"word": "{WORDS}"}}]'"""
_SAID = f"'{WORDS}'"
# What each column holds of Zuleika, as SQL: the test writes it into every row of hers.
PLANTED: dict[str, dict[str, str]] = {
    "readers": {"subject": _SAID, "name": f"'{NAME}'", "name_key": f"'{NAME}'",
                "avatar_url": _SAID, "badges": f"ARRAY[{_SAID}]"},
    "comments": {"idempotency_key": _SAID},
    "revisions": {"text": _SAID, "html": _SAID, "findings": _JSON},
    "scores": {"spans": _JSON},
    "decisions": {"note": _SAID, "findings": _JSON},
    "shadow_verdicts": {"findings": _JSON},
    "flags": {"detail": _SAID},
    "appeals": {"text": _SAID, "note": _SAID},
    "author_actions": {"note": _SAID},
    "reader_notices": {"data": f"""'{{"name": "{NAME}"}}'"""},
    "illegal_notices": {"explanation": _SAID, "answer": _SAID},
    "queue_items": {"note": _SAID},
    "batches": {"note": _SAID},
    "saved_queues": {"name": _SAID, "filters": f"""'{{"q": "{NAME}"}}'"""},
    "suggestions": {"text": _SAID, "client_token": _SAID, "community": _SAID, "spans": _JSON,
                    "labels": _JSON},
}  # fmt: skip
# Columns beside planted ones that hold a word of a closed set, or what is not a reader's.
FREE: dict[str, set[str]] = {
    "readers": {"issuer"},  # guest, account, or the publisher's name
    "comments": {"status", "import_key"},  # the comment's id in another system
    "revisions": {"language", "direction"},
    "scores": {"model", "rank"},
    "decisions": {"verb", "before", "after", "actor_kind", "reason"},
    "shadow_verdicts": {"would", "live"},
    "flags": {"reason"},
    "appeals": {"status", "decided_kind"},
    "author_actions": {"action", "reason", "actor_kind"},
    "reader_notices": {"kind"},
    "illegal_notices": {"category", "status", "language", "name", "email"},  # of who notifies
    "queue_items": {"queue"},
    "batches": {"actor_kind", "verb", "reason", "state"},
    "saved_queues": set(),
    "suggestions": {"language"},
}
# Tables in which no reader's words can stand: words of closed sets, ids, what staff and
# publishers say of themselves and of the site, or only sealed and short-lived.
WORDLESS = {
    "api_keys", "article_sections", "articles", "audit_samples", "calibrations", "deliveries", "erasures", "events",
    "external_checks", "grants", "hot_articles", "invitations", "mails", "memberships",
    "oidc_providers", "passkeys", "policies", "queue_tallies", "reader_mails", "replays",
    "rollup_cursors", "rollup_states", "scoring_jobs", "score_watches", "section_days",
    "section_readers", "section_rollups", "section_views", "shadows", "signing_keys",
    "site_acts", "site_engines", "sites", "staff", "staff_sessions", "statements", "webhooks",
}  # fmt: skip


def wordy_columns() -> Iterator[tuple[str, str]]:
    """Every column that can hold words."""
    for table in Base.metadata.tables.values():
        for column in table.columns:
            kind = column.type.item_type if isinstance(column.type, ARRAY) else column.type
            if isinstance(kind, Text | JSONB):
                yield table.name, column.name


def test_every_column_that_can_hold_words_is_erased_or_explained() -> None:
    left = [
        f"{table}.{column}"
        for table, column in wordy_columns()
        if table not in WORDLESS
        and column not in PLANTED.get(table, {})
        and column not in FREE.get(table, set())
    ]
    assert left == [], "plant it in PLANTED, or say in FREE or WORDLESS why it cannot hold words"
    known = {table for table, _ in wordy_columns()}
    assert set(PLANTED) | WORDLESS <= known


@pytest.fixture
def site(client: FlaskClient) -> int:
    site_id = make_site()
    make_article(site_id)
    return site_id


def test_what_stands_in_every_such_column_is_gone(client: FlaskClient, site: int) -> None:
    made = client.post(f"{BASE}/sessions", json={"guest": {"name": NAME}}).json
    assert made is not None
    bearer = {"Authorization": f"Bearer {made['token']}"}
    _, reader = parse_public_id(made["reader"]["id"])
    ids = make_rows(client, site, reader, bearer)
    with transaction(ALL_SITES) as session:
        plant(session, site, reader, ids)
        for table, columns in PLANTED.items():
            for column in columns:
                assert holds(session, table, column), f"nothing was planted in {table}.{column}"
    client.get(f"{BASE}/articles/story/comments")  # kept in Valkey

    erased = client.delete(f"{BASE}/readers/me", headers=bearer)
    assert erased.json == {"state": "erased"}

    with transaction(ALL_SITES) as session:
        left = [
            f"{table}.{column}"
            for table, columns in PLANTED.items()
            for column in columns
            if holds(session, table, column)
        ]
        assert left == []
        assert WORDS not in everything(session)
        assert "Quagmire" not in everything(session)
    assert WORDS.encode() not in all_in_valkey()


def make_rows(
    client: FlaskClient, site: int, reader: int, bearer: dict[str, str]
) -> dict[str, Any]:
    """A row of every kind that has to do with her."""
    now = utc_now()
    other = make_reader(site, "Ben")
    comment = published(site, reader, f"I like the {WORDS}.", now=now)
    reply = published(site, other, "So do I.", parent_id=comment, now=now)
    rejected = post(site, reader, f"Another {WORDS}.", now=now + timedelta(minutes=1))
    score(site, rejected)
    moderate(site, rejected, Verb.REJECT, note=WORDS, reason="abuse")
    name = public_id(site, rejected)
    asked = {"text": f"The {WORDS}!"}
    assert (
        client.post(f"/api/v1/comments/{name}/appeals", json=asked, headers=bearer).status_code
        == 201
    )
    notice = {"comment_id": public_id(site, comment), "explanation": WORDS, "good_faith": True}
    assert client.post(f"{BASE}/notices", json=notice).status_code == 201
    for each in (reply, comment):
        with transaction(site) as session:
            key = {"site": site, "id": each, "by": reader if each == reply else other, "now": now}
            session.execute(_FLAG, key)
    return {"comments": [comment, rejected], "held": rejected, "now": now}


def plant(session: Session, site: int, reader: int, ids: dict[str, Any]) -> None:
    """Rows that only long use would bring, and her words in every column."""
    key = {"site": site, "reader": reader, "comment": ids["held"], "now": ids["now"],
           "id": new_id(ids["now"])}  # fmt: skip
    for statement in _ROWS:
        session.execute(text(statement), key)
    for table, columns in PLANTED.items():
        for column, value in columns.items():
            session.execute(text(f"UPDATE {table} SET {column} = {value} WHERE {_HERS.get(table, _BELOW)}"),
                            {**key, "ids": ids["comments"]})  # fmt: skip


def holds(session: Session, table: str, column: str) -> bool:
    """Whether her words or name stand in that column of some row."""
    found = text(f"""
        SELECT EXISTS (SELECT FROM {table}
                       WHERE {column}::text LIKE :words OR {column}::text LIKE :name)
    """)
    key = {"words": f"%{WORDS}%", "name": f"%{NAME}%"}
    return bool(session.execute(found, key).scalar_one())


_BELOW = "site_id = :site AND comment_id = ANY(:ids)"
_HERS = {
    "readers": "site_id = :site AND id = :reader",
    "comments": "site_id = :site AND id = :comment",
    "revisions": f"{_BELOW} AND number = 1",
    "appeals": "site_id = :site AND reader_id = :reader",
    "author_actions": "site_id = :site AND reader_id = :reader",
    "reader_notices": "site_id = :site AND reader_id = :reader",
    "flags": f"({_BELOW}) OR (site_id = :site AND reader_id = :reader)",
    "batches": "site_id = :site", "saved_queues": "site_id = :site", "suggestions": "site_id = :site",
}  # fmt: skip
_FLAG = text("""
    INSERT INTO flags (site_id, comment_id, reader_id, reason, weight, revision, created_at)
    VALUES (:site, :id, :by, 'other', 0.5, 1, :now)
""")
_ROWS = (
    """INSERT INTO author_actions (site_id, id, reader_id, action, actor_kind,
           actor_id, created_at)
       VALUES (:site, :id, :reader, 'note', 'moderator', 7, :now)""",
    """INSERT INTO batches (site_id, id, actor_kind, actor_id, verb, state, total, created_at, due_at)
       VALUES (:site, :id, 'moderator', 7, 'reject', 'done', 1, :now, :now)""",
    """UPDATE decisions SET batch_id = :id WHERE site_id = :site AND comment_id = :comment""",
    """INSERT INTO saved_queues (site_id, id, owner_id, name, filters) VALUES (:site, :id, 7, '', '{}')""",
    """INSERT INTO suggestions (site_id, id, key_id, text, language, labels)
       VALUES (:site, :id, 7, '', 'en', '{}')""",
    """INSERT INTO shadows (site_id, id, body, overlays, author, note, started_at, ended_at)
       VALUES (:site, :id, '{}', '[]', 'Mo', '', :now, :now)""",
    """INSERT INTO shadow_verdicts (site_id, shadow_id, comment_id, revision, would, live, findings, at)
       VALUES (:site, :id, :comment, 1, 'hold', 'hold', '[]', :now)""",
)
