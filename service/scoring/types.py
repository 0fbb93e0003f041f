"""The values of scoring: what is asked of a text, what is answered. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

UNKNOWN_LANGUAGE = "und"  # letters of the Latin script, or none at all: nothing speaks against it
UNCODED_LANGUAGE = "mis"  # a script that no engine knows


class Attribute(StrEnum):
    """What a text may be called; the names of the fields in tables and answers."""

    TOXICITY = "toxicity"
    SEVERE_TOXICITY = "severe_toxicity"
    OBSCENE = "obscene"
    THREAT = "threat"
    INSULT = "insult"
    IDENTITY_ATTACK = "identity_attack"
    SEXUAL_EXPLICIT = "sexual_explicit"


# Learned from few rows of one source: shown, never the reason of a default threshold.
EXPERIMENTAL = frozenset({Attribute.SEVERE_TOXICITY, Attribute.SEXUAL_EXPLICIT})


class Rank(StrEnum):
    """What an engine's scores may do in a language."""

    DECIDES = "decides"  # may publish and hold
    SORTS = "sorts"  # orders the queue; a person decides
    NONE = "none"  # nobody vouches for it

    def is_above(self, other: "Rank") -> bool:
        """May it do more?"""
        order = list(Rank)  # from the highest
        return order.index(self) < order.index(other)


@dataclass(frozen=True, slots=True)
class Span:
    """A range of the original text, in code points, end exclusive; strength 0..1."""

    begin: int
    end: int
    attribute: Attribute
    strength: float


@dataclass(frozen=True, slots=True)
class Scores:
    """One text's scores: calibrated probabilities 0..1, only for what the engine knows.

    `language` is a two- or three-letter code or `und`; `rank` is the engine's in that language;
    `model` and `version` (weights and calibration) say where the numbers come from. Where a part
    in another language lowered the rank, `undecided` is that language.
    """

    values: Mapping[Attribute, float]
    language: str
    rank: Rank
    model: str
    version: str
    spans: tuple[Span, ...] = ()
    undecided: str = ""

    @property
    def served(self) -> bool:
        """Does an engine vouch for this language?"""
        return self.rank is not Rank.NONE


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an engine says of one text, before anybody asks for its language."""

    values: Mapping[Attribute, float]
    spans: tuple[Span, ...] = ()


class Engine(Protocol):
    """One model. It folds disguises itself and reads long texts to their end."""

    @property
    def name(self) -> str:
        """Its name in the catalogue."""
        ...

    @property
    def version(self) -> str:
        """Weights and calibration."""
        ...

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """What it scores."""
        ...

    def judge(self, texts: Sequence[str], *, with_spans: bool = False) -> list[Judgement]:
        """One Judgement per text, same order; empty in, empty out."""
        ...


class Scorer(Protocol):
    """Anything that scores texts: one engine, or the router over all of them."""

    @property
    def name(self) -> str:
        """Name by which it was loaded."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever the same text may get another score."""
        ...

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """What it can score; a single text may get fewer, by its language."""
        ...

    def score(
        self, texts: Sequence[str], *, languages: Sequence[str] = (), with_spans: bool = False
    ) -> list[Scores]:
        """One Scores per text, same order; empty in, empty out.

        `languages` are those the site lists; they are left only when detection is sure.
        Raises whatever the engine raises when its model is missing or broken.
        """
        ...

    def attributes_in(self, language: str) -> tuple[Attribute, ...]:
        """What is scored in this language by an engine that was measured there; else nothing."""
        ...

    def rank_in(self, language: str) -> Rank:
        """How far its scores may be trusted in this language."""
        ...

    def score_as(
        self, texts: Sequence[str], language: str, *, with_spans: bool = False
    ) -> list[Scores]:
        """Like `score`, for texts whose language the caller knows."""
        ...


class BrokenModel(ValueError):
    """A model that cannot be loaded; the message says in one sentence why."""


class UnknownModel(LookupError):
    """No engine of this name; the message names those there are."""
