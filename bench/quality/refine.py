"""Go on briefly from a shipped model: `python -m bench.quality.refine --data DIR --first FOLDER
--out FOLDER [--shard 0 --of 2]`.

Teaches the plain cases and misspelt copies without unlearning the rest. Only the upper layers and
the head move; what the lower ones say is computed once, so that a pass is cheap. On replayed rows
the network is held to what it said before. Shards train apart, one core each, and `export.py`
averages them with the network they began at.
"""

import argparse
import copy
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from bench.quality.batches import labels_of
from bench.quality.data import ATTRIBUTES, SOURCES, Row, labelled
from bench.quality.disguises import disguise
from bench.quality.encoder import Network
from bench.quality.plain_cases import cases, misspelt
from bench.quality.plain_words import plain_words
from bench.quality.tokens import load_tokenizer, padded
from bench.quality.train import Plan
from service.scoring.disguise import lexicon
from service.scoring.normalise import fold

FROZEN = 3  # layers
LONGEST = 72  # tokens of a replayed row: plain cases are short, long rows cost most and teach least
# Replayed rows per source and the weight of their labels beside that of what was said before.
REPLAY = {
    "civil_spans": (900, 0.5),
    "davidson": (700, 0.5),
    "wikipedia_context": (700, 0.5),
    "perspective_sample": (800, 1.5),  # the only rows with all seven attributes
    "identity_templates": (150, 0.5),
    "plain_words": (600, 1.0),
}
CASES = 4600
MISSPELT, DISGUISED = 0.3, 0.08
HELD = 1.0  # weight of what the network said before
ROWS, TOKENS = 40, 900
PEAK = 1.5e-4


@dataclass(frozen=True, slots=True)
class Lesson:
    """One row: what the frozen layers say (tokens, width), what it should be and what was said."""

    lower: Tensor
    labels: Tensor  # (7), -1 where unknown
    weight: float  # of the labels
    said: Tensor  # (7) logits before
    is_case: bool
    source: int


def lessons_of(rows: list[tuple[Row, float, bool]], network: Network, seed: int) -> list[Lesson]:
    """Run the frozen layers once. A misspelt copy is held to what was said of the clean text."""
    chance = random.Random(seed)
    rude = frozenset(lexicon())
    found = []
    rows = sorted(rows, key=lambda item: len(item[0].text))  # little padding
    for begin in range(0, len(rows), ROWS):
        part = rows[begin : begin + ROWS]
        clean = [row.text for row, _, _ in part]
        written = [_written(text, chance, rude) for text in clean]
        lower, said = _lower_and_said(network, clean)
        changed = [i for i, text in enumerate(written) if text != clean[i]]
        if changed:
            again, _ = _lower_and_said(network, [written[i] for i in changed], FROZEN)
            lower = [again[changed.index(i)] if i in changed else x for i, x in enumerate(lower)]
        for i, (row, weight, is_case) in enumerate(part):
            source = SOURCES.index(row.source)
            found.append(Lesson(lower[i], labels_of(row), weight, said[i], is_case, source))
        if begin % (ROWS * 20) == 0:
            print(f"lower layers: {begin} of {len(rows)}", flush=True)
    return found


def _written(text: str, chance: random.Random, rude: frozenset[str]) -> str:
    dice = chance.random()
    if dice < MISSPELT:
        return misspelt(text, chance)
    return disguise(text, chance, words=rude) if dice < MISSPELT + DISGUISED else text


@torch.no_grad()
def _lower_and_said(
    network: Network, texts: list[str], depth: int | None = None
) -> tuple[list[Tensor], Tensor]:
    encodings = load_tokenizer().encode_batch([fold(text).text for text in texts])
    ids, mask = padded(encodings)
    encoder = network.encoder
    x = encoder.norm(encoder.words(ids) + encoder.positions(torch.arange(ids.shape[1])))
    bias = ((1.0 - mask) * -1e4)[:, None, None, :]
    for layer in encoder.layers[:FROZEN]:
        x = layer(x, bias)
    lower = [x[i, : len(e)].clone() for i, e in enumerate(encodings)]
    for layer in encoder.layers[FROZEN:depth]:
        x = layer(x, bias)
    return lower, network.heads(x, mask)[0]


def levels(lessons: list[Lesson]) -> Tensor:
    """Log odds (sources, 7) between what was said and each source's labels.

    Sources draw the line at different places; the common head need not learn where.
    """
    result = torch.zeros(len(SOURCES), len(ATTRIBUTES))
    for s in range(len(SOURCES) - 1):  # our own sentences set the level themselves
        mine = [x for x in lessons if x.source == s and not x.is_case]
        for a in range(len(ATTRIBUTES)):
            known = [(x.said[a], x.labels[a]) for x in mine if x.labels[a] >= 0]
            if len(known) >= 20:
                said, labels = (torch.stack(side) for side in zip(*known, strict=True))
                result[s, a] = _shift(said, labels.mean())
    return result


def _shift(said: Tensor, target: Tensor) -> float:
    """What to add to the logits so that the mean probability is the target."""
    low, high = -6.0, 6.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if (said + middle).sigmoid().mean() < target else (low, middle)
    return (low + high) / 2


