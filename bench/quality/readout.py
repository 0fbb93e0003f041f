"""Fit the head of a refined model anew: `python -m bench.quality.readout --data DIR
--model FOLDER --taught-by FOLDER [--states FILE]`.

A refined encoder reads plain cases better and ranks ordinary comments a little worse. A new linear
head over the int8 model's own pooled states undoes the latter: on replayed train rows it is held to
what the model before said, on plain cases it learns the labels. Of the dev rows it sees nothing.
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor, nn

from bench.quality.data import ATTRIBUTES, Row, labelled
from bench.quality.own_comments import own_comments
from bench.quality.plain_cases import cases
from bench.quality.plain_words import plain_words
from bench.quality.raw import pooled_states

# Train rows per source that are replayed, and their longest text in characters.
REPLAY = {
    "civil_spans": (7000, 700),
    "davidson": (1250, 280),
    "wikipedia_context": (13469, 900),
    "perspective_sample": (2000, 1500),
    "identity_templates": (275, 280),
    "plain_words": (1150, 280),
}
CASES = 4000
# Weight of the plain cases' labels beside what was said before. High where plain words decide and
# the labelled rows are few; low where the cases say little and the order of ordinary comments counts.
WEIGHTS = (0.008, 0.0, 0.01, 0.05, 0.05, 0.04, 0.02)
PULL = 1e-3  # towards the head there
SOFTEST = 0.02

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class States:
    """Pooled states (rows, 2 * width) of replayed rows with what was said of them (rows, 7), and
    of plain cases with their labels (rows, 7; -1 where unknown)."""

    replayed: Array
    said: Array
    cases: Array
    labels: Array


def rows_to_replay(data: Path) -> list[Row]:
    """Train rows of every source and our own sentences, the same every time."""
    chance = random.Random(11)
    rows = labelled(data, "train") + plain_words()
    found: list[Row] = []
    for source, (count, longest) in REPLAY.items():
        here = [row for row in rows if row.source == source and len(row.text) < longest]
        found += chance.sample(here, min(count, len(here)))
    return found


def states_of(data: Path, model: Path, before: Path) -> States:
    """Ask both models; minutes."""
    rows = rows_to_replay(data)
    learnt = [case.row for case in cases("train")]
    learnt = random.Random(11).sample(learnt, min(CASES, len(learnt))) + own_comments()
    texts = [row.text for row in rows]
    replayed, _ = pooled_states(model, texts)
    _, said = pooled_states(before, texts)
    of_cases, _ = pooled_states(model, [row.text for row in learnt])
    return States(replayed, said, of_cases, _labels(learnt))


def _labels(rows: Sequence[Row]) -> Array:
    labels = np.full((len(rows), len(ATTRIBUTES)), -1, dtype=np.float32)
    for i, row in enumerate(rows):
        for attribute, value in row.labels.items():
            labels[i, ATTRIBUTES.index(attribute)] = value
    return labels


def fitted(states: States, weight: Array, offset: Array) -> tuple[Array, Array]:
    """The head's weights (7, 2 * width) and bias (7), from those there."""
    mean, spread = states.replayed.mean(0), states.replayed.std(0) + 1e-3
    replayed, of_cases = (
        torch.tensor((x - mean) / spread) for x in (states.replayed, states.cases)
    )
    said, labels = torch.tensor(states.said).sigmoid(), torch.tensor(states.labels)
    known, clipped = (labels >= 0).float(), labels.clamp(SOFTEST, 1 - SOFTEST)
    w = torch.tensor(np.ascontiguousarray(weight * spread)).requires_grad_()
    b = torch.tensor(offset + weight @ mean).requires_grad_()
    began = w.detach().clone()
    entropy = nn.functional.binary_cross_entropy_with_logits
    optimizer = torch.optim.LBFGS(
        [w, b], max_iter=120, history_size=20, line_search_fn="strong_wolfe"
    )

    def loss() -> Tensor:
        optimizer.zero_grad()
        kept = entropy(replayed @ w.T + b, said)
        learnt = entropy(of_cases @ w.T + b, clipped, reduction="none") * known
        total = kept + (torch.tensor(WEIGHTS) * learnt).mean() + PULL * ((w - began) ** 2).mean()
        total.backward()
        return total

    optimizer.step(loss)
    found = w.detach().numpy() / spread
    return found, b.detach().numpy() - found @ mean


def own_head(model: onnx.ModelProto) -> tuple[Array, Array]:
    """Weights (7, 2 * width) and bias (7) of the straight head in the file."""
    stored = {w.name: numpy_helper.to_array(w) for w in model.graph.initializer}
    return np.array(stored["head"].T), np.array(stored["head_bias"])


def put(model: onnx.ModelProto, weight: Array, bias: Array) -> None:
    """Put a head into the graph, in place of the one there."""
    for stored in model.graph.initializer:
        if stored.name == "head":
            stored.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(weight.T), "head"))
        if stored.name == "head_bias":
            stored.CopyFrom(numpy_helper.from_array(bias, "head_bias"))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="folder; its head is replaced")
    parser.add_argument("--taught-by", type=Path, required=True, help="the model before")
    parser.add_argument("--states", type=Path, help="keep or find the states here (.npz)")
    options = parser.parse_args()
    if options.states and options.states.exists():
        states = States(**np.load(options.states))
    else:
        states = states_of(options.data, options.model, options.taught_by)
        if options.states:
            np.savez(options.states, **{n: getattr(states, n) for n in States.__slots__})
    file = options.model / "model.onnx"
    model = onnx.load(file)
    put(model, *fitted(states, *own_head(model)))
    onnx.save(model, file)


if __name__ == "__main__":
    main()
