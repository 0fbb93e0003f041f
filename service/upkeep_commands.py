"""`parley backup|restore|doctor`: what an operator does before and after bad days."""

import sys
from pathlib import Path

import rich_click as click


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(*, file: Path) -> None:
    """Write the whole database into FILE while everything runs."""
    from service.config import from_env
    from service.up.backup import backup
    from service.up.errors import CannotStart

    try:
        rows = backup(from_env().database_url, file)
    except CannotStart as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{file}: {rows['comments']} comments of {rows['sites']} sites.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(*, file: Path) -> None:
    """Fill an empty database from a backup; then `parley migrate` brings it up to date."""
    from service.config import from_env
    from service.up.backup import restore
    from service.up.errors import CannotStart

    try:
        rows = restore(from_env().database_url, file)
    except CannotStart as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Restored {rows['comments']} comments of {rows['sites']} sites.")


@click.command()
@click.option("--mend", is_flag=True, help="Put right what the ledger tells how.")
def doctor(*, mend: bool) -> None:
    """Look for what should not be: wrong counts, forgotten jobs, old claims."""
    from service.clock import utc_now
    from service.core import create_core
    from service.db import ALL_SITES, db, transaction
    from service.doctor import examine

    with create_core().app_context():
        with transaction(ALL_SITES) as session:
            found = list(examine(session, now=utc_now(), mends=mend))
        db.engine.dispose()
    for what, count in found:
        state = "fine" if not count else ("mended" if mend else "run again with --mend")
        click.echo(f"{count:8} {what}: {state}")
    sys.exit(1 if any(count for _, count in found) and not mend else 0)


COMMANDS = (backup, restore, doctor)
