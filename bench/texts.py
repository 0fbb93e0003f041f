"""Texts for loads: no two alike, of ordinary length."""

import random
from collections.abc import Iterator

import orjson

_TEXT = """
    the harbour was quiet when our ferry came in and nobody on the quay seemed to know why
    trains to the valley had stopped so we walked along the river past gardens orchards mills
    until evening lights appeared above the bridge where musicians played for tips every
    summer people still argue about that plan though few have read it carefully enough
"""
_WORDS = _TEXT.split()


def texts(seed: int = 1) -> Iterator[str]:
    """Endless comments of 20 to 60 words; the same seed gives the same."""
    dice = random.Random(seed)
    number = 0
    while True:
        number += 1
        words = " ".join(dice.choices(_WORDS, k=dice.randint(20, 60)))
        yield f"{number}: {words}."


def bodies(seed: int = 1) -> Iterator[bytes]:
    """The same as JSON bodies of a post."""
    return (orjson.dumps({"text": text}) for text in texts(seed))
