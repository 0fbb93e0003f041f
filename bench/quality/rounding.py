"""Which integers stand for which numbers: fixed steps for the inputs and weights of a layer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.quality.ranges import Range

Array = NDArray[np.float32]

# How much of an outlying channel's reach is moved into the weights before both are rounded; of
# 0.5 to 1.0 the one that changed the logits least.
MOVED = 0.8
# Of inputs without steps of their own per channel: rarer values beyond it are cut. Half was better
# than all and than a quarter.
KEPT = 0.5
# Weights have 7 bits: with 8, processors without VNNI overflow their 16-bit sums, and the same
# comment would get another score there.
WEIGHT_BITS = 7
WEIGHT_MOST = 2 ** (WEIGHT_BITS - 1) - 1


@dataclass(frozen=True, slots=True)
class Steps:
    """What one integer step is worth per input channel (width), and the integer that means 0."""

    size: Array
    zero: int


def steps_for(weight: Array, reach: Range) -> Steps:
    """Channels that reach far have larger steps, as far as their weights allow it.

    `weight` is (outputs, inputs); `reach` that of the inputs.
    """
    low, high = reach.low.numpy(), reach.high.numpy()
    far = np.maximum(np.maximum(high, -low), 1e-6)
    share = far**MOVED / np.maximum(np.abs(weight).max(0), 1e-6) ** (1 - MOVED)
    return _steps(share, low / share, high / share)


def even_steps(reach: Range) -> Steps:
    """The same step for every channel: no multiplication is needed before rounding."""
    low, high = reach.low.numpy(), reach.high.numpy()
    return _steps(np.ones_like(low), low, np.minimum(high, high.max() * KEPT))


def _steps(share: Array, low: Array, high: Array) -> Steps:
    lowest, highest = min(float(low.min()), 0.0), float(high.max())
    size = (highest - lowest) / 255
    return Steps(share * size, round(-lowest / size))


def rounded(weight: Array, size: Array | float = 1.0) -> tuple[NDArray[np.int8], Array]:
    """Integers (inputs, outputs) for `weight` (outputs, inputs) and their scale per output.

    `size`: of the inputs' steps.
    """
    moved = (weight * size).T
    scales = np.abs(moved).max(0) / WEIGHT_MOST
    return np.round(moved / scales).astype(np.int8), scales
