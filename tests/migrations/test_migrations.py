"""Migrations lead up, down and up again, and the models equal their head."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import check, downgrade, upgrade

from service.config import Settings
from service.core import create_core
from service.db import db
from tests.conftest import Engines


@pytest.fixture
def bare(engines: Engines, settings: Settings) -> object:
    """A core on an empty database of its own."""
    owner = sa.create_engine(settings.sqlalchemy_url, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(sa.text("DROP DATABASE IF EXISTS migrations_test"))
        connection.execute(sa.text("CREATE DATABASE migrations_test"))
    url = engines.database_url.rsplit("/", 1)[0] + "/migrations_test"
    # Made anew, not copied: a copy keeps what was worked out of the other address.
    app = create_core(Settings(**{**settings.model_dump(), "database_url": url}))
    with app.app_context():
        yield app
        for engine in db.engines.values():
            engine.dispose()
    with owner.connect() as connection:
        connection.execute(sa.text("DROP DATABASE migrations_test"))
    owner.dispose()


def test_up_down_up_and_the_models_equal_the_head(bare: Flask) -> None:
    upgrade()
    check()
    downgrade(revision="base")
    with db.engine.connect() as connection:
        left = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
    assert left == set()
    upgrade()
    check()


def test_articles_learn_their_last_comment_from_those_that_are_there(bare: Flask) -> None:
    upgrade(revision="0224")
    with db.engine.begin() as connection:
        for statement in _OLD_COMMENTS:
            connection.execute(sa.text(statement))
    upgrade(revision="0225")
    with db.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT id, last_comment_id FROM articles ORDER BY id"))
        assert [tuple(row) for row in rows] == [(1, 12), (2, None)]


# 12 was published and taken down, 13 never published; below the second article nothing was.
_OLD_COMMENTS = (
    "INSERT INTO sites (id, slug, name, origins, languages) VALUES (1, 'a', 'A', '{}', '{}')",
    "INSERT INTO articles (site_id, id, key) VALUES (1, 1, 'one'), (1, 2, 'two')",
    """INSERT INTO comments (site_id, id, article_id, root_id, depth, path, reader_id, status,
           revision, created_at, published_at)
       VALUES (1, 11, 1, 11, 0, 'x', 5, 'published', 1, now(), now()),
              (1, 12, 1, 12, 0, 'x', 5, 'rejected', 1, now(), now()),
              (1, 13, 1, 13, 0, 'x', 5, 'held', 1, now(), NULL),
              (1, 14, 2, 14, 0, 'x', 5, 'held', 1, now(), NULL)""",
)


def test_there_is_one_head(repository: Path) -> None:
    assert len(ScriptDirectory(str(repository / "migrations")).get_heads()) == 1


def test_every_table_with_a_site_has_the_second_wall(bare: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        rows = connection.execute(
            sa.text("""
                SELECT c.relname, c.relforcerowsecurity FROM pg_class AS c
                JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'site_id'
                WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
            """)
        ).all()
    assert rows
    assert [name for name, is_forced in rows if not is_forced] == []
