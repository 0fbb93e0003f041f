"""Whatever is killed, frozen, filled up or lied to: nothing lost, doubled, stuck or leaked.

`make test` runs every fault once, `make faults` ten times and writes docs/operate/faults.md.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import ledger
from tests.faults.conftest import COUNT, RATE, SEEDS
from tests.faults.drive import Result, drive, status_of
from tests.faults.hosts import Hosts, hosts, run
from tests.faults.load import text_of
from tests.faults.scenarios import SCENARIOS, Scenario
from tests.waiting import wait_until

pytestmark = pytest.mark.fault


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    with hosts(tmp_path_factory.mktemp("faults") / "data") as made:
        yield made


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


def test_killing_the_worker_in_mid_import_scores_every_comment_once(
    installation: Hosts, tmp_path: Path
) -> None:
    installation.mend()
    file = tmp_path / "community.jsonl"
    lines = [
        {
            "id": f"c{n}",
            "article": "imported",
            "author": f"a{n % 7}",
            "text": text_of(n, "imported", 99, ""),
        }
        for n in range(400)
    ]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    installation.order("delay", 0.3)
    run(installation, "-m", "service.cli", "import", "jsonl", str(file), "--site", "demo")
    waiting = ledger.pending(installation.postgres.url, "imported")
    wait_until(
        lambda: ledger.pending(installation.postgres.url, "imported") < waiting, seconds=60,
        why=lambda: "the import is not scored",
    )  # fmt: skip
    installation.kill("worker")
    assert ledger.pending(installation.postgres.url, "imported") > 0
    installation.obey_no_more()
    installation.replace("worker")
    wait_until(
        lambda: ledger.pending(installation.postgres.url, "imported") == 0, seconds=90,
        why=lambda: f"{ledger.pending(installation.postgres.url, 'imported')} wait",
    )  # fmt: skip
    outcome = ledger.check(installation.postgres.url, installation.url, "imported", {})
    assert outcome == ledger.Outcome(0, 0, 0, 0, 0, 0)
