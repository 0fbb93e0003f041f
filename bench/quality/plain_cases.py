"""Fill the templates of `plain_cases.toml`: some to learn from, others only to measure with.

`python -m bench.quality.plain_cases [--model FOLDER]` prints, per group of the templates that no
training has seen, how many the default thresholds judge as they should.
"""

import argparse
import random
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from bench.quality.data import Row
from bench.quality.disguises import typo
from bench.quality.tables import show
from service.moderation.policy import default_policy
from service.scoring import Attribute
from service.scoring.engines.onnx import OnnxEngine

MODEL = Path("service/scoring/models/compact")
_TABLE = Path(__file__).with_suffix(".toml")
_SLOT = re.compile(r"\{(\w+)\}")
_VOWEL = re.compile(r"\b([Aa]) (?=[aeiouAEIOU])(?!one|uni|use)")
_WORD = re.compile(r"[A-Za-z]{4,}")
HELD_EACH = 0.35  # of a group's count, measured


@dataclass(frozen=True, slots=True)
class Case:
    """One filled template; `held_at`: "held", "published", or empty where either will do."""

    group: str
    held_at: str
    template: str
    row: Row


def cases(part: str, seed: int = 1) -> list[Case]:
    """The cases of `part` ("train" or "held"), the same every time; no text twice."""
    table = tomllib.loads(_TABLE.read_text("utf-8"))
    chance = random.Random(f"{seed} {part}")
    found: dict[str, Case] = {}
    for group in table["group"]:
        count = group["count"] if part == "train" else int(group["count"] * HELD_EACH)
        for i in range(count):
            template = group[part][i % len(group[part])]
            text = _fill(template, table["slots"], chance)
            row = Row(text, "plain_words", group["labels"])
            found.setdefault(text, Case(group["name"], group["held_at"], template, row))
    return list(found.values())


def slots() -> dict[str, list[str]]:
    """The words that fill the templates, by the name of their slot."""
    found: dict[str, list[str]] = tomllib.loads(_TABLE.read_text("utf-8"))["slots"]
    return found


def filled(text: str, words: dict[str, list[str]], chance: random.Random) -> str:
    """The template with a word in each slot, and `an` where one begins with a vowel."""
    text = _SLOT.sub(lambda slot: chance.choice(words[slot.group(1)]), text)
    return _VOWEL.sub(r"\1n ", re.sub(r"\ban? (?=an? )", "", text))


def _fill(text: str, words: dict[str, list[str]], chance: random.Random) -> str:
    text = filled(text, words, chance)
    if chance.random() < 0.5:
        text = text[:1].upper() + text[1:]
        text += chance.choice((".", "", "!")) if text[-1].isalnum() else ""
    return text


def misspelt(text: str, chance: random.Random, share: float = 0.3) -> str:
    """The text with typos in about that share of its longer words."""
    return _WORD.sub(
        lambda m: typo(m.group(), chance) if chance.random() < share else m.group(), text
    )


def verdicts(model: Path, found: list[Case]) -> list[bool]:
    """Whether the default thresholds hold each case, scored alone."""
    engine = OnnxEngine("compact", model)
    limits = {Attribute(a): limit.hold for a, limit in default_policy().scores.items()}
    judged = engine.judge([case.row.text for case in found])
    return [any(j.values[a] >= hold for a, hold in limits.items()) for j in judged]


def table(model: Path, *, quotes: int = 0) -> list[dict]:
    """One line per group: how many cases, what they should be, the share that is."""
    held = [case for case in cases("held") if case.held_at]
    right = [
        at == (case.held_at == "held") for at, case in zip(verdicts(model, held), held, strict=True)
    ]
    lines = []
    for name in dict.fromkeys(case.group for case in held):
        here = [i for i, case in enumerate(held) if case.group == name]
        line: dict[str, object] = {
            "group": name,
            "cases": len(here),
            "should be": held[here[0]].held_at,
            "right": sum(right[i] for i in here) / len(here),
        }
        if quotes:
            wrong = [held[i].row.text for i in here if not right[i]]
            line["wrong"] = " | ".join(random.Random(1).sample(wrong, min(quotes, len(wrong))))
        lines.append(line)
    return lines


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--quotes", type=int, default=0, help="so many wrong ones per group")
    options = parser.parse_args()
    show("Plain cases, templates never learned from", table(options.model, quotes=options.quotes))


if __name__ == "__main__":
    main()
