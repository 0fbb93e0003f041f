"""`parley import --dry-run`: the whole file read and checked, nothing stored.

Of each comment four numbers are kept, whatever its length: a file of a million takes 32 MB.
"""

import hashlib
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeAlias

import numpy as np

from service.articles.urls import origin
from service.comments.posting import prepare
from service.db import transaction
from service.errors import Invalid, NotFound
from service.exchange.formats import FORMATS, Format
from service.exchange.importing import PORTION, whole
from service.exchange.incoming import incoming
from service.exchange.records import Options, Record, Trouble
from service.exchange.report import SHOWN, Report, Trial
from service.exchange.source import Source, opened
from service.exchange.storing import Incoming, known_keys

_TOP = 0  # the number of no parent
_Numbers: TypeAlias = "array[int]"


def try_file(
    format_name: str,
    site_id: int,
    file: Path,
    *,
    origins: tuple[str, ...],
    now: datetime,
    options: Options | None = None,
    progress: Callable[[int], None] = lambda _done: None,
) -> Trial:
    """What an import of this file would do, its site's own policy aside (which may refuse a text
    for its length or its words). `origins` are the site's."""
    format = FORMATS[format_name]
    trial = _Trial(format_name, format, site_id, options or format.options, now)
    with opened(file) as source:
        for portion in _portions(trial.comments(source)):
            trial.look_at(portion, origins)
            progress(source.position)
    progress(file.stat().st_size)
    missing = trial.missing()
    if missing:
        trial.report.refused[NotFound.code] = len(missing)
        with opened(file) as source:
            trial.tell_of(source, missing)
    trial.report.stored = sum(trial.is_wanted) - len(missing)
    return Trial(
        trial.report, articles=_distinct(trial.articles), authors=_distinct(trial.authors),
        outside=trial.outside, without_address=_distinct(trial.without_address),
    )  # fmt: skip


@dataclass(slots=True)
class _Trial:
    """What is known of the file so far; the arrays go together, one element a comment."""

    source: str
    format: Format
    site_id: int
    options: Options
    now: datetime
    report: Report = field(default_factory=Report)
    outside: dict[str, int] = field(default_factory=dict)
    keys: _Numbers = field(default_factory=lambda: array("Q"))
    parents: _Numbers = field(default_factory=lambda: array("Q"))
    is_wanted: _Numbers = field(default_factory=lambda: array("B"))
    articles: _Numbers = field(default_factory=lambda: array("Q"))
    authors: _Numbers = field(default_factory=lambda: array("Q"))
    without_address: _Numbers = field(default_factory=lambda: array("Q"))

    def comments(self, source: Source) -> Iterator[tuple[Record, Incoming]]:
        for number, each in enumerate(whole(self.format.read(source))):
            self.report.read += 1
            if isinstance(each, Trouble):
                self.report.break_off(each)
                continue
            try:
                yield each, incoming(self.source, each, self.options, number=number, now=self.now)
            except Invalid as error:
                self._lose(each, error)

    def look_at(self, portion: list[tuple[Record, Incoming]], origins: tuple[str, ...]) -> None:
        asked = {made.key for _, made in portion}
        asked |= {made.parent_key for _, made in portion if made.parent_key is not None}
        with transaction(self.site_id) as session:
            there = known_keys(session, self.site_id, self.source, asked)
        for record, made in portion:
            is_wanted = made.key not in there and self._is_fit(record, made)
            if made.key in there:
                self.report.known += 1
            self._note(made, there, is_wanted=is_wanted)
            if is_wanted:
                self._count(made, origins)

    def missing(self) -> set[int]:
        """Of the comments to store, the numbers of those whose parent, or its, is not there."""
        keys, parents = (np.frombuffer(each, dtype=np.uint64) for each in (self.keys, self.parents))
        is_lost = np.zeros(len(keys), dtype=bool)
        while True:
            present = np.append(keys[~is_lost], np.uint64(_TOP))
            lost = ~np.isin(parents, present)
            if (lost == is_lost).all():
                break
            is_lost = lost
        wanted = np.frombuffer(self.is_wanted, dtype=np.uint8).astype(bool)
        return {int(each) for each in keys[is_lost & wanted]}

    def tell_of(self, source: Source, missing: set[int]) -> None:
        """The first of the comments without a parent, by a second reading."""
        for number, each in enumerate(whole(self.format.read(source))):
            if len(self.report.troubles) >= SHOWN:
                return
            if isinstance(each, Trouble):
                continue
            try:
                made = incoming(self.source, each, self.options, number=number, now=self.now)
            except Invalid:
                continue
            if _number(made.key) in missing:
                reason = f"{made.parent_key}, which it answers, is not there"
                self.report.troubles.append(Trouble(each.place, reason))

    def _is_fit(self, record: Record, made: Incoming) -> bool:
        if record.left_out is not None:
            self.report.leave_out(record.left_out)
            return False
        try:
            prepare(made.text)
        except Invalid as error:
            self._lose(record, error)
            return False
        return True

    def _lose(self, record: Record, error: Invalid) -> None:
        if record.left_out is not None:
            self.report.leave_out(record.left_out)
        else:
            self.report.refuse(error.code, Trouble(record.place, str(error)))

    def _note(self, made: Incoming, there: set[str], *, is_wanted: bool) -> None:
        is_top = made.parent_key is None or made.parent_key in there
        self.keys.append(_number(made.key))
        self.parents.append(_TOP if is_top else _number(str(made.parent_key)))
        self.is_wanted.append(is_wanted)

    def _count(self, made: Incoming, origins: tuple[str, ...]) -> None:
        self.articles.append(_number(made.article_key))
        self.authors.append(_number(made.author_key))
        if made.article_url is None:
            self.without_address.append(_number(made.article_key))
        elif (place := origin(made.article_url)) not in origins:
            self.outside[place] = self.outside.get(place, 0) + 1


def _portions(
    comments: Iterator[tuple[Record, Incoming]],
) -> Iterator[list[tuple[Record, Incoming]]]:
    while portion := list(islice(comments, PORTION)):
        yield portion


def _number(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest()) or 1


def _distinct(numbers: _Numbers) -> int:
    return len(np.unique(np.frombuffer(numbers, dtype=np.uint64))) if numbers else 0
