"""How often, how many; and the table of all that was found."""

import os
from collections.abc import Iterator

import pytest

from tests.faults.drive import Result
from tests.faults.table import write_table

SEEDS = int(os.environ.get("FAULT_SEEDS", "1"))
COUNT = int(os.environ.get("FAULT_COMMENTS", "240"))
RATE = 100  # comments a second


@pytest.fixture(scope="package")
def results() -> Iterator[list[Result]]:
    """What each run found; `make faults` writes it into docs/operate/faults.md."""
    found: list[Result] = []
    yield found
    if "FAULT_SEEDS" in os.environ:
        write_table(found, comments=COUNT)
