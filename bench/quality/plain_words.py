"""Fill the patterns of `plain_words.toml`: training rows in our own words."""

import random
import re
import tomllib
from pathlib import Path

from bench.quality.data import Row

_SLOT = re.compile(r"\{(\w+)\}")


def plain_words(seed: int = 1) -> list[Row]:
    """The same rows every time for one seed; no text twice, a third with a capital and a stop."""
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    chance = random.Random(seed)
    rows: dict[str, Row] = {}
    for pattern in table["pattern"]:
        for i in range(pattern["count"]):
            text = _fill(pattern["texts"][i % len(pattern["texts"])], table["slots"], chance)
            rows.setdefault(text, Row(text, "plain_words", pattern["labels"]))
    return list(rows.values())


def _fill(text: str, slots: dict[str, list[str]], chance: random.Random) -> str:
    filled = _SLOT.sub(lambda slot: chance.choice(slots[slot.group(1)]), text)
    if chance.random() < 0.33:
        filled = filled[:1].upper() + filled[1:] + chance.choice((".", "!", "..."))
    return filled.upper() if chance.random() < 0.05 else filled
