"""What `parley import` and `parley export` show: a progress bar and a report."""

import gzip
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, cast

from rich.console import Console
from rich.progress import Progress

from service.articles.sites import site_by_slug
from service.clock import utc_now
from service.core import create_core
from service.db import ALL_SITES, db, transaction
from service.exchange.export import count_comments, export_lines
from service.exchange.formats import FORMATS
from service.exchange.importing import import_file
from service.exchange.records import Options
from service.exchange.report import lines_of, lines_of_trial
from service.exchange.trying import try_file
from service.queue import flush


def run_import(
    format_name: str, file: Path, slug: str, *, options: Options | None = None,
    is_dry_run: bool = False,
) -> None:  # fmt: skip
    """Import a file into a site, or only try to, and print the report. Raises NotFound for an
    unknown site."""
    console = Console(stderr=True)
    with _connected(), Progress(console=console) as progress:
        with transaction(ALL_SITES) as session:
            site = site_by_slug(session, slug)
        options = options or FORMATS[format_name].options
        if options.base is None and site.origins:
            options = replace(options, base=site.origins[0])
        bar = progress.add_task(f"reading {format_name}", total=file.stat().st_size)
        if is_dry_run:
            trial = try_file(
                format_name, site.id, file, origins=site.origins, now=utc_now(), options=options,
                progress=lambda done: progress.update(bar, completed=done),
            )  # fmt: skip
            lines = lines_of_trial(trial)
        else:
            report = import_file(
                format_name, site.id, file, now=utc_now(), options=options,
                progress=lambda done: progress.update(bar, completed=done),
            )  # fmt: skip
            flush()
            lines = lines_of(report)
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def run_export(slug: str, out: Path | None) -> None:
    """Write a site's comments to a file (gzip by its ending) or to standard output."""
    console = Console(stderr=True)
    with _connected(), Progress(console=console) as progress:
        with transaction(ALL_SITES) as session:
            site_id = site_by_slug(session, slug).id
        bar = progress.add_task("exporting", total=count_comments(site_id))
        with _writer(out) as file:
            for line in export_lines(site_id):
                file.write(line)
                progress.advance(bar)


@contextmanager
def _connected() -> Iterator[None]:
    with create_core().app_context():
        try:
            yield
        finally:
            db.engine.dispose()


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
