"""Ask a model folder for its raw logits, before calibration."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

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
    folded = [fold(text) for text in texts]
    encodings = _encoded(model, folded)
    session = _session((model / "model.onnx").read_bytes(), threads)
    logits: dict[int, NDArray[np.float32]] = {}
    tokens: dict[int, Tokens] = {}
    for group, (whole, each) in _answers(session, encodings, None):
        for row, i in enumerate(group):
            logits[i] = whole[row]
            tokens[i] = Tokens(folded[i], encodings[i].offsets, each[row, : len(encodings[i])])
    order = range(len(texts))
    return np.stack([logits[i] for i in order]).astype(np.float64), [tokens[i] for i in order]


def pooled_states(
    model: Path, texts: Sequence[str], threads: int = 2
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What the head reads of each text (texts, 2 * width), and its logits (texts, attributes)."""
    drawn = onnx.load(model / "model.onnx")
    states = onnx.helper.make_tensor_value_info("pooled", onnx.TensorProto.FLOAT, ["rows", "width"])
    drawn.graph.output.append(states)
    encodings = _encoded(model, [fold(text) for text in texts])
    session = _session(drawn.SerializeToString(), threads)
    found: dict[int, tuple[NDArray[np.float32], NDArray[np.float32]]] = {}
    for group, answers in _answers(session, encodings, ["pooled", "logits"]):
        found |= {i: (answers[0][row], answers[1][row]) for row, i in enumerate(group)}
    pooled, logits = zip(*(found[i] for i in range(len(texts))), strict=True)
    return np.stack(pooled), np.stack(logits)


def _encoded(model: Path, folded: Sequence[Folded]) -> list[Encoding]:
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST)
    encoded: list[Encoding] = tokenizer.encode_batch([f.text for f in folded])
    return encoded


def _session(model: bytes, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(model, options)


def _answers(
    session: onnxruntime.InferenceSession,
    encodings: Sequence[Encoding],
    outputs: Sequence[str] | None,
) -> Iterator[tuple[Sequence[int], list[NDArray[np.float32]]]]:
    """Groups of texts of like length, by their places, with the outputs asked for."""
    for group in by_length([len(e) for e in encodings], most_rows=32, most_tokens=2048):
        longest = len(encodings[group[0]])
        ids = np.zeros((len(group), longest), dtype=np.int64)
        mask = np.zeros((len(group), longest), dtype=np.float32)
        for row, i in enumerate(group):
            ids[row, : len(encodings[i])] = encodings[i].ids
            mask[row, : len(encodings[i])] = 1
        yield group, session.run(outputs, {"ids": ids, "mask": mask})
