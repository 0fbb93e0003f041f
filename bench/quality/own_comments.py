"""Read `own_comments.toml`: comments of our own, and fill the few that have slots."""

import random
import tomllib
from pathlib import Path

from bench.quality.data import Row
from bench.quality.plain_cases import filled, slots


def own_comments(seed: int = 1) -> list[Row]:
    """The same rows every time for one seed; no text twice."""
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    chance, words = random.Random(seed), slots()
    rows: dict[str, Row] = {}
    for group in table["group"]:
        for text in group["texts"]:
            for _ in range(group.get("fills", 1) if "{" in text else 1):
                whole = filled(text, words, chance) if "{" in text else text
                rows.setdefault(whole, Row(whole, "own_comments", group["labels"]))
    return list(rows.values())
