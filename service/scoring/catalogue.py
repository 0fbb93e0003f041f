"""The table of engines and languages, read from `catalogue.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from service.scoring.types import Rank


@dataclass(frozen=True, slots=True)
class Measured:
    """ROC-AUC 0..1 on held-out comments of one language, and the command that prints it."""

    auc: float
    measured: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One engine: how it is loaded, what it was measured at."""

    name: str
    kind: str
    path: str
    sha256: str
    licence: str
    source: str
    languages: Mapping[str, Measured]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All engines, which one serves a language, and the bars for the ranks (ROC-AUC 0..1)."""

    engines: Mapping[str, Entry]
    route: Mapping[str, str]
    fallback: str
    decides: float
    sorts: float

    def rank(self, engine: str, language: str) -> Rank:
        """What this engine may do in this language; NONE where it was never measured."""
        entry = self.engines.get(engine)
        measured = entry.languages.get(language) if entry else None
        return Rank.NONE if measured is None else self.rank_of(measured.auc)

    def rank_of(self, auc: float) -> Rank:
        """What a ROC-AUC on held-out comments earns."""
        if auc < self.sorts:
            return Rank.NONE
        return Rank.DECIDES if auc >= self.decides else Rank.SORTS


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The catalogue that ships with this version."""
    text = files("service.scoring").joinpath("catalogue.toml").read_text(encoding="utf-8")
    return parse(tomllib.loads(text))


def parse(table: Mapping[str, Any]) -> Catalogue:
    """Build a catalogue; raises KeyError when a required field is missing."""
    entries = [_entry(row) for row in table.get("engine", [])]
    return Catalogue(
        engines={entry.name: entry for entry in entries},
        route=dict(table["route"]),
        fallback=str(table["fallback"]["engine"]),
        decides=float(table["bars"]["decides"]),
        sorts=float(table["bars"]["sorts"]),
    )


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(
        name=row["name"],
        kind=row["kind"],
        path=row.get("path", ""),
        sha256=row.get("sha256", ""),
        licence=row.get("licence", ""),
        source=row.get("source", ""),
        languages={
            language: Measured(float(m["auc"]), m["measured"])
            for language, m in row.get("languages", {}).items()
        },
    )
