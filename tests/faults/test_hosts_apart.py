"""Web, broker, database and two workers on hosts of their own, whose cables are cut."""

import subprocess
from collections.abc import Iterator

import pytest

from tests.faults.cables import APART
from tests.faults.conftest import COUNT, RATE, SEEDS
from tests.faults.drive import Result, drive
from tests.faults.hosts import Hosts, hosts
from tests.faults.network import NUMBER, Network, network
from tests.faults.scenarios import Scenario

_SUBNET = Network(NUMBER).subnet
pytestmark = [
    pytest.mark.fault,
    pytest.mark.allow_hosts(["127.0.0.1", *(f"{_SUBNET}.{last}" for last in range(1, 8))]),
]


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    try:
        cables = network()
        made = cables.__enter__()
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no network namespaces here: {error}")
    try:
        with hosts(tmp_path_factory.mktemp("apart") / "data", made) as installation:
            yield installation
    finally:
        cables.__exit__(None, None, None)


@pytest.mark.parametrize("seed", range(1, SEEDS + 1))
@pytest.mark.parametrize("scenario", APART, ids=lambda scenario: scenario.name)
def test_only_time_is_lost_when_hosts_are(
    apart: Hosts, results: list[Result], scenario: Scenario, seed: int
) -> None:
    result = drive(apart, scenario, seed=seed, count=COUNT, rate=RATE)
    results.append(result)
    assert result.outcome.is_clean, result
    assert result.retry_after_missing == 0
