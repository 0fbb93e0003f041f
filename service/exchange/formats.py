"""The formats that `parley import` reads: one reader each, all handing on the same records."""

from collections.abc import Callable
from dataclasses import dataclass

from service.exchange import coral, disqus, isso, jsonl, remark42, wordpress
from service.exchange.records import Options, Read
from service.exchange.source import Source


@dataclass(frozen=True, slots=True)
class Format:
    """`read` yields records in the file's order; `options` are those of who gives none."""

    read: Callable[[Source], Read]
    options: Options


FORMATS = {
    # Its articles are keys already.
    "jsonl": Format(jsonl.read, Options(key="{id}")),
    "disqus": Format(disqus.read, Options()),
    "wordpress": Format(wordpress.read, Options()),
    "remark42": Format(remark42.read, Options()),
    "isso": Format(isso.read, Options()),
    "coral": Format(coral.read, Options()),
}
