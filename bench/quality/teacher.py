"""Let first models and a machine of another kind label all rows with the seven recorded attributes.

Only a thousand rows carry all seven. `python -m bench.quality.teacher --data DIR --first FOLDER
--out FILE` writes, per training row, what a first training and a kernel machine together guess (7
log odds); training uses them softly. About three minutes. With `--model FOLDER...` in place of
`--first` it writes what the first of these shipped models says, so that a training that goes on from
it does not unlearn their order; of talk pages' other attributes it writes what all of them and a
linear machine over words and letters say together, which errs elsewhere than they do.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_union
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR

from bench.quality.data import ATTRIBUTES, SOURCES, Row, labelled
from bench.quality.encoder import Network, pool, pretrained_folder
from bench.quality.plain_words import plain_words
from bench.quality.raw import pooled_states
from bench.quality.tokens import load_tokenizer, padded
from service.scoring.calibrate import logit
from service.scoring.normalise import fold

TAUGHT = SOURCES.index("perspective_sample")
ROWS = 64
WORDS_SHARE = 0.6  # of the linear machine's guess beside one model's, both scaled alike

Array = NDArray[np.float32]


@torch.no_grad()
def answers(network: Network, texts: Sequence[str]) -> tuple[Array, Array, Array]:
    """Common logits (texts, 7), own logits (texts, sources, 7), pooled states (texts, width)."""
    encodings = load_tokenizer().encode_batch([fold(text).text for text in texts])
    order = sorted(range(len(texts)), key=lambda i: -len(encodings[i]))
    parts = []
    for begin in range(0, len(order), ROWS):
        ids, mask = padded([encodings[i] for i in order[begin : begin + ROWS]])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            hidden = network.encoder(ids, mask)
        common, own, _ = network.heads(hidden.float(), mask)
        parts.append((common.numpy(), own.numpy(), pool(hidden.float(), mask).numpy()))
    back = np.argsort(order)
    common, own, pooled = (np.concatenate(side)[back] for side in zip(*parts, strict=True))
    return common, own, pooled


def taught(rows: list[Row], first: Network) -> Array:
    """Mean logit of the first model and of a kernel machine on untuned features (rows, 7)."""
    texts = [row.text for row in rows]
    _, own, _ = answers(first, texts)
    untuned = Network().eval()
    untuned.encoder.load_pretrained(pretrained_folder())
    features = StandardScaler().fit_transform(answers(untuned, texts)[2])
    known = np.array([i for i, row in enumerate(rows) if row.source == "perspective_sample"])
    result = np.zeros((len(rows), len(ATTRIBUTES)), dtype=np.float32)
    for a, attribute in enumerate(ATTRIBUTES):
        labels = np.array([rows[i].labels[attribute] for i in known])
        machine = SVR(C=3.0, epsilon=0.1).fit(features[known], logit(labels.clip(0.01, 0.99)))
        result[:, a] = 0.65 * own[:, TAUGHT, a] + 0.35 * machine.predict(features)
    return result


def shipped(rows: list[Row], models: list[Path]) -> Array:
    """What the first of shipped models says (rows, 7), of talk pages mixed with a linear machine."""
    texts = [row.text for row in rows]
    said = [pooled_states(model, texts)[1] for model in models]
    source = np.array([row.source for row in rows])
    known, asked = source == "perspective_sample", source == "wikipedia_context"
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True)
    features = make_union(TfidfVectorizer(min_df=2, sublinear_tf=True), letters)
    features.fit([texts[i] for i in np.flatnonzero(known | asked)])
    of_known, of_asked = (
        features.transform([texts[i] for i in np.flatnonzero(part)]) for part in (known, asked)
    )
    result = said[0].copy()
    for a, attribute in enumerate(ATTRIBUTES):
        if attribute == "toxicity":
            continue  # talk pages carry this score themselves
        labels = np.array([rows[i].labels[attribute] for i in np.flatnonzero(known)])
        machine = Ridge(alpha=1.0).fit(of_known, logit(labels.clip(0.01, 0.99)))
        together = np.mean([each[asked, a] for each in said], axis=0)
        mixed = _scaled(together) + WORDS_SHARE * _scaled(machine.predict(of_asked))
        result[asked, a] = together.mean() + _scaled(mixed) * together.std()
    return result


def _scaled(values: Array) -> Array:
    """Mean 0 and standard deviation 1."""
    return np.asarray((values - values.mean()) / values.std(), dtype=np.float32)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--first", type=Path, help="folder of the first training")
    parser.add_argument("--model", type=Path, nargs="*", help="folders of shipped models")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    rows = labelled(options.data, "train") + plain_words()
    if options.model:
        said = shipped(rows, options.model)
    else:
        first = Network().eval()
        first.load_state_dict(torch.load(options.first / "network.pt"))
        said = taught(rows, first)
    np.savez_compressed(options.out, logits=said.astype(np.float16))


if __name__ == "__main__":
    main()
