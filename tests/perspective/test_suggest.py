"""POST /v1alpha1/comments:suggestscore: labels from clients."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.models import Suggestion
from tests.perspective.conftest import error_of

URL = "/v1alpha1/comments:suggestscore"


def test_corals_feedback_is_kept_as_a_label(
    client: FlaskClient, key: str, database: Session
) -> None:
    body = {
        "comment": {"text": "You are most welcome"},
        "context": {"entries": [{"text": '{"url":"https://paper.example/a"}'}]},
        "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1}}},
        "communityId": "Coral:https://paper.example",
        "clientToken": "comment:42",
    }
    answer = client.post(f"{URL}?key={key}", json=body)
    assert answer.json == {
        "clientToken": "comment:42",
        "detectedLanguages": ["en"],
        "requestedLanguages": [],
    }
    row = database.execute(select(Suggestion)).scalar_one()
    assert (row.text, row.labels, row.client_token) == (
        "You are most welcome", {"toxicity": 1.0}, "comment:42",
    )  # fmt: skip


def test_spans_are_kept_in_code_points(client: FlaskClient, key: str, database: Session) -> None:
    span = {"begin": 3, "end": 8, "score": {"value": 1}}  # after an emoji of two units
    body = {
        "comment": {"text": "😀 idiot"},
        "attributeScores": {"INSULT": {"spanScores": [span]}},
    }
    assert client.post(f"{URL}?key={key}", json=body).status_code == 200
    row = database.execute(select(Suggestion)).scalar_one()
    assert row.spans == [{"begin": 2, "end": 7, "attribute": "insult", "value": 1.0}]


@pytest.mark.parametrize(
    "scores",
    [
        {},  # documented as INVALID_ARGUMENT
        {"TOXICITY": {}},
        {"TOXICITY": {"spanScores": [{"score": {"value": 1}}]}},  # spans must have both ends
        {"TOXICITY": {"spanScores": [{"begin": 0, "end": 99, "score": {"value": 1}}]}},
        {"TOXICITY": {"summaryScore": {"value": 2}}},
        {"CHARM": {"summaryScore": {"value": 1}}},
    ],
)
def test_labels_that_mean_nothing_are_refused(
    client: FlaskClient, key: str, scores: dict[str, Any]
) -> None:
    body = {"comment": {"text": "Hello"}, "attributeScores": scores}
    code, kind, _ = error_of(client.post(f"{URL}?key={key}", json=body))
    assert (code, kind) == (400, "INVALID_REQUEST")
