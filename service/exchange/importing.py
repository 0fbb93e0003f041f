"""`parley import`: what a reader hands on, stored a portion a transaction, however often.

The file is read again as long as that brings answers whose parents stood behind them, so that
nothing of it need be kept in memory.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from service.db import transaction
from service.errors import Invalid, Unavailable
from service.exchange.formats import FORMATS, Format
from service.exchange.incoming import incoming
from service.exchange.records import Options, Read, Trouble
from service.exchange.report import Report
from service.exchange.source import BROKEN, Source, opened
from service.exchange.storing import Incoming, Stored, store_incoming
from service.ids import public_id
from service.lifecycle import Status
from service.queue import ring_bulk

PORTION = 200  # comments in one transaction
_PAUSES = (1, 2, 4, 8, 15, 30, 60)  # seconds
_NOBODY = "removed"
_REMOVED = "This comment did not come over from the system in which it was written."


def import_file(
    format_name: str,
    site_id: int,
    file: Path,
    *,
    now: datetime,
    options: Options | None = None,
    progress: Callable[[int], None] = lambda _done: None,
) -> Report:
    """Store every comment of the file that is not there yet, a portion a transaction, so that an
    interrupted import goes on where it ended. Scoring goes on in the queue `bulk`.

    `progress` hears how many bytes of the file have been read.
    """
    format = FORMATS[format_name]
    run = _Import(format_name, format, site_id, options or format.options, now)
    first = report = run.read(file, progress)
    stored, placeholders = report.stored, report.placeholders
    while run.missing and (report.stored or report.placeholders or not run.missing <= run.kept):
        run.kept |= run.missing
        report = run.read(file, lambda _done: None)
        stored, placeholders = stored + report.stored, placeholders + report.placeholders
    for code, trouble in run.replaced:
        report.refuse(code, trouble)
    return replace(report, known=first.known, stored=stored, placeholders=placeholders)


@dataclass(slots=True)
class _Import:
    """One import; `missing` are the keys of parents that the last reading did not find, `kept`
    those for which a place is to be kept where they cannot come over, `replaced` are the refusals
    of those for which one was."""

    source: str
    format: Format
    site_id: int
    options: Options
    now: datetime
    missing: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    replaced: list[tuple[str, Trouble]] = field(default_factory=list)

    def read(self, file: Path, progress: Callable[[int], None]) -> Report:
        report, self.missing = Report(), set()
        with opened(file) as source:
            portion: list[tuple[str, Incoming]] = []
            for each in self._comments(source, report):
                portion.append(each)
                if len(portion) == PORTION:
                    self._store(portion, report)
                    portion = []
                    progress(source.position)
            self._store(portion, report)
        progress(file.stat().st_size)
        return report

    def _comments(self, source: Source, report: Report) -> Iterator[tuple[str, Incoming]]:
        for number, each in enumerate(whole(self.format.read(source))):
            report.read += 1
            if isinstance(each, Trouble):
                report.break_off(each)
                continue
            if each.left_out is not None:
                report.leave_out(each.left_out)
            try:
                made = incoming(self.source, each, self.options, number=number, now=self.now)
            except Invalid as error:
                if each.left_out is None:
                    report.refuse(error.code, Trouble(each.place, str(error)))
                continue
            if each.left_out is None:
                yield each.place, made
            elif made.key in self.kept:
                yield each.place, _placeholder(made)

    def _store(self, portion: list[tuple[str, Incoming]], report: Report) -> None:
        comments = [each for _, each in portion]
        stored = self._store_all(comments, report)
        instead = [
            _placeholder(each)
            for each in comments
            if each.key in stored.refusals
            and each.key in self.kept
            and stored.refusals[each.key].missing is None
        ]
        placed = self._store_all(instead, report).ids
        places = {each.key: place for place, each in portion}
        for key, refusal in stored.refusals.items():
            trouble = Trouble(places[key], refusal.reason)
            if refusal.missing is not None:
                self.missing.add(refusal.missing)
            if key in placed:  # from now on it is known: told once, at the end
                self.replaced.append((refusal.code, trouble))
            else:
                report.refuse(refusal.code, trouble)

    def _store_all(self, comments: list[Incoming], report: Report) -> Stored:
        if not comments:
            return Stored()
        stored = _patiently(lambda: self._store_portion(comments))
        if stored.ids:
            ring_bulk(public_id(self.site_id, 0))
        gone = {each.key for each in comments if each.status is Status.WITHDRAWN}
        report.placeholders += len(gone & stored.ids.keys())
        report.stored += len(stored.ids.keys() - gone)
        report.known += stored.known
        return stored

    def _store_portion(self, comments: list[Incoming]) -> Stored:
        with transaction(self.site_id) as session:
            return store_incoming(session, self.site_id, comments, lane="bulk", now=self.now)


def whole(read: Read) -> Read:
    """What is read, and where a packed file is cut off, that it is."""
    try:
        yield from read
    except BROKEN as error:
        yield Trouble("end of the file", f"the packed file is cut off or damaged: {error}")


def _placeholder(comment: Incoming) -> Incoming:
    return replace(
        comment, text=_REMOVED, status=Status.WITHDRAWN, author_key=_NOBODY, author_name="Removed"
    )


def _patiently(step: Callable[[], Stored]) -> Stored:
    """The answer of `step`; while the database is away it is asked again, for two minutes."""
    for pause in _PAUSES:
        try:
            return step()
        except Unavailable:
            time.sleep(pause)
    return step()
