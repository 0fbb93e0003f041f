"""`parley calibrate`, `train`, `dataset` and `rescore`: from what people said to scores that mean
it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import rich_click as click


@contextmanager
def _site_named(slug: str) -> Iterator[Any]:
    """The application, and the site of this name; our own errors end the command with a line."""
    from service.articles.sites import site_by_slug
    from service.core import create_core
    from service.db import ALL_SITES, db, transaction
    from service.errors import ParleyError

    with create_core().app_context():
        try:
            with transaction(ALL_SITES) as session:
                site = site_by_slug(session, slug)
            yield site
        except ParleyError as error:
            raise click.ClickException(str(error)) from error
        finally:
            db.engine.dispose()


@click.group()
def calibrate() -> None:
    """Make scores mean what they say: on a site's own comments, or beside Perspective's."""


@calibrate.command("site")
@click.argument("slug")
@click.option("--dry-run", is_flag=True, help="Only report; keep the calibration that holds.")
def calibrate_site(*, slug: str, dry_run: bool) -> None:
    """Refit a site's calibration on its moderators' decisions, audits and clients' labels.

    Prints the reliability before and after. It holds for what is scored from now on; `parley
    rescore` scores the past with it.
    """
    from service.clock import utc_now
    from service.config import from_env
    from service.db import transaction
    from service.feedback.calibrations import refit, save
    from service.feedback.labels import labelled
    from service.scoring import load

    with _site_named(slug) as site:
        with transaction(site.id) as session:
            labels = labelled(session, site.id)
        scorer = load(from_env().scorer)
        scores = scorer.score([each.text for each in labels], languages=site.languages)
        found = refit(labels, scores)
        version = None
        if found.curves and not dry_run:
            with transaction(site.id) as session:
                version = save(session, site.id, found, now=utc_now())
    told = {"site": slug, "calibration": version, **found.report}
    if not any(each.source == "audit" for each in labels):
        told["warning"] = (
            "no audited comments among the labels: people saw mostly what was held, so the"
            " probabilities speak of such comments (see audit_share in the policy)"
        )
    click.echo(json.dumps(told, indent=2, ensure_ascii=False))


@calibrate.command("perspective")
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
@click.option("--model", default="default", show_default=True, help="Which scorer.")
def calibrate_perspective(*, file: TextIO, model: str) -> None:
    """Compare logged Perspective scores (CSV: text, TOXICITY, ...) with ours, and find the
    thresholds that flag as many comments as yours did."""
    from service.perspective.agreement import FEWEST, agreement, attribute_of, read_log
    from service.scoring import load

    try:
        rows = read_log(file)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    scores = load(model).score([row.text for row in rows])
    for name in dict.fromkeys(name for row in rows for name in row.scores):
        pairs = [
            (row.scores[name], each.values[attribute_of(name)])
            for row, each in zip(rows, scores, strict=True)
            if name in row.scores and attribute_of(name) in each.values
        ]
        if len(pairs) < FEWEST:
            click.echo(f"{name}: {len(pairs)} scores, {FEWEST} are needed")
            continue
        theirs, ours = zip(*pairs, strict=True)
        found = agreement(name, theirs, ours)
        click.echo(f"{name}: {found.rows} comments, rank correlation {found.correlation:.3f}")
        for each in found.thresholds:
            click.echo(
                f"  your {each.theirs:.2f} flags {each.flagged:6.1%}: use {each.ours:.3f} here"
                f" (same verdict on {each.same:.1%})"
            )


@click.group()
def train() -> None:
    """Fit an engine on a site's own decisions, for languages that no engine serves well."""


@train.command("site")
@click.argument("slug")
@click.option("--language", required=True, help="Two- or three-letter code: fa, ur, sw ...")
@click.option("--dry-run", is_flag=True, help="Only report; keep the engine that holds.")
def train_site(*, slug: str, language: str, dry_run: bool) -> None:
    """Fit a linear engine on moderators' decisions, audits and clients' labels in one language.

    It is in shadow, and changes nothing, until its ROC-AUC on comments it has not seen earns a
    rank; run it again when people have decided more. `parley rescore` scores the past with it.
    """
    from service.clock import utc_now
    from service.db import transaction
    from service.feedback import engines
    from service.feedback.labels import labelled

    with _site_named(slug) as site:
        with transaction(site.id) as session:
            labels = engines.chosen(labelled(session, site.id), language)
            before = engines.previous(session, site.id, language, labels)
        learned = engines.train(labels)
        if isinstance(learned, str):
            raise click.ClickException(f"{slug}, {language}: {learned}")
        told = {**engines.described(labels, learned), **_standing(language, learned.auc)}
        version = None
        if not dry_run:
            with transaction(site.id) as session:
                version = engines.save(
                    session, site.id, language, learned, report=told, now=utc_now()
                ).version
    told = {"site": slug, "language": language, "version": version, **told, "previous": before}
    click.echo(json.dumps(told, indent=2, ensure_ascii=False))


def _standing(language: str, auc: float) -> dict[str, str]:
    """The rank that a site's engine earns, beside that of the installed one."""
    from service.config import from_env
    from service.scoring import BrokenModel, UnknownModel, load
    from service.scoring.catalogue import catalogue

    try:
        installed = load(from_env().scorer).rank_in(language)
    except (BrokenModel, UnknownModel) as error:
        raise click.ClickException(str(error)) from error
    rank = catalogue().rank_of(auc)
    state = "in use" if rank.is_above(installed) else "in shadow"
    return {"rank": str(rank), "installed_rank": str(installed), "state": state}


@click.group()
def dataset() -> None:
    """The labelled set of a site."""


@dataset.command("export")
@click.option("--site", "slug", required=True, help="The site's slug.")
@click.option("--out", type=click.Path(path_type=Path), help="A file; standard output when absent.")
def export_dataset(*, slug: str, out: Path | None) -> None:
    """Write what people said of the site's comments as JSON lines: text, language, labels (0..1),
    source (decision, audit, suggestion), weight. It holds readers' texts: handle it so."""
    from service.db import transaction
    from service.feedback.labels import labelled

    with _site_named(slug) as site, transaction(site.id) as session:
        labels = labelled(session, site.id)
    lines = [json.dumps(_line(each), ensure_ascii=False) for each in labels]
    if out is None:
        click.echo("".join(f"{line}\n" for line in lines), nl=False)
        return
    out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    click.echo(f"{len(lines)} labels written to {out}", err=True)


@click.command()
@click.option("--site", "slug", required=True, help="The site's slug.")
@click.option("--since", type=click.DateTime(), default="2000-01-01", help="Written since then.")
def rescore(*, slug: str, since: datetime) -> None:
    """Score a site's settled comments again, with the present model and calibration.

    The queue does it behind live comments; decisions stay as they are.
    """
    from service.clock import utc_now
    from service.db import transaction
    from service.moderation.rescoring import queue_rescores

    last, total, count = 0, 0, 1
    with _site_named(slug) as site:
        while count:
            with transaction(site.id) as session:
                last, count = queue_rescores(
                    session, site.id, after=last, since=since.replace(tzinfo=UTC), now=utc_now()
                )
            total += count
    click.echo(f"{total} comments wait to be scored again")


def _line(each: Any) -> dict[str, Any]:
    return {
        "text": each.text, "language": each.language, "labels": dict(each.labels),
        "source": each.source, "weight": round(each.weight, 3), "at": each.at.isoformat(),
    }  # fmt: skip
