"""From texts to padded tensors, for training and for asking a network."""

from collections.abc import Sequence
from functools import lru_cache

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor

from bench.quality.encoder import pretrained_folder

MAX_TOKENS = 192


@lru_cache(maxsize=2)
def load_tokenizer(longest: int = MAX_TOKENS) -> Tokenizer:
    """The tokenizer of the base model, cut at `longest` tokens, without padding."""
    tokenizer = Tokenizer.from_file(str(pretrained_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(longest)
    return tokenizer


def padded(encodings: Sequence[Encoding]) -> tuple[Tensor, Tensor]:
    """`ids` and `mask`, both (rows, longest)."""
    longest = max(len(e) for e in encodings)
    ids = torch.zeros(len(encodings), longest, dtype=torch.long)
    mask = torch.zeros(len(encodings), longest)
    for i, encoding in enumerate(encodings):
        ids[i, : len(encoding)] = torch.tensor(encoding.ids)
        mask[i, : len(encoding)] = 1
    return ids, mask
