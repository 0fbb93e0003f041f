"""What a replay has counted so far: added up portion by portion, kept as JSON between them. Pure.

It holds ids and counts, never a text: what is erased meanwhile is in no report.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from service.lab.estimates import Cell, Judgement
from service.lab.past import Replayed
from service.moderation.pipeline import Action

DISAGREEMENTS = 50
NO_SCORE = -1  # the bin of comments that no threshold of the attribute can hold


@dataclass(frozen=True, slots=True)
class Priced:
    """Comments alike in everything a threshold turns on: `bin` is the score in hundredths,
    `is_held_otherwise` says that the draft stops them whatever the threshold is."""

    cell: Cell
    bin: int
    is_held_otherwise: bool


@dataclass(slots=True)
class Tally:
    """Counts by fate, attribute and section; kinds of comments; the worst disagreements."""

    replayed: int = 0
    would: Counter[str] = field(default_factory=Counter)
    did: Counter[str] = field(default_factory=Counter)
    moved: Counter[str] = field(default_factory=Counter)
    attributes: dict[str, Counter[str]] = field(default_factory=dict)
    sections: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)
    priced: Counter[Priced] = field(default_factory=Counter)
    disagreements: list[dict[str, Any]] = field(default_factory=list)

    def add(self, past: Iterable[Replayed], *, attribute: str) -> None:
        """Count these comments; `attribute` is the one that thresholds are proposed for."""
        wrong = []
        for each in past:
            self._count(each)
            self.priced[_price(each, attribute)] += 1
            judged = each.judgement
            if judged is not None and judged.is_bad != (each.would != "publish"):
                wrong.append(_disagreement(each, judged))
        ranked = sorted(chain(self.disagreements, wrong), key=lambda one: -float(one["by"]))
        self.disagreements = ranked[:DISAGREEMENTS]

    def cells(self) -> Counter[Cell]:
        """What the estimates need."""
        found: Counter[Cell] = Counter()
        for priced, count in self.priced.items():
            found[priced.cell] += count
        return found

    def as_json(self) -> dict[str, Any]:
        """To be kept; `read` gives the same tally again."""
        return {
            "replayed": self.replayed, "would": self.would, "did": self.did, "moved": self.moved,
            "attributes": self.attributes, "sections": self.sections,
            "priced": [_packed(priced, count) for priced, count in self.priced.items()],
            "disagreements": self.disagreements,
        }  # fmt: skip

    def _count(self, each: Replayed) -> None:
        would, did = each.would, each.did
        self.replayed += 1
        self.would[would] += 1
        self.did[did] += 1
        if did != would:
            self.moved[f"{did} to {would}"] += 1
        section = self.sections.setdefault(each.row.section or "", _both())
        section["would"][would] += 1
        section["did"][did] += 1
        findings = [finding.as_json() for finding in each.verdict.findings]
        for when, names in (
            ("would", _above(findings)), ("did", _above(each.row.findings)),
        ):  # fmt: skip
            for name in names:
                self.attributes.setdefault(name, Counter())[when] += 1


def read(kept: Mapping[str, Any]) -> Tally:
    """A tally from what `as_json` gave; from nothing an empty one."""
    if not kept:
        return Tally()
    return Tally(
        replayed=kept["replayed"],
        would=Counter(kept["would"]),
        did=Counter(kept["did"]),
        moved=Counter(kept["moved"]),
        attributes={name: Counter(counts) for name, counts in kept["attributes"].items()},
        sections={
            name: {when: Counter(counts) for when, counts in both.items()}
            for name, both in kept["sections"].items()
        },
        priced=Counter(dict(_unpacked(row) for row in kept["priced"])),
        disagreements=list(kept["disagreements"]),
    )


def _both() -> dict[str, Counter[str]]:
    return {"would": Counter(), "did": Counter()}


def _above(findings: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Attributes over their thresholds."""
    for finding in findings:
        for above in finding["saw"].get("above", ()):
            yield above["attribute"]


def _price(each: Replayed, attribute: str) -> Priced:
    score = each.row._mapping[attribute] if each.may_score_hold else None
    # Scores are kept in 32 bits: 0.29 comes back as 0.28999999, and must not sink a bin.
    place = NO_SCORE if score is None else int(score * 100 + 1e-5)
    return Priced(each.cell, place, _is_held_otherwise(each, attribute))


def _is_held_otherwise(each: Replayed, attribute: str) -> bool:
    stopping = [one.as_json() for one in each.verdict.findings if one.action >= Action.HOLD]
    return any(
        finding["phase"] != "scores" or set(_above([finding])) - {attribute}
        for finding in stopping
    )  # fmt: skip


def _disagreement(each: Replayed, judged: Judgement) -> dict[str, Any]:
    """`by`: how far the model and people are apart, 0..1."""
    toxicity = each.row.toxicity or 0.0
    return {
        "id": each.row.id,
        "people": "reject" if judged.is_bad else "publish",
        "draft": each.would,
        "toxicity": each.row.toxicity,
        "findings": [finding.as_json() for finding in each.verdict.findings],
        "by": abs(toxicity - float(judged.is_bad)),
    }


def _packed(priced: Priced, count: int) -> list[Any]:
    cell = priced.cell
    judged = cell.judgement
    return [
        cell.fate, cell.is_flagged, cell.is_reported,
        None if judged is None else [judged.is_bad, judged.chance],
        priced.bin, priced.is_held_otherwise, count,
    ]  # fmt: skip


def _unpacked(row: list[Any]) -> tuple[Priced, int]:
    fate, is_flagged, is_reported, judged, place, otherwise, count = row
    judgement = None if judged is None else Judgement(judged[0], judged[1])
    return Priced(Cell(fate, is_flagged, is_reported, judgement), place, otherwise), count
