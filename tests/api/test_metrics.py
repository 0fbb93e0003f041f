"""/metrics: one answer for all processes, in Prometheus' own format."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from service.measures import Counts, Measure, counters
from service.valkey import memory
from tests.waiting import wait_until


@pytest.fixture(autouse=True)
def empty(app: Flask) -> None:
    counters.flush()
    wait_until(lambda: bool(memory().ask(lambda client: client.flushdb(), otherwise=False)))


def scraped(client: FlaskClient) -> dict[str, float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.text)
    return {
        sample.name + "".join(f" {key}={value}" for key, value in sorted(sample.labels.items())):
        sample.value
        for family in families for sample in family.samples
    }  # fmt: skip


def test_counters_of_several_processes_are_added_up(client: FlaskClient) -> None:
    one, other = Counts(), Counts()
    one.add(Measure.DECISIONS, verb="hold", by="machine", reason="scores")
    other.add(Measure.DECISIONS, 2, verb="hold", by="machine", reason="scores")
    one.flush()
    other.flush()
    found = scraped(client)
    assert found["parley_decisions_total by=machine reason=scores verb=hold"] == 3


def test_what_waits_is_told(client: FlaskClient) -> None:
    found = scraped(client)
    assert found["parley_database_up"] == 1
    assert found["parley_oldest_waiting_seconds"] >= 0
    assert "parley_scoring_jobs lane=live" in found
    assert found["parley_queue_messages queue=scoring"] == 0


def test_every_counter_is_explained(client: FlaskClient) -> None:
    help_lines = [line for line in client.get("/metrics").text.splitlines() if "# HELP" in line]
    for measure in Measure:
        assert any(measure.removesuffix("_total") in line for line in help_lines), measure
