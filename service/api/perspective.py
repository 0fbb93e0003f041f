"""The Perspective API (v1alpha1), wire-compatible, over our own scores."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request

from service.api import perspective_errors as refusals
from service.api.answers import answer
from service.api.config import settings
from service.api.perspective_clients import client, counted_client, plain_key
from service.api.perspective_discovery import document
from service.api.perspective_schemas import (
    AnalyzeRequest,
    AttributeParameters,
    AttributeScores,
    Context,
    Score,
    SpanScore,
    SuggestRequest,
    TextEntry,
    parse,
)
from service.api.scorer import web_scorer
from service.clock import utc_now
from service.db import transaction
from service.errors import CannotAnalyse, NotFound
from service.feedback.suggestions import Suggested, store_suggestion
from service.perspective.analysis import (
    Analysis,
    Asked,
    Piece,
    analyse,
    check_text,
    detected_language,
)
from service.perspective.attributes import BY_NAME
from service.perspective.sentences import code_point_at, utf16_offsets
from service.scoring import Attribute

api = Blueprint("perspective", __name__)
refusals.register(api)

MAX_BODY = 1_048_576  # bytes; with context, which is read and ignored as Perspective did
_SERVED_TYPES = (None, "SCORE_TYPE_UNSPECIFIED", "PROBABILITY")
_PLAIN_TYPES = (None, "TEXT_TYPE_UNSPECIFIED", "PLAIN_TEXT")


@api.post("/v1alpha1/comments:analyze")
def analyze() -> Response:
    """Score one text. Nothing of it is stored, with `doNotStore` or without."""
    asking = counted_client()
    body = parse(AnalyzeRequest, _raw())
    text = _text(body.comment)
    _check_context(body.context)
    wanted = {name: each or AttributeParameters() for name, each in _given(body)}
    found = analyse(
        web_scorer(),
        Asked(
            text,
            list(wanted),
            languages=body.languages or (),
            site_languages=asking.languages,
            by_sentence=bool(body.span_annotations),
            drop_unsupported=bool(body.drop_unsupported_attributes),
        ),
    )
    answered: dict[str, Any] = {
        "attributeScores": {
            name: scores
            for name in found.values
            if (scores := _attribute_scores(found, name, wanted[name].score_threshold))
        },
        "languages": list(found.languages),
        "detectedLanguages": list(found.detected),
    }
    if body.client_token is not None:
        answered["clientToken"] = body.client_token
    return answer(answered)


@api.post("/v1alpha1/comments:suggestscore")
def suggest() -> Response:
    """Keep what a client says of a text, as a label for calibration."""
    asking = counted_client()
    body = parse(SuggestRequest, _raw())
    text = _text(body.comment)
    _check_context(body.context)
    check_text(text)
    detected = detected_language(text, body.languages or asking.languages)
    suggested = _suggested(body, text, (body.languages or [detected])[0])
    with transaction(asking.key.site_id) as session:
        store_suggestion(
            session, asking.key.site_id, asking.key.id, suggested, now=utc_now()
        )  # fmt: skip
    answered: dict[str, Any] = {
        "detectedLanguages": [detected],
        "requestedLanguages": list(body.languages or ()),
    }
    if body.client_token is not None:
        answered["clientToken"] = body.client_token
    return answer(answered)


@api.get("/$discovery/rest")
def discovery() -> Response:
    """The document from which Google's clients make themselves. A key is not needed; one that
    is sent must be valid, as with Google."""
    if request.args.get("version", "v1alpha1") != "v1alpha1":
        raise NotFound("Discovery document not found for API service: commentanalyzer.")
    if plain_key():
        client()
    return answer(document(settings().public_url))


def _raw() -> bytes:
    request.max_content_length = MAX_BODY
    return request.get_data(cache=False)


def _text(entry: TextEntry | None) -> str:
    if entry is None:
        return ""
    if entry.type == "HTML":
        raise CannotAnalyse("Currently, only 'PLAIN_TEXT' comments are supported")
    if entry.type not in _PLAIN_TYPES:
        raise CannotAnalyse("Unknown text type")
    return entry.text or ""


def _check_context(context: Context | None) -> None:
    if context is None:
        return
    if context.entries and context.article_and_parent_comment:
        raise CannotAnalyse(
            "Context can have either entries or article_and_parent_comment, but both fields were"
            " populated."
        )


def _given(body: AnalyzeRequest) -> list[tuple[str, AttributeParameters | None]]:
    asked = list((body.requested_attributes or {}).items())
    for name, each in asked:
        kind = each.score_type if each else None
        if name in BY_NAME and kind not in _SERVED_TYPES:
            raise CannotAnalyse(f"Requested score type {kind} is not supported by attribute {name}")
    return asked


def _attribute_scores(found: Analysis, name: str, threshold: float | None) -> dict[str, Any]:
    least = threshold or 0.0
    spans = [_span(piece, name) for piece in found.pieces if piece.values[name] >= least]
    scores: dict[str, Any] = {"spanScores": spans} if spans else {}
    if found.values[name] >= least:
        scores["summaryScore"] = _score(found.values[name])
    return scores


def _span(piece: Piece, name: str) -> dict[str, Any]:
    return {"begin": piece.begin, "end": piece.end, "score": _score(piece.values[name])}


def _score(value: float) -> dict[str, Any]:
    return {"value": value, "type": "PROBABILITY"}


def _suggested(body: SuggestRequest, text: str, language: str) -> Suggested:
    if not body.attribute_scores:
        raise CannotAnalyse("Missing attribute_scores")
    labels: dict[Attribute, float] = {}
    spans: list[Mapping[str, Any]] = []
    units = utf16_offsets(text)
    for name, scores in body.attribute_scores.items():
        if name not in BY_NAME:
            raise CannotAnalyse(f"Unknown requested attribute: {name}")
        attribute, given = BY_NAME[name], scores or AttributeScores()
        if given.summary_score is None and not given.span_scores:
            raise CannotAnalyse(f"Attribute {name} has neither a summary score nor span scores")
        if given.summary_score is not None:
            labels[attribute] = _label(given.summary_score, name)
        spans += [_marked(each, attribute, name, units) for each in given.span_scores or ()]
    return Suggested(text, language, labels, spans, body.client_token, body.community_id)


def _marked(span: SpanScore, attribute: Attribute, name: str, units: list[int]) -> dict[str, Any]:
    if span.begin is None or span.end is None or span.score is None:
        raise CannotAnalyse("Span scores must have begin, end and score")
    if not span.begin < span.end <= units[-1]:
        raise CannotAnalyse("Span scores must lie within the comment")
    return {
        "begin": code_point_at(units, span.begin), "end": code_point_at(units, span.end),
        "attribute": str(attribute), "value": _label(span.score, name),
    }  # fmt: skip


def _label(score: Score, name: str) -> float:
    if score.type not in _SERVED_TYPES:
        raise CannotAnalyse(
            f"Requested score type {score.type} is not supported by attribute {name}"
        )
    return score.value
