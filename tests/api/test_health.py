"""Ready, and why not: what is asked before a process gets requests."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session


@pytest.mark.parametrize(
    ("version", "is_ready"),
    [
        ("9999", True),  # tables of a later version: this one serves while it is being replaced
        ("0001", False),  # somebody forgot to migrate
    ],
)
def test_newer_tables_are_no_reason_and_older_ones_are(
    client: FlaskClient, database: Session, version: str, is_ready: bool
) -> None:
    database.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
    answer = client.get("/readyz")
    assert (answer.json["checks"]["database"] == "ok") is is_ready, answer.json
    assert answer.status_code == (200 if is_ready else 503)
