"""`parley model ...`: convert a model, report on one."""

import json
from collections.abc import Iterable
from pathlib import Path

import rich_click as click


@click.group()
def model() -> None:
    """Models: convert Detoxify's to fast ones, and see how right one is."""


@model.command(name="convert")
@click.argument("name")
@click.option("--to", "folder", type=click.Path(path_type=Path), help="Where; by default its name.")
def convert_model(*, name: str, folder: Path | None) -> None:
    """Write NAME (detoxify:unbiased, ...) as quantised ONNX that needs no PyTorch.

    Then set PARLEY_SCORER=onnx:FOLDER. Needs the extra `detoxify`.
    """
    if not name.startswith("detoxify:"):
        raise click.BadParameter("only detoxify:NAME can be converted", param_hint="NAME")
    try:
        from service.scoring.convert import convert
        from service.scoring.engines.detoxify import open_named
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"{error.name} is missing: pip install 'parley[detoxify]'"
        ) from error
    target = folder or Path(name.replace(":", "-"))
    try:
        manifest = convert(name, open_named(name.removeprefix("detoxify:")), target)
    except (ValueError, OSError) as error:
        raise click.ClickException(str(error)) from error
    told = {key: manifest[key] for key in ("name", "version", "sizes", "compared")}
    click.echo(json.dumps({"folder": str(target), **told}, indent=2))


@model.command(name="report")
@click.argument("name", default="compact")
@click.option("--on", "examples", type=click.File("rb"), help="Labelled comments: JSON lines.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), default="report.html",
    show_default=True, help="The page.",
)  # fmt: skip
def report_model(*, name: str, examples: Iterable[bytes] | None, out: Path) -> None:
    """Write an HTML page with a model's curves: how it ranks, what its probabilities are worth.

    NAME as in PARLEY_SCORER. Without --on it shows what is stored beside the model. With it, the
    model is measured on your own comments, as `parley dataset export` writes them.
    """
    from service.scoring import BrokenModel, UnknownModel

    try:
        page = _stored(name) if examples is None else _measured(name, examples)
        out.write_text(page, encoding="utf-8")
    except (UnknownModel, BrokenModel, ValueError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"written: {out}")


def _stored(name: str) -> str:
    from service.scoring.loading import folder_of
    from service.scoring.report import report

    folder = folder_of(name)
    if folder is None or not (folder / "evaluation.json").exists():
        raise click.ClickException(
            f"nothing is stored about {name}: give labelled comments of your own with --on FILE"
        )
    return report(folder)


def _measured(name: str, examples: Iterable[bytes]) -> str:
    from service.moderation.policy import default_policy
    from service.scoring import load
    from service.scoring.examining import examine, read_examples
    from service.scoring.report import own_report

    held = {
        str(attribute): limits.hold
        for attribute, limits in default_policy().scores.items()
        if limits.hold is not None
    }
    return own_report(name, examine(load(name), read_examples(examples), held))
