"""One text analysed as Perspective would: which language, which attributes, which sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.errors import CannotAnalyse
from service.perspective.attributes import BY_NAME
from service.perspective.sentences import sentences, utf16_offsets
from service.scoring import Scorer, detect_language

MAX_BYTES = 20_480  # of the text in UTF-8, as Perspective had it
UNKNOWN = "und"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client wants to know. `attributes`: names as Perspective has them.

    `languages` are the request's (BCP-47), `site_languages` those that the key's site lists.
    """

    text: str
    attributes: Sequence[str]
    languages: Sequence[str] = ()
    site_languages: Sequence[str] = ()
    by_sentence: bool = False
    drop_unsupported: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, or the whole text, in UTF-16 units, with its probabilities by name."""

    begin: int
    end: int
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Analysis:
    """The answer: probabilities of the whole text by name, and pieces in order."""

    values: Mapping[str, float]
    pieces: tuple[Piece, ...]
    languages: tuple[str, ...]
    detected: tuple[str, ...]


def analyse(scorer: Scorer, asked: Asked) -> Analysis:
    """Score one text. Raises CannotAnalyse, with Perspective's own words."""
    check_text(asked.text)
    if not asked.attributes:
        raise CannotAnalyse("Missing requested_attributes", error_type="NO_REQUESTED_ATTRIBUTES")
    for name in asked.attributes:
        if name not in BY_NAME:
            raise CannotAnalyse(f"Unknown requested attribute: {name}")
    detected = detected_language(asked.text, asked.languages or asked.site_languages)
    language = _language(asked, detected)
    names = _served(scorer, asked, language)
    ranges = sentences(asked.text) if asked.by_sentence else []
    if len(ranges) < 2:
        ranges = []
    texts = [asked.text, *(asked.text[begin:end] for begin, end in ranges)]
    scored = [
        {name: each.values[BY_NAME[name]] for name in names}
        for each in (scorer.score_as(texts, language) if names else [])
    ] or [{} for _ in texts]
    units = utf16_offsets(asked.text)
    parts = zip(ranges or [(0, len(asked.text))], scored[1:] or scored, strict=True)
    return Analysis(
        values=scored[0],
        pieces=tuple(Piece(units[begin], units[end], values) for (begin, end), values in parts),
        languages=tuple(asked.languages) or (detected,),
        detected=(detected,),
    )


def check_text(text: str) -> None:
    """Raise CannotAnalyse when there is nothing to read, or too much."""
    if not text.strip():
        raise CannotAnalyse("Comment must be non-empty.", error_type="COMMENT_EMPTY")
    size = len(text.encode())
    if size > MAX_BYTES:
        raise CannotAnalyse(
            f"Comment text was too many bytes. Value ({size}) exceeded limit ({MAX_BYTES}).",
            error_type="COMMENT_TOO_LONG",
        )


def detected_language(text: str, expected: Sequence[str]) -> str:
    """The language found in the text; `und` when nobody can tell."""
    found = detect_language(text, [_plain(language) for language in expected])
    return UNKNOWN if found == "mis" else found


def _language(asked: Asked, detected: str) -> str:
    """The language to score in: the one asked for; of several, the one found."""
    plain = [_plain(language) for language in asked.languages]
    if plain:
        return detected if detected in plain else plain[0]
    if detected == UNKNOWN and not any(char.isalpha() for char in asked.text):
        raise CannotAnalyse("Unable to detect language", error_type="LANGUAGE_DETECTION_FAILED")
    return detected


def _served(scorer: Scorer, asked: Asked, language: str) -> list[str]:
    """The attributes to answer, in the request's order. `und` serves only as a finding of ours:
    who asks for it by name gets Perspective's error."""
    known = () if asked.languages and language == UNKNOWN else scorer.attributes_in(language)
    served = [name for name in asked.attributes if BY_NAME[name] in known]
    missing = next((name for name in asked.attributes if name not in served), None)
    if missing is not None and not asked.drop_unsupported:
        languages = list(asked.languages) or [language]
        raise CannotAnalyse(
            f"Attribute {missing} does not support request languages: {', '.join(languages)}",
            error_type="LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
            attribute=missing,
            languages=languages,
            were_asked_for=bool(asked.languages),
        )
    return served


def _plain(tag: str) -> str:
    """`en` for `en-GB`; a tag in another script than usual (`hi-Latn`) stays as it is."""
    head, *rest = tag.split("-")
    return tag if any(len(part) == 4 for part in rest) else head.lower()
