"""`parley model ...`: convert a model, report on one."""

import json
from pathlib import Path

import rich_click as click


@click.group()
def model() -> None:
    """Models: convert Detoxify's to fast ones."""


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
