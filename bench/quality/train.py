"""Train the compact model: `python -m bench.quality.train --data DIR --out FOLDER`.

About eight minutes a pass on two cores with bf16 matrix units, thrice that without. Writes `network.pt`,
the averaged weights. `export.py` makes the shipped model of it. On busy cores two trainings with
`--threads 1` and other seeds, averaged by `export.py`, get further than one with two threads, which
wait for each other.
"""

import argparse
import copy
import math
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from bench.quality.batches import Batch, batches
from bench.quality.data import ATTRIBUTES, SOURCES, Row, labelled, one_pass
from bench.quality.encoder import Network, pretrained_folder
from bench.quality.own_comments import own_comments
from bench.quality.plain_cases import cases
from bench.quality.plain_words import plain_words

PEAK_RATE = 1.5e-4
WARM = 0.05  # of the whole training
DECAY_PER_LAYER = 0.85
# Positives of the rare attributes count more; calibration undoes the shift of the level.
POSITIVE_WEIGHT = torch.tensor([1.0, 1.5, 3.0, 4.0, 1.0, 3.0, 1.5])
# Weight in the loss: the sources' own heads, the marked tokens, the teacher's guesses asked of the
# head of the recorded scores, and of the common one: a model that goes on stays near what it said.
OWN, TOKENS, RECORDED_WEIGHT, TAUGHT, HELD = 0.5, 0.3, 0.3, 0.15, 1.0
# Half precision is faster only where the processor multiplies matrices of it.
HALF = torch.cpu._is_amx_tile_supported()


def _asked() -> Tensor:
    """How much each source's head learns from a row of each source (sources, sources)."""
    result = torch.eye(len(SOURCES))
    ours = [SOURCES.index(s) for s in ("plain_words", "own_comments")]
    shipped = [SOURCES.index(s) for s in ("civil_spans", "wikipedia_context", "perspective_sample")]
    for s in ours:
        result[s, shipped] = 1 / len(shipped)
        result[s, s] = 0.0
    return result


ASKED = _asked()


def loss_of(network: Network, batch: Batch) -> Tensor:
    """Weighted cross entropy of the common head, the sources' heads and the token head."""
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=HALF):
        common, own, token = network(batch.ids, batch.mask)
    plain = common.float()
    common = plain + network.heads.source_bias[batch.source]
    known = batch.labels >= 0
    total = _entropy(common, batch.labels, known)
    # Our own sentences are everybody's: the heads that are shipped learn from them directly.
    asked = ASKED[batch.source]  # (rows, sources)
    each = _each_entropy(own.float(), batch.labels[:, None].expand_as(own))
    weight = asked[:, :, None] * known[:, None]
    total = total + OWN * (each * weight).sum() / weight.sum().clamp(min=1)
    pupil = own.float()[:, SOURCES.index("perspective_sample")]
    total = total + RECORDED_WEIGHT * _distance(pupil, batch.recorded)
    total = total + TAUGHT * _distance(pupil, batch.taught)
    # The teacher's level is kept as it is: either side weighs alike.
    said, guessed = batch.taught.nan_to_num(0.0).sigmoid(), ~batch.taught.isnan()
    total = total + HELD * _entropy(plain, said, guessed, weight=None)
    seen = batch.marked >= 0
    if seen.any():
        total = total + TOKENS * nn.functional.binary_cross_entropy_with_logits(
            token.float()[seen], batch.marked[seen]
        )
    return total


def _entropy(
    logits: Tensor, labels: Tensor, known: Tensor, weight: Tensor | None = POSITIVE_WEIGHT
) -> Tensor:
    """Mean cross entropy over the known labels, 0 when there are none; `weight` of positives."""
    each = _each_entropy(logits, labels, weight)
    return (each * known).sum() / known.sum().clamp(min=1)


def _distance(logits: Tensor, wanted: Tensor) -> Tensor:
    """Mean Huber distance of log odds where they are known, 0 when none is.

    Cross entropy hardly asks whether a score is 0.02 or 0.1, where most comments are.
    """
    known = ~wanted.isnan()
    each = nn.functional.smooth_l1_loss(logits, wanted.nan_to_num(0.0), reduction="none")
    return (each * known).sum() / known.sum().clamp(min=1)


def _each_entropy(
    logits: Tensor, labels: Tensor, weight: Tensor | None = POSITIVE_WEIGHT
) -> Tensor:
    return nn.functional.binary_cross_entropy_with_logits(
        logits, labels.clamp(min=0), reduction="none", pos_weight=weight
    )


