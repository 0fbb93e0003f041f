"""The compact transformer, and every converted one, on onnxruntime; no PyTorch needed.

A model is a folder: `manifest.json` (attributes, calibration, hashes, sizes), `model.onnx`
(inputs `ids`, `mask`; outputs `logits` (rows, attributes) and, optionally, `token_logits`
(rows, tokens)) and `tokenizer.json`.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from service.scoring.batch import by_length
from service.scoring.calibrate import Calibration, sigmoid
from service.scoring.normalise import Folded, fold, readings
from service.scoring.spans import Piece, merge
from service.scoring.types import Attribute, Judgement
from service.scoring.windows import windows

_MOST_ROWS = 32
_SAFE_BITS = 7  # of weights: sums of two products fit into 16 bits
_MARKED = 0.5  # spans explain a high score; a harmless text has none
_MOST_TOKENS = 512  # what a layer makes of it fits the cache of one core; 2,048 is a sixth slower


@dataclass(frozen=True, slots=True)
class _Window:
    """Some tokens of one text, with what opens and closes a text around them."""

    text: int
    ids: list[int]
    offsets: list[tuple[int, int]]


class OnnxEngine:
    """An Engine over one model folder. The session is made on first use in each process."""

    def __init__(self, name: str, folder: Path, *, threads: int | None = None) -> None:
        """Raises FileNotFoundError when a file is missing, ValueError when it was changed."""
        self.name = name
        self._folder = folder
        self._threads = threads
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
        _verify(folder, manifest["sha256"])
        self.version: str = manifest["version"]
        self.attributes = tuple(Attribute(a) for a in manifest["attributes"])
        self._size = int(manifest["window"])
        self._overlap = int(manifest["overlap"])
        self._span_threshold: float | None = manifest.get("span_threshold")
        self._weight_bits = int(manifest.get("weight_bits", 8))
        self._reads_as_written = bool(manifest.get("reads_as_written"))
        # An attack that is not toxic is none: a group that is merely named must not look like one.
        self._ceilings = [
            (self.attributes.index(Attribute(low)), self.attributes.index(Attribute(high)))
            for low, high in manifest.get("ceilings", {}).items()
        ]
        self._calibrations = [
            Calibration.from_json(manifest["calibration"][a]) for a in self.attributes
        ]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._session: tuple[int, onnxruntime.InferenceSession] | None = None

    def judge(self, texts: Sequence[str], *, with_spans: bool = False) -> list[Judgement]:
        """See Engine. A long text has the highest score of its windows, per attribute."""
        folded = [fold(text) for text in texts]
        best = np.full((len(texts), len(self.attributes)), -np.inf)
        marks: list[list[Piece]] = [[] for _ in texts]
        owned = [(i, meant.text) for i, meant in enumerate(folded)]
        if self._reads_as_written:  # as Detoxify does: accents and all
            owned = [(i, each) for i, meant in owned for each in readings(texts[i], meant)]
        todo = self._windows(owned)
        for window, logits, tokens in self._run(todo):
            best[window.text] = np.maximum(best[window.text], logits)
            if with_spans and tokens is not None:
                marks[window.text] += self._marked(window, tokens, folded[window.text])
        values = np.stack(
            [c.apply(best[:, i]) for i, c in enumerate(self._calibrations)], axis=1
        ).round(5)
        for low, high in self._ceilings:
            values[:, low] = np.minimum(values[:, low], values[:, high])
        return [
            Judgement(
                dict(zip(self.attributes, map(float, row), strict=True)),
                merge(mark, text) if row.max() >= _MARKED else (),
            )
            for row, mark, text in zip(values, marks, texts, strict=True)
        ]

    def _windows(self, owned: Sequence[tuple[int, str]]) -> list[_Window]:
        """Windows of what is read; `owned`: whose it is and its words."""
        found: list[_Window] = []
        encoded = self._tokenizer.encode_batch([reading for _, reading in owned])
        for (i, _), encoding in zip(owned, encoded, strict=True):
            ids, offsets = encoding.ids, encoding.offsets
            for begin, end in windows(len(ids) - 2, size=self._size - 2, overlap=self._overlap):
                inner = slice(begin + 1, end + 1)
                found.append(
                    _Window(
                        i,
                        [ids[0], *ids[inner], ids[-1]],
                        [offsets[0], *offsets[inner], offsets[-1]],
                    )
                )
        return found

    def _run(
        self, todo: Sequence[_Window]
    ) -> Iterator[tuple[_Window, NDArray[np.float32], NDArray[np.float32] | None]]:
        """Each window with its logits and, where the model has them, its tokens' logits."""
        if not todo:
            return
        session = self._own_session()
        lengths = [len(w.ids) for w in todo]
        for group in by_length(lengths, most_rows=_MOST_ROWS, most_tokens=_MOST_TOKENS):
            longest = lengths[group[0]]
            ids = np.zeros((len(group), longest), dtype=np.int64)
            mask = np.zeros((len(group), longest), dtype=np.float32)
            for row, i in enumerate(group):
                ids[row, : lengths[i]] = todo[i].ids
                mask[row, : lengths[i]] = 1
            outputs = session.run(None, {"ids": ids, "mask": mask})
            for row, i in enumerate(group):
                yield todo[i], outputs[0][row], outputs[1][row] if len(outputs) > 1 else None

    def _marked(
        self, window: _Window, token_logits: NDArray[np.float32], folded: Folded
    ) -> list[Piece]:
        """Tokens that are toxic by themselves, as ranges of the original text."""
        if self._span_threshold is None:
            return []
        strengths = sigmoid(token_logits[: len(window.ids)].astype(np.float64))
        return [
            (*folded.original_range(begin, end), float(strength))
            for (begin, end), strength in zip(window.offsets, strengths, strict=True)
            if end > begin and strength >= self._span_threshold
        ]

    def _own_session(self) -> onnxruntime.InferenceSession:
        """A session of this very process: its threads do not survive a fork."""
        if self._session is None or self._session[0] != os.getpid():
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = self._threads or 0
            options.inter_op_num_threads = 1
            # Spinning threads would take the cores from the web processes beside them.
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            if self._weight_bits > _SAFE_BITS and not _adds_in_32_bits():
                # Sums of 8-bit products would overflow there and scores move by up to 0.27. With
                # this they are those of newer processors, where it would cost 2.6 times the time.
                options.add_session_config_entry("session.x64quantprecision", "1")
            # The fused addition and normalisation is five times as slow as the two by themselves.
            session = onnxruntime.InferenceSession(
                str(self._folder / "model.onnx"), options, providers=["CPUExecutionProvider"],
                disabled_optimizers=["SkipLayerNormFusion"],
            )  # fmt: skip
            self._session = (os.getpid(), session)
        return self._session[1]


@cache
def _adds_in_32_bits() -> bool:
    """Whether this processor has VNNI, whose sums of 8-bit products never overflow."""
    told = Path("/proc/cpuinfo")
    return told.exists() and "vnni" in told.read_text()


def _verify(folder: Path, hashes: dict[str, str]) -> None:
    for file, expected in hashes.items():
        if sha256((folder / file).read_bytes()).hexdigest() != expected:
            raise ValueError(f"{folder / file} is not the file that its manifest describes")
