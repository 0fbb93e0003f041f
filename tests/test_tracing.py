"""A trace leads from a post through the worker to its decision, and holds no text."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sqlalchemy import select

from service import tracing
from service.db import transaction
from service.ids import parse_public_id
from service.models import ScoringJob
from service.scoring import Rank, Scores
from tests.make import CALM, make_article, make_site


class Calm:
    """A scorer that finds nothing."""

    def score(self, texts: list[str], **_options: object) -> list[Scores]:
        return [Scores(CALM, "en", Rank.DECIDES, "calm", "1") for _ in texts]


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    tracing.use(provider)
    yield kept
    tracing.use(None)


def test_post_score_and_decision_are_one_trace_without_text(
    client: FlaskClient, spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workers import score

    monkeypatch.setattr(score, "current_scorer", Calm)
    monkeypatch.setattr(score, "current_settings", lambda: client.application.extensions["parley"])
    make_article(make_site())
    base = "/api/v1/sites/gazette"
    token = client.post(f"{base}/sessions", json={"guest": {"name": "Ann"}}).json["token"]
    spans.clear()
    posted = client.post(
        f"{base}/articles/story/comments", json={"text": "A secret sentence."},
        headers={"Authorization": f"Bearer {token}"},
    )  # fmt: skip
    assert posted.status_code == 202, posted.json
    site_id, comment_id = parse_public_id(posted.json["id"])
    score._score(site_id, [comment_id])
    found = {each.name: each for each in spans.get_finished_spans()}
    post = found["POST /api/v1/sites/<site>/articles/<article>/comments"]
    assert {name: each.parent.span_id for name, each in found.items() if each.parent} == {
        "score": post.context.span_id, "decide": post.context.span_id,
    }  # fmt: skip
    assert {each.context.trace_id for each in found.values()} == {post.context.trace_id}
    told = "".join(each.to_json() for each in found.values())
    assert not any(word in told for word in ("secret sentence", "Ann", token))


def test_without_telemetry_no_job_carries_a_trace(client: FlaskClient) -> None:
    site_id = make_site()
    make_article(site_id)
    token = client.post("/api/v1/sites/gazette/sessions", json={"guest": {"name": "Ann"}}).json
    client.post(
        "/api/v1/sites/gazette/articles/story/comments", json={"text": "A sentence."},
        headers={"Authorization": f"Bearer {token['token']}"},
    )  # fmt: skip
    with transaction(site_id) as session:
        assert session.execute(select(ScoringJob.trace)).scalars().all() == [None]


def test_without_telemetry_no_span_is_made() -> None:
    # redis-py loads OpenTelemetry by itself where it is installed: what counts is our own part.
    assert tracing.span("one") is tracing.span("other")
    assert tracing.traceparent() is None
