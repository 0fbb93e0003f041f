"""`parley site|moderator|key`, as an operator types them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from flask import Flask

from service.cli import main
from service.identity.staff import is_password
from tests.conftest import Engines

Parley = Callable[..., str]


@pytest.fixture
def parley(app: Flask, engines: Engines, monkeypatch: pytest.MonkeyPatch) -> Iterator[Parley]:
    """The command, against this session's engines. It commits for good, so what it made is taken
    away again: all other tests begin with no site."""
    monkeypatch.setenv("DATABASE_URL", engines.database_url)
    monkeypatch.setenv("BROKER_URL", engines.broker_url)
    monkeypatch.setenv("PARLEY_SECRET_KEY", "a-key-of-the-tests-and-of-nobody-else")
    monkeypatch.setenv("PARLEY_NEW_PASSWORD", "quite-a-long-one")

    def run(*words: str, fails: bool = False, status: int | None = None) -> str:
        done = CliRunner().invoke(main, words)
        assert (done.exit_code != 0) == (fails or bool(status)), done.output
        assert status is None or done.exit_code == status, done.output
        return done.output

    yield run
    with psycopg.connect(engines.database_url, autocommit=True) as connection:
        connection.execute("TRUNCATE sites, staff CASCADE")


def test_an_operator_opens_a_site_without_the_console(parley: Parley) -> None:
    parley("site", "add", "typed", "--origin", "https://TYPED.example/")
    assert "typed\ttyped\thttps://typed.example\n" in parley("site", "list")
    assert "not an origin" in parley(
        "site", "add", "other", "--origin", "https://x.example/page", fails=True
    )
    signed = parley("site", "sign", "typed", "--issuer", "https://typed.example")
    assert "kid " in signed
    assert "secret " in signed
    on = ("--site", "typed")
    parley("moderator", "add", "Mo@typed.example", *on, "--role", "admin")
    assert parley("moderator", "list", *on) == "mo@typed.example\tMo\tadmin\n"
    assert "one admin" in parley("moderator", "remove", "mo@typed.example", *on, status=3)
    made = parley("key", "add", "bot", *on, "--scope", "post").strip()
    assert made.startswith("parley_")
    assert made[:17] in parley("key", "list", *on)
    parley("key", "revoke", made[:17], *on)
    assert parley("key", "list", *on) == ""


def test_adding_somebody_known_changes_nothing_and_says_so(
    parley: Parley, engines: Engines
) -> None:
    for slug in ("herald", "courier"):
        parley("site", "add", slug, "--origin", f"https://{slug}.example")
    assert "already" in parley("site", "add", "herald", "--origin", "https://x.example", status=3)
    ann = ("moderator", "add", "ann@herald.example")
    parley(*ann, "--site", "herald", "--name", "Ann Lee", "--role", "admin")
    for slug in ("herald", "courier"):
        again = parley(*ann, "--site", slug, "--password", "one-that-is-not-theirs", status=3)
        assert "ann@herald.example is known already" in again
    assert parley("moderator", "list", "--site", "courier") == ""
    assert parley("moderator", "list", "--site", "herald") == "ann@herald.example\tAnn Lee\tadmin\n"
    with psycopg.connect(engines.database_url) as connection:
        [hashed] = connection.execute("SELECT password_hash FROM staff").fetchone() or [None]
    assert is_password("quite-a-long-one", hashed)
    assert "12 characters" in parley(
        "moderator",
        "add",
        "bo@herald.example",
        "--site",
        "herald",
        "--password",
        "short",
        fails=True,
    )


def test_a_role_is_given_to_somebody_known_and_changed(parley: Parley) -> None:
    for slug in ("herald", "courier"):
        parley("site", "add", slug, "--origin", f"https://{slug}.example")
    parley("moderator", "add", "ann@herald.example", "--site", "herald", "--name", "Ann Lee",
           "--role", "admin")  # fmt: skip
    role = ("moderator", "role", "Ann@herald.example")
    parley(*role, "analyst", "--site", "courier")
    listed = parley("moderator", "list", "--site", "courier")
    assert listed == "ann@herald.example\tAnn Lee\tanalyst\n"
    assert "one admin" in parley(*role, "moderator", "--site", "herald", status=3)
    assert "nobody" in parley("moderator", "role", "x@x.example", "admin", "--site", "herald",
                              status=1)  # fmt: skip


def test_a_forgotten_password_is_set_and_nothing_else_changes(
    parley: Parley, engines: Engines
) -> None:
    parley("site", "add", "forgot", "--origin", "https://forgot.example")
    of_one = ("moderator", "add", "mo@forgot.example", "--site", "forgot", "--role", "admin")
    parley(*of_one, "--name", "Mo Ray")
    change = ("moderator", "password", "mo@forgot.example", "--password")
    assert "12 characters" in parley(*change, "short", fails=True)
    with psycopg.connect(engines.database_url, autocommit=True) as connection:
        [staff_id] = connection.execute("SELECT id FROM staff").fetchone() or [0]
        connection.execute(
            "INSERT INTO staff_sessions (token_hash, csrf_token, staff_id, expires_at)"
            " VALUES ('x', 'y', %s, now() + interval '1 day')", [staff_id],
        )  # fmt: skip
        parley(*change, "another-long-one")
        [hashed] = connection.execute("SELECT password_hash FROM staff").fetchone() or [None]
        assert connection.execute("SELECT FROM staff_sessions").fetchall() == []
    assert is_password("another-long-one", hashed)
    listed = parley("moderator", "list", "--site", "forgot")
    assert listed == "mo@forgot.example\tMo Ray\tadmin\n"


def test_a_key_gets_a_rate_of_its_own(parley: Parley, engines: Engines) -> None:
    parley("site", "add", "paced", "--origin", "https://paced.example")
    of_one = ("key", "add", "coral", "--site", "paced", "--scope", "score", "--scores-per-minute")
    assert "range" in parley(*of_one, "0", fails=True)
    made = parley(*of_one, "90").strip()
    with psycopg.connect(engines.database_url) as connection:
        kept = connection.execute("SELECT limits FROM api_keys WHERE prefix = %s", [made[7:17]])
        assert kept.fetchone() == ({"scores_per_minute": 90},)


def test_a_provider_is_added_listed_and_removed(parley: Parley, tmp_path: Path) -> None:
    kept = tmp_path / "secret"
    kept.write_text("hush\n")
    parley("site", "add", "lent", "--origin", "https://lent.example")
    given = ("--site", "lent", "--name", "Library card", "--client-id", "parley")
    shown = ("--client-secret", str(kept))
    add = ("provider", "add", "https://login.example.org", *given, *shown)
    assert parley(*add).endswith("/account/back\n")
    assert "already" in parley(*add, fails=True)
    private = ("provider", "add", "https://127.0.0.1", *given, *shown)
    assert "private" in parley(*private, fails=True)
    assert (
        parley("provider", "list", "--site", "lent") == "https://login.example.org\tLibrary card\n"
    )
    parley("provider", "remove", "https://login.example.org", "--site", "lent")
    assert parley("provider", "list", "--site", "lent") == ""