def groups_of(network: Network) -> list[dict]:
    """Parameter groups: lower layers move less; the word embeddings stay as they were."""
    encoder = network.encoder
    encoder.words.weight.requires_grad_(False)
    depth = len(encoder.layers)
    parts: list[tuple[nn.Module, float]] = [(network.heads, 3.0)]
    parts += [(layer, DECAY_PER_LAYER ** (depth - 1 - i)) for i, layer in enumerate(encoder.layers)]
    parts += [(part, DECAY_PER_LAYER**depth) for part in (encoder.norm, encoder.positions)]
    groups = []
    for part, scale in parts:
        for decay in (True, False):
            weights = [p for p in part.parameters() if (p.ndim > 1) == decay]
            if weights:
                groups.append({"params": weights, "scale": scale, "weight_decay": 0.01 * decay})
    return groups


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast: passes over the rows, minutes at most (0: no limit), peak rate."""

    passes: int
    minutes: float
    peak: float

    def rate(self, done: float) -> float:
        """Learning rate when `done` (0..1) is behind us: up at first, then down on a cosine."""
        if done < WARM:
            return self.peak * max(done / WARM, 0.02)
        return self.peak * 0.5 * (1 + math.cos(math.pi * (done - WARM) / (1 - WARM)))


def log_odds(rows: list[Row]) -> Tensor:
    """How common each attribute is in each source, as log odds (sources, 7); 0 where unknown."""
    result = torch.zeros(len(SOURCES), len(ATTRIBUTES))
    for s, source in enumerate(SOURCES):
        for a, attribute in enumerate(ATTRIBUTES):
            values = [
                r.labels[attribute] for r in rows if r.source == source and attribute in r.labels
            ]
            if values:
                result[s, a] = torch.tensor(sum(values) / len(values)).clamp(0.02, 0.98).logit()
    return result


def train(rows: list[Row], plan: Plan, *, seed: int, out: Path, first: Path | None) -> Network:
    """Train on the rows and return the averaged weights, also written to `out`/network.pt.

    Starts from the network in the folder `first`, or from the sentence encoder.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    network = _beginning(first)
    network.heads.source_bias.copy_(log_odds(rows))
    average = copy.deepcopy(network)
    optimizer = torch.optim.AdamW(groups_of(network), lr=plan.peak, betas=(0.9, 0.98))
    total = plan.passes * sum(
        1 for _ in batches(one_pass(rows, random.Random(0)), random.Random(0))
    )
    began = time.monotonic()
    network.train()
    for step, batch in enumerate(_endless(rows, chance), 1):
        minutes = (time.monotonic() - began) / 60
        done = max(step / total, minutes / plan.minutes if plan.minutes else 0.0)
        if done >= 1:
            break
        _step(network, optimizer, batch, plan.rate(done))
        _follow(average, network, keep=min(1 - 10 / total, 0.997, step / (step + 10)))
        if step % 20 == 0:
            print(f"step {step} of {total}, {minutes:.1f} minutes, {done:.0%}", flush=True)
        if step % 100 == 0:
            torch.save(average.state_dict(), out / "network.pt")
    torch.save(average.state_dict(), out / "network.pt")
    return average.eval()


def _beginning(first: Path | None) -> Network:
    network = Network()
    if first:
        network.load_state_dict(torch.load(first / "network.pt"))
    else:
        network.encoder.load_pretrained(pretrained_folder())
    return network


def _endless(rows: list[Row], chance: random.Random) -> Iterator[Batch]:
    while True:
        yield from batches(one_pass(rows, chance), chance)


def _step(network: Network, optimizer: torch.optim.Optimizer, batch: Batch, rate: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = rate * group["scale"]
    loss_of(network, batch).backward()
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)


@torch.no_grad()
def _follow(average: Network, network: Network, *, keep: float) -> None:
    """Move the running average of the weights towards the network."""
    pairs = [
        (old, new)
        for old, new in zip(average.parameters(), network.parameters(), strict=True)
        if new.requires_grad
    ]
    torch._foreach_lerp_([old for old, _ in pairs], [new for _, new in pairs], 1 - keep)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--taught", type=Path, help="the teacher's guesses, see teacher.py")
    parser.add_argument("--passes", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without", nargs="*", default=[], help="leave these sources out")
    parser.add_argument("--limit", type=int, default=0, help="only so many rows, chosen at random")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--minutes", type=float, default=0.0, help="end earlier, if need be")
    parser.add_argument("--peak", type=float, default=PEAK_RATE, help="highest learning rate")
    parser.add_argument("--first", type=Path, help="go on from the network in this folder")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    rows = labelled(options.data, "train") + plain_words()
    if options.taught:
        guesses = np.load(options.taught)["logits"].astype(np.float32)
        rows = [row.with_guesses(tuple(g.tolist())) for row, g in zip(rows, guesses, strict=True)]
    rows += [case.row for case in cases("train")] + own_comments()
    rows = [row for row in rows if row.source not in options.without]
    if options.limit:
        rows = random.Random(0).sample(rows, options.limit)
    plan = Plan(options.passes, options.minutes, options.peak)
    train(rows, plan, seed=options.seed, out=options.out, first=options.first)


if __name__ == "__main__":
    main()
