"""How far the inputs of the linear layers reach, measured once: the int8 scales are fixed by it.

A scale taken from each batch, as dynamic quantisation does, lets a text's score move with the
texts beside it.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from bench.quality.data import labelled
from bench.quality.encoder import Network
from bench.quality.plain_cases import cases
from bench.quality.tokens import load_tokenizer, padded
from service.scoring.normalise import fold

PARTS = ("qkv", "out", "up", "down")
ROWS = 12
SAMPLE = 360


@dataclass(frozen=True, slots=True)
class Range:
    """Lowest and highest value of every input channel (width), over real tokens."""

    low: Tensor
    high: Tensor


@torch.no_grad()
def ranges_of(network: Network, texts: Sequence[str]) -> dict[str, Range]:
    """By name of the linear layer (`layer0.qkv`): what reached it on these texts."""
    found: dict[str, Range] = {}
    real: list[Tensor] = []
    hooks = []
    for i, layer in enumerate(network.encoder.layers):
        for part in PARTS:

            def note(_module, inputs: tuple[Tensor], name: str = f"layer{i}.{part}") -> None:
                values = inputs[0][real[-1] > 0]
                low, high = values.amin(0), values.amax(0)
                if name in found:
                    low = torch.minimum(low, found[name].low)
                    high = torch.maximum(high, found[name].high)
                found[name] = Range(low, high)

            hooks.append(getattr(layer, part).register_forward_pre_hook(note))
    ordered = sorted(texts, key=len)
    for begin in range(0, len(ordered), ROWS):
        part = [fold(text).text for text in ordered[begin : begin + ROWS]]
        ids, mask = padded(load_tokenizer().encode_batch(part))
        real.append(mask)
        network(ids, mask)
    for hook in hooks:
        hook.remove()
    return found


def sample_texts(data: Path) -> list[str]:
    """Training texts of every source and of our own, the same every time."""
    chance = random.Random(11)
    rows = [row.text for row in chance.sample(labelled(data, "train"), SAMPLE)]
    return rows + [case.row.text for case in chance.sample(cases("train"), SAMPLE // 2)]
