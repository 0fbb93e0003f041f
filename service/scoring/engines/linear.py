"""A linear model over hashed words and letter groups: small, fast, for languages without better.

The weights are one array; the features are made here, for training and for scoring alike.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from hashlib import sha256
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from service.scoring.calibrate import Calibration
from service.scoring.normalise import fold
from service.scoring.types import Attribute, Judgement, Span

BITS = 18
_MASK = (1 << BITS) - 1
_ALEF = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه",
     "ک": "ك", "گ": "ك", "ـ": None} | {chr(c): None for c in [*range(0x64B, 0x660), 0x670]}
)  # fmt: skip
_NOISE = re.compile(r"https?://\S+|@\S+|&#?\w+;")
_TOKEN = re.compile(r"[^\W\d_]+|[^\w\s]")
_REPEAT = re.compile(r"(.)\1{2,}")
_SPAN_STRENGTH = 0.6


def readable(text: str) -> str:
    """Lower case, one form per Arabic letter, no names, no addresses."""
    folded = _NOISE.sub(" ", fold(text).text.lower().translate(_ALEF))
    return _REPEAT.sub(r"\1\1", folded)


def features(text: str) -> NDArray[np.int64]:
    """Places of the text's features among 2**BITS, each once, in rising order."""
    return np.unique(np.fromiter((_place(f) for f in _names(readable(text))), dtype=np.int64))


def _names(text: str) -> Iterator[str]:
    words = _TOKEN.findall(text)
    for i, word in enumerate(words):
        yield "w " + word
        if i:
            yield f"b {words[i - 1]} {word}"
        padded = f" {word} "
        for size in (2, 3, 4, 5):
            for begin in range(len(padded) - size + 1):
                yield padded[begin : begin + size]


def _place(feature: str) -> int:
    return zlib.crc32(feature.encode()) & _MASK


class LinearEngine:
    """An Engine that knows toxicity only. The file holds `weights`, `bias` and `knots`."""

    attributes = (Attribute.TOXICITY,)

    def __init__(self, name: str, file: bytes, *, version: str = "") -> None:
        """`file`: its content; without a `version` its hash is taken. Raises ValueError and
        KeyError when it is no such file."""
        self.name = name
        self.version = version or sha256(file).hexdigest()[:12]
        with np.load(BytesIO(file)) as stored:
            self._weights = stored["weights"].astype(np.float32)
            self._bias = float(stored["bias"])
            knots = tuple((float(x), float(y)) for x, y in stored["knots"])
            self._calibration = Calibration(knots, float(stored["base_rate"]))

    def judge(self, texts: Sequence[str], *, with_spans: bool = False) -> list[Judgement]:
        """See Engine. Spans are the words that speak loudest for toxicity."""
        logits = np.array([self.logit(text) for text in texts], dtype=np.float64)
        values = self._calibration.apply(logits) if texts else logits
        return [
            Judgement(
                {Attribute.TOXICITY: round(float(value), 5)},
                self._spans(text, value) if with_spans else (),
            )
            for text, value in zip(texts, values, strict=True)
        ]

    def logit(self, text: str) -> float:
        """The model's raw answer, before calibration."""
        places = features(text)
        if not len(places):
            return self._bias
        return float(self._weights[places].sum() / len(places) ** 0.5) + self._bias

    def _spans(self, text: str, value: float) -> tuple[Span, ...]:
        """Words whose own features push at least a third as hard as the loudest word."""
        if value < _SPAN_STRENGTH:
            return ()
        words = list(re.finditer(r"[^\W\d_]{2,}", text))
        push = [float(self._weights[features(w.group())].sum()) for w in words]
        loudest = max(push, default=0.0)
        return tuple(
            Span(word.start(), word.end(), Attribute.TOXICITY, round(float(value), 3))
            for word, p in zip(words, push, strict=True)
            if p > 0 and p >= loudest / 2
        )
