"""Clients of the Perspective API, unmodified, against the running stack."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httplib2
import pytest
import requests
from googleapiclient import discovery
from googleapiclient.errors import HttpError

from tests.journeys.conftest import Stack

pytestmark = pytest.mark.journey

WEB = Path(__file__).parents[2] / "web"
CORAL_WAITS = 0.8  # seconds, its PERSPECTIVE_TIMEOUT


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


def test_googles_client_for_node_discovers_asks_and_reads_errors(stack: Stack) -> None:
    command = ["node", "--input-type=module", "-", stack.url, stack.api_key]
    script = Path(__file__).with_name("googleapis.js").read_text("utf-8")
    done = subprocess.run(
        command,
        input=script,
        capture_output=True,
        text=True,
        cwd=WEB,
        env=_with_node(),
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    toxicity = told["answer"]["attributeScores"]["TOXICITY"]
    assert toxicity["summaryScore"]["value"] > 0.5
    assert [(s["begin"], s["end"]) for s in toxicity["spanScores"]] == [(0, 26), (27, 44)]
    assert told["refused"]["status"] == 400
    assert "Comment must be non-empty." in told["refused"]["message"]
    assert told["refused"]["data"]["error"]["details"][0]["errorType"] == "COMMENT_EMPTY"
    assert told["suggested"]["clientToken"] == "from node"


def test_coral_needs_only_another_address(stack: Stack) -> None:
    answer = ask_as_coral(stack, "You are a stupid idiot, shut up")
    assert answer.json()["attributeScores"]["TOXICITY"]["summaryScore"]["value"] > 0.5


def test_coral_is_answered_before_it_gives_up(stack: Stack) -> None:
    """It waits 800 ms and then asks no more. The middle one of several: a machine that runs all
    tests may be busy for a moment."""
    text = "The ferry left without half of us, and nobody on the quay knew why. " * 3
    took = sorted(ask_as_coral(stack, text).elapsed.total_seconds() for _ in range(5))
    assert took[2] < CORAL_WAITS, took


def test_no_text_that_was_sent_is_in_any_log(stack: Stack) -> None:
    """Neither of answered nor of refused requests; of a comment neither, nor any key."""
    mark = f"secretword{uuid4().hex}"
    asked = {"requestedAttributes": {"TOXICITY": {}}}
    for body in (
        {"comment": {"text": f"You {mark} idiot"}, **asked},
        {"comment": {"text": mark * 600}, **asked},
        {"comment": {"text": mark, "type": "HTML"}, **asked},
        {"comment": {"text": mark}, "requestedAttributes": {mark: {}}},
        {"comment": {"text": mark}, "languages": [mark], **asked},
        {"comment": {mark: mark}, **asked},
        {"comment": [mark]},
    ):
        _post(stack, "analyze", json.dumps(body))
    _post(stack, "analyze", f'{{"comment": {mark}')
    label = {"TOXICITY": {"summaryScore": {"value": 1}}}
    suggestion = {"comment": {"text": f"No {mark}"}, "attributeScores": label}
    assert _post(stack, "suggestscore", json.dumps(suggestion)).ok
    requests.post(f"{stack.url}/api/v1/sites/demo/previews", json={"text": mark}, timeout=30)
    logs = [*(stack.data / "log").glob("*"), stack.data.with_name(stack.data.name + ".log")]
    assert len(logs) > 4
    for log in logs:
        words = log.read_text(errors="replace")
        assert mark not in words, log.name
        assert stack.api_key not in words, log.name


def ask_as_coral(stack: Stack, text: str) -> requests.Response:
    """As Coral 9 builds it: endpoint + `/comments:analyze?key=`, doNotStore, one language."""
    body = {
        "comment": {"text": text},
        "languages": ["en"],
        "doNotStore": True,
        "requestedAttributes": {"TOXICITY": {}},
        "communityId": "Coral:https://paper.example",
        "sessionId": "s",
    }
    answer = _post(stack, "analyze", json.dumps(body))
    assert answer.ok, answer.text
    return answer


def _post(stack: Stack, method: str, body: str) -> requests.Response:
    return requests.post(
        f"{stack.url}/v1alpha1/comments:{method}?key={stack.api_key}",
        data=body,
        headers={"Content-Type": "application/json"},
        timeout=30,
    )


def _with_node() -> dict[str, str]:
    """The environment, with the wheel's Node before any other."""
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
