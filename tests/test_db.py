"""What holds for every connection to the database."""

from sqlalchemy import text
from sqlalchemy.orm import Session


def test_the_server_too_notices_within_seconds_that_a_client_is_gone(database: Session) -> None:
    """Else a transaction of a host that vanished keeps its locks for half a minute."""
    names = ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count",
             "tcp_user_timeout")  # fmt: skip
    shown = [database.execute(text(f"SHOW {name}")).scalar_one() for name in names]
    assert shown == ["5", "2", "2", "4000"]
