"""Where in a text each value of a policy stands. Pure.

For texts that a parser has accepted already: what is looked for here is places, not faults.
"""

import json
import re
import tomllib
from collections.abc import Callable, Mapping

Path = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t\r\n]*")
_TOML_SPACE = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}\n#]+")  # a date may hold a space
_STRING = re.compile(r'"(?:\\.|[^"\\])*"')
_TOML_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\])*"|\'[^\']*\'', re.DOTALL
)


class Located(dict[Path, int]):
    """Offsets by path, and the text, which turns an offset into line and column."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


def place_of(places: Located, path: Path) -> tuple[int, int]:
    """Line and column, from 1, of a path; of what it lies in, where it is not there itself."""
    for length in range(len(path), 0, -1):
        offset = places.get(path[:length])
        if offset is not None:
            begun = places.text.rfind("\n", 0, offset) + 1
            return places.text.count("\n", 0, offset) + 1, offset - begun + 1
    return 1, 1


def json_places(text: str) -> Located:
    """Every key and list item of a JSON text."""
    places = Located(text)
    _json_value(places, _skip(_SPACE, text, 0), ())
    return places


def toml_places(text: str) -> Located:
    """Every key and list item of a TOML text."""
    places = Located(text)
    tables: dict[Path, int] = {}
    table: Path = ()
    at = _skip(_TOML_SPACE, text, 0)
    while at < len(text):
        if text.startswith("[", at):
            at, table = _toml_header(places, at, tables)
        else:
            at = _toml_pair(places, at, table)
        at = _skip(_TOML_SPACE, text, at)
    return places


_Value = Callable[[Located, int, Path], int]


def _skip(space: re.Pattern[str], text: str, at: int) -> int:
    found = space.match(text, at)
    return found.end() if found else at


def _json_value(places: Located, at: int, path: Path) -> int:
    """Enter what lies in the value at `at`; returns the offset behind it."""
    text = places.text
    if text[at] == "{":
        return _json_object(places, at, path)
    if text[at] == "[":
        return _list(places, at, path, _json_value, _SPACE)
    if text[at] == '"':
        return _skip(_STRING, text, at)
    return _skip(_SCALAR, text, at)


def _json_object(places: Located, at: int, path: Path) -> int:
    text = places.text
    at = _skip(_SPACE, text, at + 1)
    while text[at] != "}":
        behind = _skip(_STRING, text, at)
        name = json.loads(text[at:behind])
        places[(*path, name)] = at
        at = _skip(_SPACE, text, text.index(":", behind) + 1)
        at = _skip(_SPACE, text, _json_value(places, at, (*path, name)))
        if text[at] == ",":
            at = _skip(_SPACE, text, at + 1)
    return at + 1


def _list(places: Located, at: int, path: Path, value: _Value, space: re.Pattern[str]) -> int:
    text, number = places.text, 0
    at = _skip(space, text, at + 1)
    while text[at] != "]":
        places[(*path, number)] = at
        at = _skip(space, text, value(places, at, (*path, number)))
        if text[at] == ",":
            at = _skip(space, text, at + 1)
        number += 1
    return at + 1


def _toml_header(places: Located, at: int, tables: dict[Path, int]) -> tuple[int, Path]:
    """A line such as [scores.toxicity] or [[overlays]]; returns the table it opens."""
    text = places.text
    is_list = text.startswith("[[", at)
    inside = _skip(_TOML_SPACE, text, at + 1 + is_list)
    names, behind = _toml_keys(text, inside)
    path: Path = ()
    for name in names[:-1]:
        path = _newest((*path, name), tables)
        places.setdefault(path, inside)
    path = (*path, names[-1])
    if is_list:
        tables[path] = tables.get(path, -1) + 1
        places.setdefault(path, inside)
        path = (*path, tables[path])
    places.setdefault(path, inside)
    return text.index("]", behind) + 1 + is_list, path


def _newest(path: Path, tables: Mapping[Path, int]) -> Path:
    """What lies below a list of tables belongs to its last one."""
    return (*path, tables[path]) if path in tables else path


def _toml_pair(places: Located, at: int, table: Path) -> int:
    """`key = value`; returns the offset behind it."""
    text = places.text
    names, behind = _toml_keys(text, at)
    path = table
    for name in names:
        path = (*path, name)
        places.setdefault(path, at)
    return _toml_value(places, _skip(_TOML_SPACE, text, text.index("=", behind) + 1), path)


def _toml_keys(text: str, at: int) -> tuple[list[str], int]:
    """The names of a dotted key, and the offset behind it."""
    names: list[str] = []
    while True:
        at = _skip(_TOML_SPACE, text, at)
        name, at = _toml_name(text, at)
        names.append(name)
        behind = _skip(_TOML_SPACE, text, at)
        if not text.startswith(".", behind):
            return names, at
        at = behind + 1


def _toml_name(text: str, at: int) -> tuple[str, int]:
    if text[at] in "\"'":
        end = _skip(_TOML_STRING, text, at)
        return str(tomllib.loads(f"name = {text[at:end]}")["name"]), end
    end = _skip(_BARE, text, at)
    return text[at:end], end


def _toml_value(places: Located, at: int, path: Path) -> int:
    text = places.text
    if text[at] == "{":
        return _toml_inline(places, at, path)
    if text[at] == "[":
        return _list(places, at, path, _toml_value, _TOML_SPACE)
    if text[at] in "\"'":
        return _skip(_TOML_STRING, text, at)
    return _skip(_SCALAR, text, at)


def _toml_inline(places: Located, at: int, path: Path) -> int:
    text = places.text
    at = _skip(_TOML_SPACE, text, at + 1)
    while text[at] != "}":
        at = _skip(_TOML_SPACE, text, _toml_pair(places, at, path))
        if text[at] == ",":
            at = _skip(_TOML_SPACE, text, at + 1)
    return at + 1
