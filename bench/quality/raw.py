"""Ask a model folder for its raw logits, before calibration."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from service.scoring.batch import by_length
from service.scoring.normalise import Folded, fold

MOST = 192


@dataclass(frozen=True, slots=True)
class Tokens:
    """One text's tokens: their ranges in the folded text and their logits."""

    folded: Folded
    offsets: list[tuple[int, int]]
    logits: NDArray[np.float32]


def raw_logits(
    model: Path, texts: Sequence[str], threads: int = 2
) -> tuple[NDArray[np.float64], list[Tokens]]:
    """Logits (texts, attributes) of each text's first 192 tokens, and its tokens' logits."""
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(model / "model.onnx"), options)
    folded = [fold(text) for text in texts]
    encodings = tokenizer.encode_batch([f.text for f in folded])
    logits: dict[int, NDArray[np.float32]] = {}
    tokens: dict[int, Tokens] = {}
    for group in by_length([len(e) for e in encodings], most_rows=32, most_tokens=2048):
        longest = len(encodings[group[0]])
        ids = np.zeros((len(group), longest), dtype=np.int64)
        mask = np.zeros((len(group), longest), dtype=np.float32)
        for row, i in enumerate(group):
            ids[row, : len(encodings[i])] = encodings[i].ids
            mask[row, : len(encodings[i])] = 1
        whole, each = session.run(None, {"ids": ids, "mask": mask})
        for row, i in enumerate(group):
            logits[i] = whole[row]
            tokens[i] = Tokens(folded[i], encodings[i].offsets, each[row, : len(encodings[i])])
    order = range(len(texts))
    return np.stack([logits[i] for i in order]).astype(np.float64), [tokens[i] for i in order]
