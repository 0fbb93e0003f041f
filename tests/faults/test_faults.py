"""Whatever is killed, frozen, filled up or lied to: nothing lost, doubled, stuck or leaked.

`make test` runs every fault once, `make faults` ten times and writes docs/operate/faults.md.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import ledger
from tests.faults.conftest import COUNT, RATE, SEEDS
from tests.faults.drive import (
    Result,
    drive,
    make_article,
    status_of,
    writing,
)
from tests.faults.hosts import RECOVERY, Hosts, hosts, run
from tests.faults.load import text_of
from tests.faults.scenarios import SCENARIOS, Scenario
from tests.faults.upgrading import migrate, served_by, tree_before_the_newest_migration
from tests.waiting import wait_until

pytestmark = pytest.mark.fault


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    with hosts(tmp_path_factory.mktemp("faults") / "data") as made:
        yield made


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
@pytest.mark.parametrize("seed", range(1, SEEDS + 1))
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


def test_readers_notice_nothing_of_an_upgrade(installation: Hosts, tmp_path: Path) -> None:
    """The newest migration runs while the version before it serves; the present one then goes on
    with what that one left undone."""
    before = tree_before_the_newest_migration(tmp_path / "before")
    installation.mend()
    url = installation.postgres.url
    with served_by(installation, before):
        make_article(installation, "upgrade")
        installation.order("delay", 0.3)
        with writing(installation, "upgrade", rate=50) as books:
            wait_until(lambda: ledger.pending(url, "upgrade") > 10, why=lambda: "nobody writes")
            migrate(installation)
            assert installation.is_ready()
            posted = ledger.posted(url, "upgrade")
            wait_until(lambda: ledger.posted(url, "upgrade") > posted + 20)
        count = len(books["accepted"])
        assert books["statuses"] == {"202": count}
        assert ledger.pending(url, "upgrade") > 0
        installation.obey_no_more()
    wait_until(lambda: ledger.pending(url, "upgrade") == 0, seconds=RECOVERY)
    outcome = ledger.check(url, installation.url, "upgrade", books["accepted"])
    assert outcome == ledger.Outcome(count, 0, 0, 0, 0, 0)
