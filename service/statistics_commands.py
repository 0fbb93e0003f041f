"""`parley statistics rebuild` and `parley demo generate`."""

import time
from datetime import UTC, datetime
from typing import Any

import rich_click as click


@click.group()
def statistics() -> None:
    """The publishers' figures."""


@statistics.command()
@click.option("--site", "slug", help="The site's slug; all sites when absent.")
def rebuild(*, slug: str | None) -> None:
    """Count a site's figures anew from the ledger, while everything goes on."""
    from service.articles.sites import all_sites, site_by_slug
    from service.clock import utc_now
    from service.core import create_core
    from service.db import ALL_SITES, db, transaction
    from service.errors import ParleyError

    with create_core().app_context():
        try:
            with transaction(ALL_SITES) as session:
                found = [site_by_slug(session, slug)] if slug else all_sites(session)
            for site in found:
                begun = time.perf_counter()
                windows = rebuild_site(site.id)
                seconds = time.perf_counter() - begun
                click.echo(
                    f"{site.slug}: {windows} windows in {seconds:.1f} s, {utc_now():%H:%M} UTC"
                )
        except ParleyError as error:
            raise click.ClickException(str(error)) from error
        finally:
            db.engine.dispose()


def rebuild_site(site_id: int) -> int:
    """Count a site anew, some articles in each transaction; returns how many windows."""
    from service.analytics.rollup import begin_rebuild, rebuild_chunk
    from service.db import transaction

    with transaction(site_id) as session:
        begin_rebuild(session, site_id)
    total = 0
    counted: int | None = 0
    while counted is not None:
        total += counted
        with transaction(site_id) as session:
            counted = rebuild_chunk(session, site_id)
    return total


@click.command()
@click.option("--comments", type=click.IntRange(1, 10_000_000), required=True)
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="The same seed, the same world."
)
@click.option("--site", "slug", required=True, help="The site's slug; it is made if there is none.")
@click.option("--time-zone", default="UTC", show_default=True, help="Of a site that is made.")
@click.option("--until", type=click.DateTime(), help="UTC; now when absent.")
def generate(*, until: datetime | None, slug: str, time_zone: str, **wish: Any) -> None:
    """Fill a site with a made-up community of a year: rhythm of days, bursts, a few eager readers
    and many quiet ones, a known share of toxic texts, decisions, reports, appeals and audits."""
    from rich.console import Console
    from rich.progress import Progress

    from service.clock import utc_now
    from service.core import create_core
    from service.db import db
    from service.demo.generate import generate as write
    from service.demo.generating import WorldAsked
    from service.errors import ParleyError

    now = utc_now()
    asked = WorldAsked(**wish, end=until.replace(tzinfo=UTC) if until else now)
    with create_core().app_context(), Progress(console=Console(stderr=True)) as progress:
        try:
            bar = progress.add_task("generating", total=asked.comments)
            made = write(slug, asked, now=now, time_zone=time_zone,
                         progress=lambda done: progress.advance(bar, done))  # fmt: skip
            counting = progress.add_task("counting", total=None)
            rebuild_site(made.site_id)
            progress.update(counting, total=1, completed=1)
        except ParleyError as error:
            raise click.ClickException(str(error)) from error
        finally:
            db.engine.dispose()
    click.echo(f"{made.comments} comments on {slug}, {made.toxic} of them toxic.")
