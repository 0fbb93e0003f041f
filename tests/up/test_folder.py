"""The data folder: who may use it, and what is said when nobody may."""

import json
import os
import stat
from pathlib import Path

import pytest

from service.up.errors import CannotStart
from service.up.folder import open_folder


def test_secrets_are_made_once_and_private(tmp_path: Path) -> None:
    folder = open_folder(tmp_path / "data")
    made = folder.secrets()
    folder.lock.close()
    again = open_folder(tmp_path / "data")
    assert again.secrets() == made
    again.lock.close()
    mode = stat.S_IMODE((tmp_path / "data" / "secrets.json").stat().st_mode)
    assert mode == 0o600
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    open_folder(tmp_path).lock.close()
    assert (tmp_path / "parley.json").exists()


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("years of work")
    with pytest.raises(CannotStart, match="holds other files"):
        open_folder(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["thesis.odt"]


def test_a_folder_of_another_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "parley.json").write_text(json.dumps({"format": 99}))
    with pytest.raises(CannotStart, match="another version"):
        open_folder(tmp_path)


def test_a_folder_without_a_parent_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="does not exist"):
        open_folder(tmp_path / "no" / "such")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart, match="is a file"):
        open_folder(tmp_path / "file")


def test_a_second_start_on_the_same_folder_is_refused_by_name(tmp_path: Path) -> None:
    first = open_folder(tmp_path)
    with pytest.raises(CannotStart, match=f"process {os.getpid()}"):
        open_folder(tmp_path)
    first.lock.close()


def test_broken_secrets_are_not_replaced_in_silence(tmp_path: Path) -> None:
    folder = open_folder(tmp_path)
    (tmp_path / "secrets.json").write_text("{")
    with pytest.raises(CannotStart, match="secrets"):
        folder.secrets()
    folder.lock.close()
