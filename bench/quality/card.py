"""Write the measured tables of docs/scoring.md from a model's evaluation.json.

`python -m bench.quality.evaluate --data DIR --write` calls it: a table is known by its head, so
that no number of the card is copied by hand.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

CARD = Path("docs/scoring.md")
# Head of a table in the card, and the name and the fields of what stands in it.
TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "| source | attribute | rows | auc | rank correlation | linear auc |": (
        "sources",
        ("source", "attribute", "rows", "auc", "rank_correlation", "linear_auc"),
    ),
    "| attribute | error | rows | positive | base rate |": (
        "calibration",
        ("attribute", "error", "rows", "positive", "base_rate"),
    ),
    "| attribute | threshold | source | held | precision | recall |": (
        "thresholds",
        ("attribute", "threshold", "source", "held", "precision", "recall"),
    ),
    "| group | cases | should be | right |": (
        "plain_cases",
        ("group", "cases", "should be", "right"),
    ),
    "| disguise | auc | loss |": ("disguises", ("disguise", "auc", "loss")),
    "| group | rows | subgroup | BPSN | BNSP |": (
        "groups",
        ("group", "rows", "subgroup", "BPSN", "BNSP"),
    ),
}
_VERSION = re.compile(r"(Version of every number below: )[0-9a-f]{8}-[0-9a-f]{4}")


def with_tables(card: str, found: Mapping[str, object]) -> str:
    """The card with its tables filled from an evaluation. Raises ValueError where one is missing."""
    for head, (name, fields) in TABLES.items():
        if head not in card:
            raise ValueError(f"{CARD} has no table headed {head}")
        begin = card.index(head)
        ends = card.find("\n\n", begin)
        lines = [head, "| " + " | ".join("---" for _ in fields) + " |"]
        lines += [_line(line, fields) for line in _lines(found[name])]
        card = card[:begin] + "\n".join(lines) + card[ends:]
    return _VERSION.sub(rf"\g<1>{found['version']}", card)


def _lines(value: object) -> Sequence[Mapping[str, object]]:
    if isinstance(value, dict):  # by attribute
        return [{"attribute": name, **line} for name, line in value.items()]
    assert isinstance(value, list)
    return value


def _line(line: Mapping[str, object], fields: Sequence[str]) -> str:
    return "| " + " | ".join(_cell(line.get(field)) for field in fields) + " |"


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
