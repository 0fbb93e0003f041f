"""Every endpoint of the OpenAPI document, asked by everybody of another site: nothing of this
site's is shown or changed. An endpoint that is added is asked too, without anything to do.
"""

from typing import Any

import pytest

from tests.security.aliens import STRANGERS, Watch
from tests.security.operations import OPERATIONS
from tests.security.world import World, world

__all__ = ["world"]


@pytest.fixture(scope="module")
def watch(world: World) -> Watch:
    return Watch(world)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_strangers_see_and_change_nothing(watch: Watch, operation: str) -> None:
    for actor in STRANGERS:
        watch.ask(operation, actor)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_id_of_another_site_works_below_ones_own(watch: Watch, operation: str) -> None:
    for actor in ("reader B", "admin B", "key B"):
        watch.ask(operation, actor, site="courier")


@pytest.mark.parametrize(
    "change",
    [
        ("POST", "sites/gazette/sessions", {"guest": {"name": "Ann"}}),  # a row of the site
        ("PUT", "sites/gazette/settings", {"name": "Other"}),  # the site itself
    ],
)
def test_the_watch_sees_a_change(watch: Watch, change: tuple[str, str, Any]) -> None:
    world = watch.world
    with world.undone():
        world.made(*change, by="admin")
        assert watch.changed()
