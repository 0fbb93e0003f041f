"""How often, how many; and the table of all that was found."""

import os

import pytest

from tests.faults.drive import Result
from tests.faults.table import write_table

SEEDS = int(os.environ.get("FAULT_SEEDS", "1"))
COUNT = int(os.environ.get("FAULT_COMMENTS", "240"))
RATE = 100  # comments a second


class Results(list[Result]):
    """What each run found; `make faults` writes them into docs/operate/faults.md, after each run,
    so that whoever ends it early has what was run."""

    def append(self, result: Result) -> None:
        super().append(result)
        if "FAULT_SEEDS" in os.environ:
            write_table(self, comments=COUNT)


@pytest.fixture(scope="package")
def results() -> list[Result]:
    return Results()
