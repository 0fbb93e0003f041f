"""All roles by way of PgBouncer, with fewer connections to the database than they would open."""

from collections.abc import Iterator

import pytest

from tests.faults.conftest import COUNT, RATE, SEEDS
from tests.faults.drive import Result, drive
from tests.faults.hosts import Hosts, hosts
from tests.faults.pooling import POOLED
from tests.faults.scenarios import Scenario
from tests.pooler import connections_behind, demand

SERVERS = 4
pytestmark = pytest.mark.fault


@pytest.fixture(scope="module")
def pooled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    demand()
    with hosts(tmp_path_factory.mktemp("pooled") / "data", servers=SERVERS) as made:
        yield made


@pytest.mark.parametrize("seed", range(1, SEEDS + 1))
@pytest.mark.parametrize("scenario", POOLED, ids=lambda scenario: scenario.name)
def test_behind_a_pooler_nothing_is_lost_doubled_stuck_or_leaked(
    pooled: Hosts, results: list[Result], scenario: Scenario, seed: int
) -> None:
    result = drive(pooled, scenario, seed=seed, count=COUNT, rate=RATE)
    results.append(result)
    assert result.outcome.is_clean, result
    assert result.retry_after_missing == 0
    assert 0 < connections_behind(pooled.postgres.url) <= SERVERS
