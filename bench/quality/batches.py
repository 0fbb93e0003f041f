"""Batches for training: texts of like length, some of them disguised or misspelt."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
from tokenizers import Encoding
from torch import Tensor

from bench.quality.data import ATTRIBUTES, RECORDED, SOURCES, Row
from bench.quality.disguises import disguise
from bench.quality.plain_cases import misspelt
from bench.quality.tokens import load_tokenizer, padded
from service.scoring.disguise import lexicon
from service.scoring.normalise import Folded, fold

BATCH_TOKENS = 2048
BATCH_ROWS = 48
LONGEST = 128  # tokens of a row: the few longer ones cost most and teach least
# Shares of the texts of a pass: any disguise, slips in the rude words, slips in any longer word.
DISGUISED, SLIPPED, MISSPELT = 0.12, 0.1, 0.08
UNMARKED = 0.3  # of the texts with marked characters, that may be such copies too
HARMLESS = 0.12  # below this toxicity no word of a text is toxic
SOFTEST = 0.03  # annotators err: no label is surer than this
SUREST = 0.01  # recorded scores are a machine's: they say more, to here and to 1 - SUREST


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of one step; `labels` is -1 where unknown, `marked` likewise per token.

    `taught`: the teacher's log odds (rows, 7), NaN without a teacher. `recorded`: log odds of the
    scores that were recorded (rows, 7), NaN where none was.
    """

    ids: Tensor
    mask: Tensor
    source: Tensor
    labels: Tensor
    marked: Tensor
    taught: Tensor
    recorded: Tensor


def batches(rows: list[Row], chance: random.Random) -> Iterator[Batch]:
    """Batches of similar length in random order; some of the texts are disguised."""
    rude = frozenset(lexicon())
    written, folded = [], []
    for row in rows:
        text = row.text
        if row.toxic_offsets is None or chance.random() < UNMARKED:
            text = _written(row.text, chance, rude)
        # Of a changed copy nobody knows which characters were marked.
        written.append(row if text == row.text else replace(row, toxic_offsets=None))
        folded.append(fold(text))
    encodings = load_tokenizer(LONGEST).encode_batch([f.text for f in folded])
    order = sorted(range(len(rows)), key=lambda i: len(encodings[i]) + chance.random() * 8)
    groups: list[list[int]] = [[]]
    for i in order:
        longest = max([len(encodings[j]) for j in groups[-1]] + [len(encodings[i])])
        if len(groups[-1]) >= BATCH_ROWS or longest * (len(groups[-1]) + 1) > BATCH_TOKENS:
            groups.append([])
        groups[-1].append(i)
    chance.shuffle(groups)
    for group in groups:
        yield _batch([(written[i], folded[i], encodings[i]) for i in group])


def _written(text: str, chance: random.Random, rude: frozenset[str]) -> str:
    """The text as it is, or a disguised or misspelt copy."""
    dice = chance.random()
    if dice < DISGUISED:
        return disguise(text, chance, words=rude)
    if dice < DISGUISED + SLIPPED:
        return disguise(text, chance, kind="typo", words=rude)
    return misspelt(text, chance) if dice < DISGUISED + SLIPPED + MISSPELT else text


def labels_of(row: Row) -> Tensor:
    """The row's labels (7), none surer than SOFTEST; -1 where unknown."""
    labels = torch.full((len(ATTRIBUTES),), -1.0)
    for attribute, value in row.labels.items():
        labels[ATTRIBUTES.index(attribute)] = min(max(value, SOFTEST), 1 - SOFTEST)
    return labels


def recorded_of(row: Row) -> Tensor:
    """Log odds of the scores that a machine once gave the row (7), NaN where it gave none."""
    scores = torch.full((len(ATTRIBUTES),), math.nan)
    if row.source in RECORDED:
        for attribute, value in row.labels.items():
            scores[ATTRIBUTES.index(attribute)] = value
    return scores.clamp(SUREST, 1 - SUREST).logit()


def _batch(items: list[tuple[Row, Folded, Encoding]]) -> Batch:
    ids, mask = padded([encoding for _, _, encoding in items])
    labels = torch.stack([labels_of(row) for row, _, _ in items])
    marked = torch.full(ids.shape, -1.0)
    taught = torch.full((len(items), len(ATTRIBUTES)), math.nan)
    for i, (row, folded, encoding) in enumerate(items):
        if row.labels.get("toxicity", 1.0) < HARMLESS:
            marked[i, : len(encoding)] = 0.0
        if row.toxic_offsets is not None:
            marked[i, : len(encoding)] = torch.tensor(_marks(row.toxic_offsets, folded, encoding))
        if row.taught is not None:
            taught[i] = torch.tensor(row.taught)
    source = torch.tensor([SOURCES.index(row.source) for row, _, _ in items])
    recorded = torch.stack([recorded_of(row) for row, _, _ in items])
    return Batch(ids, mask, source, labels, marked, taught, recorded)


def _marks(offsets: tuple[int, ...], folded: Folded, encoding: Encoding) -> list[float]:
    """1 for a token with a marked character, 0 for any other, -1 for those without characters."""
    toxic = set(offsets)
    return [
        float(any(folded.starts[c] in toxic for c in range(begin, end))) if end > begin else -1.0
        for begin, end in encoding.offsets
    ]