def _batches(lessons: list[Lesson], chance: random.Random) -> Iterator[list[Lesson]]:
    """Endless groups of like length; every one holds cases and replayed rows."""
    while True:
        order = sorted(lessons, key=lambda x: len(x.lower) + chance.random() * 12)
        groups: list[list[Lesson]] = [[]]
        for lesson in order:
            longest = max(len(x.lower) for x in [*groups[-1], lesson])
            if len(groups[-1]) >= ROWS or longest * (len(groups[-1]) + 1) > TOKENS:
                groups.append([])
            groups[-1].append(lesson)
        chance.shuffle(groups)
        yield from groups


def loss_of(network: Network, group: list[Lesson], level: Tensor) -> Tensor:
    """Cross entropy with the labels, and with what was said where it is to be kept."""
    longest = max(len(x.lower) for x in group)
    hidden = torch.stack(
        [nn.functional.pad(x.lower, (0, 0, 0, longest - len(x.lower))) for x in group]
    )
    mask = torch.stack([(torch.arange(longest) < len(x.lower)).float() for x in group])
    bias = ((1.0 - mask) * -1e4)[:, None, None, :]
    for layer in network.encoder.layers[FROZEN:]:
        hidden = layer(hidden, bias)
    logits = network.heads(hidden, mask)[0]
    labels = torch.stack([x.labels for x in group])
    said = torch.stack([x.said for x in group]).sigmoid()
    known = (labels >= 0).float() * torch.tensor([x.weight for x in group])[:, None]
    is_case = torch.tensor([float(x.is_case) for x in group])[:, None]
    kept = HELD * (1 - is_case * (labels >= 0).float())
    entropy = nn.functional.binary_cross_entropy_with_logits
    sources = torch.tensor([x.source for x in group])
    right = entropy(logits + level[sources], labels.clamp(min=0), reduction="none") * known
    same = entropy(logits, said, reduction="none") * kept
    return (right + same).sum() / (len(group) * len(ATTRIBUTES))


def groups_of(network: Network, peak: float) -> list[dict]:
    """What moves: the upper layers and the common head; the head of tokens stays."""
    for weights in network.parameters():
        weights.requires_grad_(False)
    moving = [*network.encoder.layers[FROZEN:].parameters(), *network.heads.common.parameters()]
    for weights in moving:
        weights.requires_grad_(True)
    return [
        {"params": [p for p in moving if (p.ndim > 1) == decay], "weight_decay": 0.01 * decay}
        for decay in (True, False)
    ]


def refine(network: Network, lessons: list[Lesson], plan: Plan, *, seed: int) -> Network:
    """Train for `plan.minutes` or `plan.passes` and return the averaged weights."""
    torch.manual_seed(seed)
    level = levels(lessons)
    optimizer = torch.optim.AdamW(groups_of(network, plan.peak), lr=plan.peak, betas=(0.9, 0.98))
    average = copy.deepcopy(network)
    seen, began = 0, time.monotonic()
    network.train()
    for step, group in enumerate(_batches(lessons, random.Random(seed)), 1):
        minutes = (time.monotonic() - began) / 60
        done = max(seen / (plan.passes * len(lessons)), minutes / plan.minutes)
        if done >= 1:
            break
        seen += len(group)
        for part in optimizer.param_groups:
            part["lr"] = plan.rate(done)
        loss = loss_of(network, group, level)
        loss.backward()
        nn.utils.clip_grad_norm_([p for p in network.parameters() if p.requires_grad], 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        _follow(average, network, keep=min(0.98, step / (step + 10)))
        if step % 20 == 0:
            print(f"step {step}, {minutes:.1f} minutes, {done:.0%}, loss {loss:.3f}", flush=True)
    return average.eval()


@torch.no_grad()
def _follow(average: Network, network: Network, *, keep: float) -> None:
    for old, new in zip(average.parameters(), network.parameters(), strict=True):
        if new.requires_grad:
            old.lerp_(new, 1 - keep)


def rows_to_learn(data: Path, *, shard: int, of: int) -> list[tuple[Row, float, bool]]:
    """(row, weight of its labels, whether it is a plain case), shuffled and cut into shards."""
    chance = random.Random(7)
    found = [(case.row, 1.0, True) for case in cases("train")]
    found = chance.sample(found, min(CASES, len(found)))
    rows = labelled(data, "train") + plain_words()
    for source, (count, weight) in REPLAY.items():
        # About four characters and a half make a token.
        short = [r for r in rows if r.source == source and len(r.text) < LONGEST * 4.5]
        found += [(r, weight, False) for r in chance.sample(short, min(count, len(short)))]
    chance.shuffle(found)
    return found[shard::of]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--first", type=Path, required=True, help="folder to go on from")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shard", type=int, default=0)
    parser.add_argument("--of", type=int, default=1)
    parser.add_argument("--passes", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=25.0)
    parser.add_argument("--peak", type=float, default=PEAK)
    options = parser.parse_args()
    torch.set_num_threads(1)
    options.out.mkdir(parents=True, exist_ok=True)
    network = Network().eval()
    network.load_state_dict(torch.load(options.first / "network.pt"))
    rows = rows_to_learn(options.data, shard=options.shard, of=options.of)
    lessons = lessons_of(rows, network, options.shard)
    plan = Plan(options.passes, options.minutes, options.peak)
    state = refine(network, lessons, plan, seed=options.shard).state_dict()
    # The head that learned stands for all of them, as in the network it began at.
    state["heads.own.weight"] = state["heads.common.weight"].repeat(len(SOURCES), 1)
    state["heads.own.bias"] = state["heads.common.bias"].repeat(len(SOURCES))
    torch.save(state, options.out / "network.pt")


if __name__ == "__main__":
    main()
