"""From text to calibrated scores: a library, with no web framework, database or queue in it.

Start at `load`; `types.py` has the words, `catalogue.toml` says which engine serves which language.
"""

from service.scoring.language import detect_language
from service.scoring.loading import load
from service.scoring.types import Attribute, BrokenModel, Rank, Scorer, Scores, Span, UnknownModel

__all__ = [
    "Attribute",
    "BrokenModel",
    "Rank",
    "Scorer",
    "Scores",
    "Span",
    "UnknownModel",
    "detect_language",
    "load",
]
