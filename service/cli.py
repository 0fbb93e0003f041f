"""The command `parley`: each command parses its options and makes one call into a room.

Rooms are imported inside the commands, so that `parley --help` and `parley score` stay quick and
never load what they do not use.
"""

import sys
from pathlib import Path

import rich_click as click

from service import upkeep_commands
from service.account_commands import provider
from service.commands import erasures, key, site
from service.feedback_commands import calibrate, dataset, rescore, train
from service.model_commands import model
from service.plain_words import Plainly
from service.staff_commands import moderator
from service.statistics_commands import generate, statistics

FORMATS = ["jsonl", "disqus", "wordpress", "remark42", "isso", "coral"]
CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=Plainly, context_settings=CONTEXT)
@click.version_option(package_name="parley")
def main() -> None:
    """Parley: a self-hosted discussion and comment-moderation service."""


@main.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="0: any free port.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--data", type=click.Path(path_type=Path), required=True, help="The data folder.")
@click.option("--seed", is_flag=True, help="Fill the demo site with articles and comments.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line on standard output.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, help="Scoring processes.")
def up(*, port: int, host: str, data: Path, seed: bool, as_json: bool, workers: int) -> None:
    """Run everything on this machine, PostgreSQL and Valkey included."""
    from service.up.start import Wish, up

    wish = Wish(host=host, port=port, data=data, seed=seed, json=as_json, workers=workers)
    sys.exit(up(wish))


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--processes", type=click.IntRange(0, 64), default=0, help="0: one a core, 2 to 4.")
def web(*, port: int, host: str, processes: int) -> None:
    """Serve the API, the console and the embed, against DATABASE_URL and BROKER_URL."""
    from service.up.serving import serve

    serve(host=host, port=port, processes=processes or None)


@main.command()
@click.option("--queues", default="", help="Only these queues, with commas; empty: all.")
def worker(*, queues: str) -> None:
    """Score comments and do the upkeep, against DATABASE_URL and BROKER_URL."""
    from service.queue import Queue
    from workers.app import celery

    chosen = queues or ",".join(Queue)
    if Queue.SCORING in chosen.split(","):
        _demand_scorer()
    # One thread beside the consumer: the model releases the interpreter's lock and uses all
    # cores by itself; prefork was no faster and loads the model twice. Upkeep waits for others.
    threads = 1 if Queue.SCORING in chosen.split(",") else 4
    options = ["--pool=threads", f"--concurrency={threads}", f"--queues={chosen}"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    celery.worker_main(["worker", *options, "--loglevel=INFO", *quiet])


def _demand_scorer() -> None:
    """End with one sentence when the scorer cannot be loaded: comments then wait, instead of
    failing one by one."""
    from service.scoring import BrokenModel, UnknownModel
    from workers.app import core
    from workers.model import current_scorer

    try:
        with core.app_context():
            current_scorer()
    except (UnknownModel, BrokenModel) as error:
        raise SystemExit(f"parley worker does not start: {error}") from error


@main.command()
@click.option("--schedule", default="parley-beat", help="File that remembers the last runs.")
def beat(*, schedule: str) -> None:
    """Ring the periodic tasks, against DATABASE_URL and BROKER_URL. A second one does no harm."""
    from workers.app import celery

    celery.start(["beat", "--loglevel=INFO", f"--schedule={schedule}"])


@main.command()
def migrate() -> None:
    """Bring the tables up to date."""
    from flask_migrate import upgrade

    from service.core import create_core

    with create_core().app_context():
        upgrade()


@main.group()
def demo() -> None:
    """The demo site, and communities made up to try things on."""


@demo.command(hidden=True)
@click.option("--secrets", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--url", required=True, help="Where readers reach this machine.")
@click.option("--seed", is_flag=True)
def plant(*, secrets: Path, url: str, seed: bool) -> None:
    """Make the demo site with the keys of a data folder; --seed adds its threads."""
    import json

    from service.core import create_core
    from service.demo.site import plant as plant_demo

    with create_core().app_context():
        plant_demo(json.loads(secrets.read_text()), url=url, seed=seed)


demo.add_command(generate)


@main.command(name="import")
@click.argument("format_name", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--site", required=True, help="The site's slug.")
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Read all, store nothing, report.")
@click.option("--base", help="What stands before addresses like /post/1; else the first origin.")
@click.option("--moved", multiple=True, metavar="FROM=TO", help="How addresses began, and begin.")
@click.option("--key", help="The articles' keys, as 'wp-{id}'; else made from their addresses.")
def import_(
    *, format_name: str, file: Path, site: str, is_dry_run: bool, base: str | None,
    moved: tuple[str, ...], key: str | None,
) -> None:  # fmt: skip
    """Bring a community in; run it again and it goes on where it ended."""
    from dataclasses import replace

    from service.errors import ParleyError
    from service.exchange.command import run_import
    from service.exchange.formats import FORMATS as KNOWN

    pairs = tuple((each.partition("=")[0], each.partition("=")[2]) for each in moved)
    if not all(before and now for before, now in pairs):
        raise click.BadParameter("write FROM=TO", param_hint="--moved")
    if key is not None and "{id}" not in key:
        raise click.BadParameter("it holds no {id}", param_hint="--key")
    usual = KNOWN[format_name].options
    options = replace(usual, base=base, moved=pairs, key=key or usual.key)
    try:
        run_import(format_name, file, site, options=options, is_dry_run=is_dry_run)
    except ParleyError as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.option("--model", "model_name", default="default", show_default=True, help="Which scorer.")
@click.option("--threads", type=click.IntRange(0, 256), default=0, help="0: all cores.")
def score(*, model_name: str, threads: int) -> None:
    """Score JSON lines: {"text": ...} in; the same with language, served and scores out.

    One line each, in order. A line that cannot be scored becomes {"error": ...}, and the command
    ends with status 1.
    """
    from service.scoring import BrokenModel, UnknownModel, load
    from service.scoring.lines import score_lines

    try:
        scorer = load(model_name, threads=threads or None)
    except UnknownModel as error:
        raise click.BadParameter(str(error), param_hint="--model") from error
    except BrokenModel as error:
        raise click.ClickException(str(error)) from error
    failed = 0
    for group in score_lines(scorer, sys.stdin.buffer):
        sys.stdout.buffer.write(b"".join(answered.line + b"\n" for answered in group))
        sys.stdout.buffer.flush()
        for answered in group:
            if answered.error is not None:
                failed += 1
                click.echo(answered.error, err=True)
    sys.exit(1 if failed else 0)


@main.command()
@click.option("--site", required=True, help="The site's slug.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="A file; .gz packs.")
def export(*, site: str, out: Path | None) -> None:
    """Write a site's comments as JSON lines that `parley import jsonl` takes."""
    from service.exchange.command import run_export

    run_export(site, out)


@main.command()
def settings() -> None:
    """List every setting with its present value; secrets are hidden."""
    from service.config import table

    click.echo(table())


@main.command(hidden=True)
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default="docs")
def docs(*, folder: Path) -> None:
    """Write the generated pages of docs/ anew from the code."""
    from service.handbook import write

    for path in write(folder):
        click.echo(f"written: {path}")


for group in (
    site,
    moderator,
    key,
    erasures,
    model,
    provider,
    calibrate,
    dataset,
    rescore,
    train,
    statistics,
):
    main.add_command(group)
for group in upkeep_commands.COMMANDS:
    main.add_command(group)


if __name__ == "__main__":
    main()
