"""What holds for every connection to the database, and for every transaction."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from service import connections
from service.db import ALL_SITES, db, hot, transaction, whole
from service.errors import Unavailable
from service.models import Site

_WHERE = text("SELECT pg_backend_pid()")


@pytest.fixture
def pooled(app: Flask) -> Iterator[None]:
    """Transactions of their own, on connections of the pool, as a web process has them."""
    db.engine.dispose()
    yield
    db.engine.dispose()


def _backend(site_id: int = ALL_SITES) -> int:
    with transaction(site_id) as session:
        return int(session.execute(_WHERE).scalar_one())


def test_the_server_too_notices_within_seconds_that_a_client_is_gone(database: Session) -> None:
    """Else a transaction of a host that vanished keeps its locks for half a minute."""
    names = ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count",
             "tcp_user_timeout")  # fmt: skip
    shown = [database.execute(text(f"SHOW {name}")).scalar_one() for name in names]
    assert shown == ["5", "2", "2", "4000"]


def test_a_session_serves_the_next_transaction_and_brings_nothing_along(pooled: None) -> None:
    with transaction(7) as first:
        pid = first.execute(_WHERE).scalar_one()
        first.execute(text("SET LOCAL work_mem = '1MB'"))
    with transaction(8) as second:
        [row] = hot(second, "SELECT current_setting('parley.site') AS site, pg_backend_pid()", {})
        assert (row.site, row.pg_backend_pid) == ("8", pid)
        assert not second.identity_map
        assert second.execute(text("SHOW work_mem")).scalar_one() != "1MB"


def test_a_transaction_inside_another_has_a_session_of_its_own(pooled: None) -> None:
    outer_pid = _backend()
    with transaction(7) as outer:
        with transaction(8) as inner:
            assert inner is not outer
            assert inner.execute(text("SHOW parley.site")).scalar_one() == "8"
        assert outer.execute(_WHERE).scalar_one() == outer_pid
        assert outer.execute(text("SHOW parley.site")).scalar_one() == "7"


def test_after_an_error_nothing_is_left_of_a_transaction(pooled: None) -> None:
    with pytest.raises(ProgrammingError), transaction(7) as session:
        session.execute(text("SET LOCAL work_mem = '1MB'; SELECT nothing FROM nowhere"))
    with transaction(7) as session:
        assert session.execute(text("SHOW work_mem")).scalar_one() != "1MB"


def test_rows_that_a_transaction_read_are_read_anew_by_the_next(pooled: None) -> None:
    with transaction(ALL_SITES) as session:
        session.add(Site(id=77, slug="anew", name="Before", origins=[], languages=[]))
    try:
        with transaction(ALL_SITES) as session:
            kept = session.get_one(Site, 77)
        with db.engine.begin() as elsewhere:
            elsewhere.execute(text("SET LOCAL parley.site = '0'"))
            elsewhere.execute(text("UPDATE sites SET name = 'After' WHERE id = 77"))
        with transaction(ALL_SITES) as session:
            assert kept not in session
            assert session.get_one(Site, 77).name == "After"
    finally:
        with transaction(ALL_SITES) as session:
            session.execute(text("DELETE FROM sites WHERE id = 77"))


@pytest.mark.parametrize("rests", [0.0, 5.0])  # seconds that a session may rest unasked
def test_a_connection_that_died_costs_no_request(
    pooled: None, monkeypatch: pytest.MonkeyPatch, rests: float
) -> None:
    monkeypatch.setattr(connections, "_PING_AFTER", rests)
    pid = _backend()
    with db.engine.connect() as elsewhere:
        elsewhere.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    assert _backend() != pid


def test_a_connection_that_dies_between_two_parts_of_a_whole_takes_both_along(pooled: None) -> None:
    def halves() -> None:
        with whole(ALL_SITES):
            with transaction(ALL_SITES) as session:
                session.add(Site(id=78, slug="half", name="Half", origins=[], languages=[]))
                pid = session.execute(_WHERE).scalar_one()
            with db.engine.connect() as elsewhere:
                elsewhere.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
            with transaction(ALL_SITES) as session:
                session.execute(_WHERE)

    with pytest.raises(Unavailable):
        halves()
    with transaction(ALL_SITES) as session:
        assert session.get(Site, 78) is None
