"""POST /v1alpha1/comments:analyze, as clients of the Perspective API know it."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.identity.keys import Scope, create_key
from service.models import Suggestion
from tests.perspective.conftest import Call, error_of

UNSUPPORTED = "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"


def test_a_text_gets_a_summary_and_one_span_of_all_of_it(analyze: Call) -> None:
    answer = analyze("You are a stupid idiot, shut up 😀", clientToken="mine").json
    assert answer is not None
    toxicity = answer["attributeScores"]["TOXICITY"]
    assert 0.5 < toxicity["summaryScore"]["value"] <= 1
    assert toxicity["summaryScore"]["type"] == "PROBABILITY"
    assert [(s["begin"], s["end"]) for s in toxicity["spanScores"]] == [(0, 34)]  # UTF-16
    assert answer["languages"] == answer["detectedLanguages"] == ["en"]
    assert answer["clientToken"] == "mine"


def test_each_sentence_gets_a_span_when_asked(analyze: Call) -> None:
    answer = analyze("You idiot 😀! Thank you all.", spanAnnotations=True).json
    assert answer is not None
    spans = answer["attributeScores"]["TOXICITY"]["spanScores"]
    assert [(s["begin"], s["end"]) for s in spans] == [(0, 13), (14, 28)]
    assert spans[0]["score"]["value"] > spans[1]["score"]["value"]


def test_a_percent_encoded_colon_is_the_same_method(client: FlaskClient, key: str) -> None:
    body = {"comment": {"text": "Hello there"}, "requestedAttributes": {"TOXICITY": {}}}
    answer = client.post(f"/v1alpha1/comments%3Aanalyze?key={key}", json=body)
    assert answer.status_code == 200


def test_scores_under_the_threshold_are_left_out(analyze: Call) -> None:
    low = analyze(requestedAttributes={"TOXICITY": {"scoreThreshold": 0.99}}).json
    assert low is not None
    assert low["attributeScores"] == {}


def test_the_requests_language_goes_before_the_one_found(analyze: Call) -> None:
    answer = analyze("Good morning, dear friends of the harbour.", languages=["fr"]).json
    assert answer is not None
    assert answer["languages"] == ["fr"]
    assert answer["detectedLanguages"] == ["en"]


def test_snake_case_and_null_are_read_as_google_reads_them(client: FlaskClient, key: str) -> None:
    body = {
        "comment": {"text": "Good morning", "type": None},
        "requested_attributes": {"TOXICITY": None},
        "client_token": "t",
    }
    answer = client.post(f"/v1alpha1/comments:analyze?key={key}", json=body)
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["clientToken"] == "t"


def test_an_unsupported_attribute_may_be_dropped(analyze: Call) -> None:
    asked = {"TOXICITY": {}, "THREAT": {}}
    french = "Bonjour à toutes et à tous, quelle belle journée sur le port."
    refused = analyze(french, requestedAttributes=asked)
    assert error_of(refused)[1] == UNSUPPORTED
    answer = analyze(french, requestedAttributes=asked, dropUnsupportedAttributes=True).json
    assert answer is not None
    assert list(answer["attributeScores"]) == ["TOXICITY"]


@pytest.mark.parametrize(
    ("body", "kind", "message"),
    [
        ({"text": ""}, "COMMENT_EMPTY", "Comment must be non-empty."),
        ({"text": " \n"}, "COMMENT_EMPTY", "Comment must be non-empty."),
        ({"text": None}, "COMMENT_EMPTY", "Comment must be non-empty."),
        (
            {"text": "é" * 11_684},
            "COMMENT_TOO_LONG",
            "Comment text was too many bytes. Value (23368) exceeded limit (20480).",
        ),
        (
            {"requestedAttributes": {}},
            "NO_REQUESTED_ATTRIBUTES",
            "Missing requested_attributes",
        ),
        (
            {"requestedAttributes": {"FLIRTATION": {}}},
            "INVALID_REQUEST",
            "Unknown requested attribute: FLIRTATION",
        ),
        (
            {"requestedAttributes": {"TOXICITY": {"scoreType": "PERCENTILE"}}},
            "INVALID_REQUEST",
            "Requested score type PERCENTILE is not supported by attribute TOXICITY",
        ),
        (
            {"languages": ["und"]},
            UNSUPPORTED,
            "Attribute TOXICITY does not support request languages: und",
        ),
        ({"text": "12345 !!"}, "LANGUAGE_DETECTION_FAILED", "Unable to detect language"),
        (
            {"comment": {"text": "<b>Hi</b>", "type": "HTML"}, "text": None},
            "INVALID_REQUEST",
            "Currently, only 'PLAIN_TEXT' comments are supported",
        ),
        (
            {"comment": {"text": "Hi", "type": "RTF"}, "text": None},
            "INVALID_REQUEST",
            "Unknown text type",
        ),
        (
            {
                "context": {
                    "entries": [{"text": "a"}],
                    "articleAndParentComment": {"article": {"text": "b"}},
                }
            },
            "INVALID_REQUEST",
            "Context can have either entries or article_and_parent_comment, but both fields were"
            " populated.",
        ),
        (
            {"requestedAtributes": {}},
            "INVALID_REQUEST",
            'Invalid JSON payload received. Unknown name "requestedAtributes": Cannot find field.',
        ),
        ({"languages": 5}, "INVALID_REQUEST", "Invalid value at 'languages', 5"),
    ],
)
def test_what_cannot_be_scored_is_refused_in_the_words_clients_parse(
    analyze: Call, body: dict[str, Any], kind: str, message: str
) -> None:
    assert error_of(analyze(**body)) == (400, kind, message)


def test_an_unsupported_language_is_told_as_an_object(analyze: Call) -> None:
    german = analyze("Das ist ein ganz und gar deutscher Satz über das schöne Wetter.")
    assert german.json is not None
    detail = german.json["error"]["details"][0]
    assert detail["languageNotSupportedByAttributeError"] == {
        "detectedLanguages": ["de"],
        "attribute": "TOXICITY",
    }


def test_broken_json_is_a_bad_request(client: FlaskClient, key: str) -> None:
    answer = client.post(f"/v1alpha1/comments:analyze?key={key}", data=b"{")
    assert error_of(answer)[0] == 400


def test_a_body_beyond_reason_is_a_bad_request(analyze: Call) -> None:
    code, _, message = error_of(analyze("a" * 2_000_000))
    assert (code, message) == (400, "Request payload size exceeds the limit: 1048576 bytes.")


def test_keys_are_checked_with_googles_words(
    client: FlaskClient, site_id: int, database: Session
) -> None:
    from service.clock import utc_now
    from service.db import ALL_SITES, transaction

    with transaction(ALL_SITES) as session:
        reading = create_key(session, site_id, "reader", [Scope.READ], now=utc_now())
    url = "/v1alpha1/comments:analyze"
    assert error_of(client.post(f"{url}?key=AIza", json={})) == (
        400, "API_KEY_INVALID", "API key not valid. Please pass a valid API key.",
    )  # fmt: skip
    assert error_of(client.post(url, json={}))[:2] == (403, "CREDENTIALS_MISSING")
    assert error_of(client.post(f"{url}?key={reading}", json={}))[0] == 403
    assert error_of(client.get("/$discovery/rest?version=v1alpha1&key=no"))[0] == 400


def test_the_key_may_come_in_a_header(client: FlaskClient, key: str) -> None:
    body = {"comment": {"text": "Good morning"}, "requestedAttributes": {"TOXICITY": {}}}
    answer = client.post("/v1alpha1/comments:analyze", json=body, headers={"X-Goog-Api-Key": key})
    assert answer.status_code == 200


def test_a_key_over_its_quota_is_told_to_wait(
    analyze: Call, key: str, site_id: int, database: Session
) -> None:
    from sqlalchemy import update

    from service.db import ALL_SITES, transaction
    from service.models import ApiKey

    with transaction(ALL_SITES) as session:
        session.execute(update(ApiKey).values(limits={"scores_per_minute": 2}))
    answers = [analyze() for _ in range(5)]  # a minute may end in between, not two
    refused = next(each for each in answers if each.status_code == 429)
    code, reason, message = error_of(refused)
    assert (code, reason) == (429, "RATE_LIMIT_EXCEEDED")
    assert message.startswith("Quota exceeded for quota metric 'Analysis requests")
    assert int(refused.headers["Retry-After"]) >= 1


def test_nothing_of_an_analysis_is_stored(analyze: Call, database: Session) -> None:
    analyze("Keep this to yourself", doNotStore=True)
    analyze("This one too")
    assert database.execute(select(func.count()).select_from(Suggestion)).scalar_one() == 0
