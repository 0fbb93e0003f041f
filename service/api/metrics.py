"""/metrics for Prometheus: the counters of all processes, and what waits right now."""

from collections.abc import Iterator

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from service.clock import utc_now
from service.db import ALL_SITES, transaction
from service.errors import Unavailable
from service.lab.drift import count_drifted
from service.measures import Measure, totals
from service.moderation.sweeping import jobs_by_lane, oldest_waiting
from service.queue import Queue, waiting_messages

api = APIBlueprint("metrics", __name__, abp_tags=[Tag(name="health")])

TOLD = {
    Measure.POSTS: "Comments accepted.",
    Measure.DECISIONS: "Decisions by verb, by whom, and for which reason.",
    Measure.FEED_PAGES: "Pages of threads, by where they came from.",
    Measure.BATCHES: "Batches the model was given, by size.",
    Measure.TEXTS: "Texts scored.",
    Measure.FAILED_TEXTS: "Attempts at a text that failed.",
    Measure.CHECKS: "Revisions a publisher's own check was asked about.",
    Measure.REFUSALS: "Requests refused for frequency, by rule.",
    Measure.MODEL_SECONDS: "Seconds spent in the model.",
    Measure.SWEPT: "Comments the sweeper rang for again.",
}


@api.get("/metrics")
def metrics() -> Response:
    """Counters and gauges in Prometheus' text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Everything())
    return Response(generate_latest(registry), mimetype=CONTENT_TYPE_PLAIN_0_0_4)


class _Everything(Collector):
    """Asked once per scrape."""

    def collect(self) -> Iterator[Metric]:
        for measure, values in totals().items():
            names = sorted({name for labels, _ in values for name in labels})
            family = CounterMetricFamily(measure, TOLD[measure], labels=names)
            for labels, value in values:
                family.add_metric([labels.get(name, "") for name in names], value)
            yield family
        yield from _queues()
        yield from _ledger()


def _queues() -> Iterator[Metric]:
    messages = GaugeMetricFamily(
        "parley_queue_messages", "Messages in a queue, without those in workers' hands.",
        labels=["queue"],
    )  # fmt: skip
    for queue in Queue:
        waiting = waiting_messages(queue)
        if waiting is not None:
            messages.add_metric([queue], waiting)
    yield messages


def _ledger() -> Iterator[Metric]:
    is_up = GaugeMetricFamily("parley_database_up", "1 while the database answers.")
    try:
        with transaction(ALL_SITES) as session:
            oldest = oldest_waiting(session, now=utc_now())
            jobs = jobs_by_lane(session)
            drifted = count_drifted(session)
    except Unavailable:
        is_up.add_metric([], 0)
        yield is_up
        return
    is_up.add_metric([], 1)
    yield is_up
    # The signal to scale workers by: a long queue that moves is fine, an old one is not.
    yield GaugeMetricFamily(
        "parley_oldest_waiting_seconds", "Age of the oldest live comment without scores.",
        value=oldest,
    )  # fmt: skip
    yield GaugeMetricFamily(
        "parley_drifted_scores", "Attributes whose scores are spread otherwise than when tuned.",
        value=drifted,
    )  # fmt: skip
    waiting = GaugeMetricFamily("parley_scoring_jobs", "Revisions without scores.", labels=["lane"])
    for lane in ("live", "bulk"):
        waiting.add_metric([lane], jobs.get(lane, 0))
    yield waiting
