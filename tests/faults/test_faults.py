"""Whatever is killed, frozen, filled up or lied to: nothing lost, doubled, stuck or leaked.

`make test` runs every fault once, `make faults` ten times and writes docs/operate/faults.md.
"""

import os
from collections.abc import Iterator

import pytest

from tests.faults.drive import Result, drive, status_of
from tests.faults.hosts import Hosts, hosts
from tests.faults.scenarios import SCENARIOS, Scenario
from tests.faults.table import write_table

pytestmark = pytest.mark.fault

SEEDS = int(os.environ.get("FAULT_SEEDS", "1"))
COUNT = int(os.environ.get("FAULT_COMMENTS", "240"))
RATE = 100  # comments a second


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    with hosts(tmp_path_factory.mktemp("faults") / "data") as made:
        yield made


@pytest.fixture(scope="module")
def results() -> Iterator[list[Result]]:
    found: list[Result] = []
    yield found
    if SEEDS > 1:
        write_table(found, comments=COUNT)


@pytest.mark.parametrize("seed", range(1, SEEDS + 1))
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_nothing_is_lost_doubled_stuck_or_leaked(
    installation: Hosts, results: list[Result], scenario: Scenario, seed: int
) -> None:
    result = drive(installation, scenario, seed=seed, count=COUNT, rate=RATE)
    results.append(result)
    assert result.outcome.is_clean, result
    assert result.retry_after_missing == 0
    if scenario.special:
        found = status_of(installation, scenario.special)
        assert found == [("held", "scoring_failed")] * seed
