"""What `parley import` and `parley export` show: a progress bar and a report."""

import gzip
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from rich.console import Console
from rich.progress import Progress

from service.articles.sites import site_by_slug
from service.clock import utc_now
from service.core import create_core
from service.db import ALL_SITES, transaction
from service.exchange.export import count_comments, export_lines
from service.exchange.jsonl import Report, count_lines, import_jsonl
from service.queue import flush


def run_import(format_name: str, file: Path, slug: str) -> None:
    """Import a file into a site and print the report. Raises NotFound for an unknown site."""
    console = Console(stderr=True)
    with create_core().app_context(), Progress(console=console) as progress:
        with transaction(ALL_SITES) as session:
            site_id = site_by_slug(session, slug).id
        bar = progress.add_task(f"importing {format_name}", total=count_lines(file))
        report = import_jsonl(
            site_id, file, now=utc_now(), progress=lambda done: progress.advance(bar, done)
        )
        flush()
    for line in lines_of(report):
        console.print(line)


def run_export(slug: str, out: Path | None) -> None:
    """Write a site's comments to a file (gzip by its ending) or to standard output."""
    console = Console(stderr=True)
    with create_core().app_context(), Progress(console=console) as progress:
        with transaction(ALL_SITES) as session:
            site_id = site_by_slug(session, slug).id
        bar = progress.add_task("exporting", total=count_comments(site_id))
        with _writer(out) as file:
            for line in export_lines(site_id):
                file.write(line)
                progress.advance(bar)


@contextmanager
def _writer(out: Path | None) -> Iterator[IO[bytes]]:
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    # Under another name until it is whole: half an export must not look like one.
    draft = out.with_name(out.name + ".part")
    with draft.open("wb") as file:
        if out.suffix == ".gz":
            with gzip.GzipFile(fileobj=file, mode="wb") as packed:
                yield cast(IO[bytes], packed)
        else:
            yield file
    draft.replace(out)


def lines_of(report: Report) -> list[str]:
    """The report in sentences."""
    lines = [
        f"{report.read} lines read: {report.stored} comments stored, {report.known} were there."
    ]
    lines += [f"{count} refused as {code}." for code, count in sorted(report.refused.items())]
    if report.broken_lines:
        shown = ", ".join(map(str, report.broken_lines[:10]))
        lines.append(f"{len(report.broken_lines)} lines are no comments: {shown}")
    lines.append("Scoring goes on in the queue behind live comments.")
    return lines
