"""Train the compact model: `python -m bench.quality.train --data DIR --out FOLDER`.

About eight minutes a pass on two cores with bf16 matrix units. Writes `network.pt`, the averaged
weights. `export.py` makes the shipped model of it.
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
from tokenizers import Encoding
from torch import Tensor, nn

from bench.quality.data import ATTRIBUTES, SOURCES, Row, labelled, one_pass
from bench.quality.disguises import disguise
from bench.quality.encoder import Network, pretrained_folder
from bench.quality.plain_words import plain_words
from bench.quality.tokens import load_tokenizer, padded
from service.scoring.disguise import lexicon
from service.scoring.normalise import Folded, fold

BATCH_TOKENS = 3072
BATCH_ROWS = 64
PEAK_RATE = 1.5e-4
WARM = 0.05  # of the whole training
DECAY_PER_LAYER = 0.85
DISGUISED = 0.14
# Positives of the rare attributes count more; calibration undoes the shift of the level.
POSITIVE_WEIGHT = torch.tensor([1.0, 1.5, 3.0, 4.0, 1.0, 3.0, 1.5])
# Weight in the loss: the sources' own heads, the marked tokens, the teacher's guesses.
OWN, TOKENS, TAUGHT = 0.5, 0.3, 0.3
HARMLESS = 0.12  # below this toxicity no word of a text is toxic
SOFTEST = 0.03  # annotators err: no label is surer than this


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of one step; `labels` is -1 where unknown, `marked` likewise per token.

    `taught`: the teacher's probabilities (rows, 7), NaN without a teacher.
    """

    ids: Tensor
    mask: Tensor
    source: Tensor
    labels: Tensor
    marked: Tensor
    taught: Tensor


def batches(rows: list[Row], chance: random.Random) -> Iterator[Batch]:
    """Batches of similar length in random order; some of the texts are disguised."""
    rude = frozenset(lexicon())
    folded = []
    for row in rows:
        hidden = row.toxic_offsets is None and chance.random() < DISGUISED
        folded.append(fold(disguise(row.text, chance, words=rude) if hidden else row.text))
    encodings = load_tokenizer().encode_batch([f.text for f in folded])
    order = sorted(range(len(rows)), key=lambda i: len(encodings[i]) + chance.random() * 8)
    groups: list[list[int]] = [[]]
    for i in order:
        longest = max([len(encodings[j]) for j in groups[-1]] + [len(encodings[i])])
        if len(groups[-1]) >= BATCH_ROWS or longest * (len(groups[-1]) + 1) > BATCH_TOKENS:
            groups.append([])
        groups[-1].append(i)
    chance.shuffle(groups)
    for group in groups:
        yield _batch([(rows[i], folded[i], encodings[i]) for i in group])


def _batch(items: list[tuple[Row, Folded, Encoding]]) -> Batch:
    ids, mask = padded([encoding for _, _, encoding in items])
    labels = torch.full((len(items), len(ATTRIBUTES)), -1.0)
    marked = torch.full(ids.shape, -1.0)
    taught = torch.full((len(items), len(ATTRIBUTES)), math.nan)
    for i, (row, folded, encoding) in enumerate(items):
        for attribute, value in row.labels.items():
            labels[i, ATTRIBUTES.index(attribute)] = min(max(value, SOFTEST), 1 - SOFTEST)
        if row.labels.get("toxicity", 1.0) < HARMLESS:
            marked[i, : len(encoding)] = 0.0
        if row.toxic_offsets is not None:
            marked[i, : len(encoding)] = torch.tensor(_marks(row.toxic_offsets, folded, encoding))
        if row.taught is not None:
            taught[i] = torch.tensor(row.taught)
    source = torch.tensor([SOURCES.index(row.source) for row, _, _ in items])
    return Batch(ids, mask, source, labels, marked, taught)


def _marks(offsets: tuple[int, ...], folded: Folded, encoding: Encoding) -> list[float]:
    """1 for a token with a marked character, 0 for any other, -1 for those without characters."""
    toxic = set(offsets)
    return [
        float(any(folded.starts[c] in toxic for c in range(begin, end))) if end > begin else -1.0
        for begin, end in encoding.offsets
    ]


def loss_of(network: Network, batch: Batch) -> Tensor:
    """Weighted cross entropy of the common head, the sources' heads and the token head."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        common, own, token = network(batch.ids, batch.mask)
    common = common.float() + network.heads.source_bias[batch.source]
    mine = own.float()[torch.arange(len(batch.source)), batch.source]
    known = batch.labels >= 0
    total = _entropy(common, batch.labels, known) + OWN * _entropy(mine, batch.labels, known)
    guessed = ~batch.taught.isnan()
    if guessed.any():
        pupil = own.float()[:, SOURCES.index("perspective_sample")]
        total = total + TAUGHT * _entropy(pupil, batch.taught.nan_to_num(0.5), guessed)
    seen = batch.marked >= 0
    if seen.any():
        total = total + TOKENS * nn.functional.binary_cross_entropy_with_logits(
            token.float()[seen], batch.marked[seen]
        )
    return total


def _entropy(logits: Tensor, labels: Tensor, known: Tensor) -> Tensor:
    """Mean cross entropy over the known labels, 0 when there are none."""
    each = nn.functional.binary_cross_entropy_with_logits(
        logits, labels.clamp(min=0), reduction="none", pos_weight=POSITIVE_WEIGHT
    )
    return (each * known).sum() / known.sum().clamp(min=1)


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
        _follow(average, network, keep=min(0.997, step / (step + 10)))
        if step % 50 == 0:
            print(f"step {step} of {total}, {minutes:.1f} minutes, {done:.0%}", flush=True)
        if step % 500 == 0:
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
    parser.add_argument("--without", default="", help="leave this source out")
    parser.add_argument("--limit", type=int, default=0, help="only so many rows, chosen at random")
    parser.add_argument("--minutes", type=float, default=0.0, help="end earlier, if need be")
    parser.add_argument("--peak", type=float, default=PEAK_RATE, help="highest learning rate")
    parser.add_argument("--first", type=Path, help="go on from the network in this folder")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    rows = labelled(options.data, "train") + plain_words()
    if options.taught:
        guesses = 1 / (1 + np.exp(-np.load(options.taught)["logits"].astype(np.float32)))
        rows = [row.with_guesses(tuple(g.tolist())) for row, g in zip(rows, guesses, strict=True)]
    rows = [row for row in rows if row.source != options.without]
    if options.limit:
        rows = random.Random(0).sample(rows, options.limit)
    plan = Plan(options.passes, options.minutes, options.peak)
    train(rows, plan, seed=options.seed, out=options.out, first=options.first)


if __name__ == "__main__":
    main()
