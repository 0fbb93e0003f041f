"""Fit the head of a refined model anew: `python -m bench.quality.readout --data DIR
--model FOLDER --taught-by FOLDER [--states FILE]`.

A refined encoder reads plain cases better and ranks ordinary comments a little worse. A new linear
head over the int8 model's own pooled states undoes the latter: on replayed train rows it is held to
what the model before said, on plain cases it learns the labels, and where a score was recorded it
learns its log odds by least squares, which order mild comments as cross entropy does not. Of the dev
rows it sees nothing.
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

from bench.quality.batches import recorded_of
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
# How far the head is held to what the model before said, per attribute; the rest is what the straight
# head of the new network says, which learned the rare ones from more.
BEFORE = (1.0, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0)
# Weight of the plain cases' labels beside it. High where plain words decide and the labelled rows are
# few; low where the cases say little and the order of ordinary comments counts.
WEIGHTS = (0.03, 0.0, 0.005, 0.05, 0.05, 0.02, 0.01)
# Weight of the squared distance from the recorded log odds. The encoder knows the few rows with all
# seven nearly by heart, so that they say little about the other attributes.
RECORDED_WEIGHTS = (0.1, 0.02, 0.01, 0.01, 0.02, 0.01, 0.01)
PULL = 1e-3  # towards the head there
SOFTEST = 0.02

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class States:
    """Pooled states (rows, 2 * width) of replayed rows with what was said of them and the log odds
    of their recorded scores (rows, 7; NaN where none), and of plain cases with their labels (rows,
    7; -1 where unknown)."""

    replayed: Array
    said: Array
    recorded: Array
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
    recorded = torch.stack([recorded_of(row) for row in rows]).numpy()
    return States(replayed, said, recorded, of_cases, _labels(learnt))


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
    share = np.array(BEFORE, dtype=np.float32)
    before = share * states.said + (1 - share) * (states.replayed @ weight.T + offset)
    said, labels = torch.tensor(before).sigmoid(), torch.tensor(states.labels)
    known, clipped = (labels >= 0).float(), labels.clamp(SOFTEST, 1 - SOFTEST)
    recorded = torch.tensor(states.recorded)
    is_recorded, recorded = ~recorded.isnan(), recorded.nan_to_num(0.0)
    asked = torch.tensor(RECORDED_WEIGHTS)
    held = (~is_recorded).float()  # where the score itself is known, nothing else is asked
    w = torch.tensor(np.ascontiguousarray(weight * spread)).requires_grad_()
    b = torch.tensor(offset + weight @ mean).requires_grad_()
    level = torch.zeros(len(ATTRIBUTES), requires_grad=True)  # of the recorded scores
    began = w.detach().clone()
    entropy = nn.functional.binary_cross_entropy_with_logits
    optimizer = torch.optim.LBFGS(
        [w, b, level], max_iter=150, history_size=20, line_search_fn="strong_wolfe"
    )

    def loss() -> Tensor:
        optimizer.zero_grad()
        logits = replayed @ w.T + b
        kept = entropy(logits, said, reduction="none") * held
        far = ((logits + level - recorded) ** 2 * is_recorded).sum(0)
        learnt = entropy(of_cases @ w.T + b, clipped, reduction="none") * known
        total = kept.mean() + (asked * far / is_recorded.sum(0).clamp(min=1)).mean()
        total = total + (torch.tensor(WEIGHTS) * learnt).mean() + PULL * ((w - began) ** 2).mean()
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
