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
@click.option("--backups", type=click.Path(path_type=Path, exists=True, file_okay=False),
              help="The folder of your backups: tells the age of the newest.")  # fmt: skip
def doctor(*, mend: bool, backups: Path | None) -> None:
    """Look for what should not be: engines that are away, tables of another version, workers that
    are not there, addresses that do not fit, wrong counts, forgotten jobs.

    Every line says what to do; the command ends with status 1 where something is broken.
    """
    from service.checkup import State, check_up
    from service.clock import utc_now
    from service.core import create_core, current_settings
    from service.db import db

    with create_core().app_context():
        broken: set[str] = set()
        for check in check_up(current_settings(), now=utc_now(), backups=backups):
            click.echo(f"{check.state:>8} {check.what}: {check.told}")
            if check.remedy:
                click.echo(f"{'':8}   {check.remedy}")
            if check.state is State.BROKEN:
                broken.add(check.what)
        if broken.isdisjoint({"database", "schema"}) and _ledger(mend=mend):
            broken.add("ledger")
        db.engine.dispose()
    sys.exit(1 if broken else 0)


def _ledger(*, mend: bool) -> bool:
    """Show what the ledger says of itself; whether anything there is still wrong."""
    from service.clock import utc_now
    from service.db import ALL_SITES, transaction
    from service.doctor import examine

    with transaction(ALL_SITES) as session:
        found = list(examine(session, now=utc_now(), mends=mend))
    for what, count in found:
        state = "fine" if not count else ("mended" if mend else "run again with --mend")
        click.echo(f"{count:8} {what}: {state}")
    return any(count for _, count in found) and not mend


COMMANDS = (backup, restore, doctor)
