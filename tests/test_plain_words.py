"""Commands tell an operator in one line what is wrong, without a traceback or a secret."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from service.cli import main
from service.config import BadSettings, from_env, unknown_settings
from tests.conftest import Engines
from tests.journeys.conftest import PARLEY

NOBODY = "postgresql://parley:swordfish@127.0.0.1:1/comments"
Parley = Callable[..., Result]


@pytest.fixture
def parley(monkeypatch: pytest.MonkeyPatch, elsewhere: None) -> Parley:
    """The command with these variables; without others the database is away."""
    monkeypatch.setenv("DATABASE_URL", NOBODY)
    monkeypatch.setenv("BROKER_URL", "redis://127.0.0.1:1/0")

    def run(*words: str, **variables: str) -> Result:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        done = CliRunner().invoke(main, words, env={"COLUMNS": "300"})
        assert "Traceback" not in done.output
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    return run


def test_a_bad_setting_is_named_by_its_variable(parley: Parley) -> None:
    done = parley("settings", PARLEY_RATE_LIMITS="of", PARLEY_PROXY_HOPS="20")
    assert done.exit_code == 1
    assert "PARLEY_RATE_LIMITS=of: should be 'on' or 'off'" in done.output
    assert "PARLEY_PROXY_HOPS=20: should be less than or equal to 8" in done.output
    assert "pydantic" not in done.output


def test_a_role_does_not_start_with_a_bad_setting() -> None:
    for role in ("web", "worker", "beat"):
        done = subprocess.run(
            [str(PARLEY), role], capture_output=True, text=True, timeout=60, check=False,
            env={**os.environ, "PARLEY_PROXY_HOPS": "20"},
        )  # fmt: skip
        assert done.returncode == 1, role
        assert "PARLEY_PROXY_HOPS=20: should be" in done.stderr
        assert "Traceback" not in done.stderr


def test_what_holds_a_password_is_never_shown(parley: Parley) -> None:
    done = parley("settings", PARLEY_SMTP_URL="http://me:swordfish@host",
                  PARLEY_SECRET_KEY="swordfish")  # fmt: skip
    assert done.exit_code == 1
    assert "PARLEY_SMTP_URL" in done.output
    assert "PARLEY_SECRET_KEY must be 32 bytes or more" in done.output
    assert "swordfish" not in done.output


@pytest.mark.parametrize("words", ["migrate", "site list", "export --site nosuch"])
def test_a_database_that_is_away_is_named(parley: Parley, words: str) -> None:
    done = parley(*words.split())
    assert done.exit_code == 1
    assert "DATABASE_URL: PostgreSQL does not answer at 127.0.0.1:1/comments" in done.output
    assert "swordfish" not in done.output


def test_a_database_address_that_is_none_is_told(parley: Parley) -> None:
    done = parley("site", "list", DATABASE_URL="swordfish")
    assert done.exit_code == 1
    assert "DATABASE_URL is no address" in done.output
    assert "swordfish" not in done.output


def test_an_unknown_site_is_one_line(
    parley: Parley, app: Flask, engines: Engines, tmp_path: Path
) -> None:
    file = tmp_path / "comments.jsonl"
    file.write_text("{}\n")
    done = parley("import", "jsonl", str(file), "--site", "nosuch",
                  DATABASE_URL=engines.database_url, BROKER_URL=engines.broker_url)  # fmt: skip
    assert done.exit_code == 1
    assert "nosuch" in done.output


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("PARLEY_RATE_LIMIT", "off",
         "PARLEY_RATE_LIMIT is no setting; did you mean PARLEY_RATE_LIMITS?"),
        ("PARLEY_PROXYHOPS", "1", "PARLEY_PROXYHOPS is no setting; did you mean PARLEY_PROXY_HOPS?"),
        ("PARLEY_COFFEE", "black", "PARLEY_COFFEE is no setting"),
    ],
)  # fmt: skip
def test_an_unknown_setting_is_warned_of_and_stops_nothing(
    parley: Parley, name: str, value: str, line: str
) -> None:
    done = parley("settings", **{name: value})
    assert done.exit_code == 0
    assert f"warning: {line}\n" in done.stderr
    assert "warning" not in done.stdout


def test_what_others_set_is_no_unknown_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PARLEY_NEW_PASSWORD", "PARLEY_WEB_SERVICE_HOST", "PARLEY_WEB_PORT_80_TCP_ADDR",
                 "PARLEY_DATABASE_URL", "PARLEY_PORT", "parley_log_level"):  # fmt: skip
        monkeypatch.setenv(name, "1")
    assert unknown_settings() == []


def test_a_fault_of_ours_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    from service import config

    monkeypatch.setattr(config, "table", lambda: 1 / 0)
    assert isinstance(CliRunner().invoke(main, ["settings"]).exception, ZeroDivisionError)


def test_settings_that_are_right_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_FLUSH_EVERY", "0")
    with pytest.raises(BadSettings, match="PARLEY_FLUSH_EVERY=0: should be greater than"):
        from_env()
    monkeypatch.setenv("PARLEY_FLUSH_EVERY", "8")
    assert from_env().flush_every == 8
