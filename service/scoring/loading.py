"""Find an engine by name and load it; the weights come into memory here, not on import."""

from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path

from service.scoring.catalogue import Entry, catalogue
from service.scoring.router import Router
from service.scoring.types import BrokenModel, Engine, Scorer, UnknownModel

DEFAULT = "default"
_DETOXIFY = "detoxify:"
_FOLDER = "onnx:"  # and the folder that `parley model convert` wrote


def load(name: str = DEFAULT, *, threads: int | None = None) -> Scorer:
    """The scorer of this name: `default` picks an engine by language, any other is one engine.

    `threads`: at most so many cores; all of them when not given. Raises UnknownModel, and
    BrokenModel when the files of a model are missing, were changed or are not what they should be.
    """
    table = catalogue()
    if name != DEFAULT:
        return Router(name, {}, load_engine(name, threads=threads), table)
    needed = {*table.route.values(), table.fallback}
    engines = {engine: load_engine(engine, threads=threads) for engine in sorted(needed)}
    routes = {language: engines[engine] for language, engine in table.route.items()}
    return Router(name, routes, engines[table.fallback], table)


def load_engine(name: str, *, threads: int | None = None) -> Engine:
    """One engine, without language detection. Raises as `load` does."""
    try:
        return _engine(name, threads)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise BrokenModel(f"model {name!r} cannot be loaded: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    """What an operator can do something with: the first line, with the file where there is one."""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    if isinstance(error, KeyError):
        return f"its manifest has no {error}"
    return str(error).strip().split("\n")[0] or type(error).__name__


def _engine(name: str, threads: int | None) -> Engine:
    entry = catalogue().engines.get(name)
    if entry is None and name.startswith(_DETOXIFY):
        return _detoxify(Entry(name, "detoxify", "", "", "", "", {}), threads)
    if name.startswith(_FOLDER):
        return _converted(Path(name.removeprefix(_FOLDER)), threads)
    if entry is None:
        raise _unknown(name)
    return _LOADERS[entry.kind](entry, threads)


def packaged(path: str) -> Path:
    """A file or folder that ships with this package."""
    with as_file(files("service.scoring").joinpath(path)) as found:
        return Path(found)


def folder_of(name: str) -> Path | None:
    """The folder of a model that has one. Raises UnknownModel."""
    if name.startswith(_FOLDER):
        return Path(name.removeprefix(_FOLDER))
    entry = catalogue().engines.get(name)
    if entry is None and not name.startswith(_DETOXIFY) and name != DEFAULT:
        raise _unknown(name)
    return packaged(entry.path) if entry is not None and entry.kind == "onnx" else None


def _unknown(name: str) -> UnknownModel:
    known = ", ".join([DEFAULT, *catalogue().engines])
    return UnknownModel(f"no model is called {name!r}; there are: {known}, onnx:FOLDER")


def _onnx(entry: Entry, threads: int | None) -> Engine:
    from service.scoring.engines.onnx import OnnxEngine

    return OnnxEngine(entry.name, packaged(entry.path), threads=threads)


def _converted(folder: Path, threads: int | None) -> Engine:
    """A converted model, under the name of what it was made from: it keeps that one's ranks."""
    import json

    from service.scoring.engines.onnx import OnnxEngine

    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    return OnnxEngine(str(manifest["name"]), folder, threads=threads)


def _linear(entry: Entry, threads: int | None) -> Engine:
    from service.scoring.engines.linear import LinearEngine

    del threads
    return LinearEngine(entry.name, packaged(entry.path).read_bytes())


def _detoxify(entry: Entry, threads: int | None) -> Engine:
    from importlib import import_module

    try:
        module = import_module("service.scoring.engines.detoxify")
    except ModuleNotFoundError as missing:
        raise UnknownModel(
            f"{entry.name} needs the extra `detoxify`, and {missing.name} is missing:"
            " pip install 'parley[detoxify]'"
        ) from missing
    engine: Engine = module.load_detoxify(entry.name.removeprefix(_DETOXIFY), threads=threads)
    return engine


_LOADERS: dict[str, Callable[[Entry, int | None], Engine]] = {
    "onnx": _onnx,
    "linear": _linear,
    "detoxify": _detoxify,
}
