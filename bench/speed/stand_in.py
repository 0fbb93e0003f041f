"""A checkpoint of BERT-base's size for Detoxify: random weights, the words of `bert-base-uncased`.

For speed alone, where Detoxify's own cannot be fetched: as many layers, as long texts in as many
tokens. What it says of a text means nothing.
"""

from pathlib import Path

CLASSES = ["toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"]
TOKENIZER = Path("service/scoring/models/compact/tokenizer.json")  # the same words as BERT-base


def write_stand_in(folder: Path) -> Path:
    """Write configuration, tokenizer and `stand-in.ckpt`; returns the checkpoint."""
    import torch
    from tokenizers import Tokenizer
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    config = BertConfig(num_labels=len(CLASSES))
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    config.save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", model_max_length=512
    ).save_pretrained(folder)  # fmt: skip
    torch.manual_seed(7)
    model = BertForSequenceClassification(config)
    arguments = {
        "model_type": str(folder),
        "model_name": "BertForSequenceClassification",
        "tokenizer_name": "PreTrainedTokenizerFast",
        "num_classes": len(CLASSES),
    }
    described = {"arch": {"args": arguments}, "dataset": {"args": {"classes": CLASSES}}}
    path = folder / "stand-in.ckpt"
    torch.save({"config": described, "state_dict": model.state_dict()}, path)
    return path
