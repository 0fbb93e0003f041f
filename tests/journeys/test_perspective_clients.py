"""Clients of the Perspective API, unmodified, against the running stack."""

import json
from collections.abc import Iterator
from typing import Any

import httplib2
import pytest
import requests
from googleapiclient import discovery
from googleapiclient.errors import HttpError

from tests.journeys.conftest import Stack

pytestmark = pytest.mark.journey


def google_client(stack: Stack, key: str, http: httplib2.Http | None = None) -> Any:
    return discovery.build(
        "commentanalyzer", "v1alpha1", developerKey=key, static_discovery=False, http=http,
        discoveryServiceUrl=f"{stack.url}/$discovery/rest?version=v1alpha1",
    )  # fmt: skip


@pytest.fixture
def google(stack: Stack) -> Iterator[Any]:
    made = google_client(stack, stack.api_key)
    yield made
    made.close()


def test_googles_client_gets_scores_and_spans(google: Any) -> None:
    body = {
        "comment": {"text": "You are a stupid idiot. See you tomorrow!"},
        "requestedAttributes": {"TOXICITY": {}},
        "languages": ["en"],
        "spanAnnotations": True,
    }
    answer = google.comments().analyze(body=body).execute()
    toxicity = answer["attributeScores"]["TOXICITY"]
    assert toxicity["summaryScore"]["value"] > 0.5
    assert [(s["begin"], s["end"]) for s in toxicity["spanScores"]] == [(0, 23), (24, 41)]


def test_googles_client_reads_our_errors(google: Any) -> None:
    body = {"comment": {"text": ""}, "requestedAttributes": {"TOXICITY": {}}}
    with pytest.raises(HttpError, match=r"Comment must be non-empty\.") as caught:
        google.comments().analyze(body=body).execute()
    assert caught.value.status_code == 400
    assert caught.value.error_details[0]["errorType"] == "COMMENT_EMPTY"


def test_googles_client_is_told_of_a_bad_key_when_it_is_made(stack: Stack) -> None:
    http = httplib2.Http()  # ours, because the client forgets to close its own
    with pytest.raises(HttpError, match="API key not valid"):
        google_client(stack, "AIzaNobody", http)
    http.close()


def test_googles_client_suggests_a_score(google: Any) -> None:
    body = {
        "comment": {"text": "A perfectly kind sentence"},
        "attributeScores": {"TOXICITY": {"summaryScore": {"value": 0.0}}},
        "clientToken": "journey",
    }
    assert google.comments().suggestscore(body=body).execute()["clientToken"] == "journey"


def test_coral_needs_only_another_address(stack: Stack) -> None:
    """As Coral 9 builds it: endpoint + `/comments:analyze?key=`, doNotStore, one language."""
    body = {
        "comment": {"text": "You are a stupid idiot, shut up"},
        "languages": ["en"],
        "doNotStore": True,
        "requestedAttributes": {"TOXICITY": {}},
        "communityId": "Coral:https://paper.example",
        "sessionId": "s",
    }
    endpoint = f"{stack.url}/v1alpha1"
    answer = requests.post(
        f"{endpoint}/comments:analyze?key={stack.api_key}",
        data=json.dumps(body),
        headers={"Content-Type": "application/json"},
        timeout=30,
    )
    assert answer.json()["attributeScores"]["TOXICITY"]["summaryScore"]["value"] > 0.5
