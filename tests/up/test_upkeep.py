"""What a second start may leave out."""

from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from service.up import upkeep
from service.up.folder import open_folder


def test_the_latest_revision_is_alembics_head(repository: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(repository / "migrations"))
    config.set_main_option("path_separator", "os")
    assert upkeep.latest_revision() == ScriptDirectory.from_config(config).get_current_head()


def test_a_planted_demo_is_known_again(tmp_path: Path) -> None:
    folder = open_folder(tmp_path)
    url = "http://127.0.0.1:8000"
    assert not upkeep.is_planted(folder, url, seed=True)
    upkeep.note_planted(folder, url, seed=True)
    assert upkeep.is_planted(folder, url, seed=True)
    assert upkeep.is_planted(folder, url, seed=False)
    assert not upkeep.is_planted(folder, "http://127.0.0.1:9000", seed=True)
    folder.lock.close()


def test_a_site_without_threads_is_seeded_later(tmp_path: Path) -> None:
    folder = open_folder(tmp_path)
    upkeep.note_planted(folder, "http://127.0.0.1:8000", seed=False)
    assert not upkeep.is_planted(folder, "http://127.0.0.1:8000", seed=True)
    folder.lock.close()
