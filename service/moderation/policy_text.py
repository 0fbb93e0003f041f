"""A policy as text, TOML or JSON: read with the line and column of what is wrong, and written.
Pure.

The text holds what differs from the default policy, and under `overlays` what differs in a
section or below an article. TOML has no null: there `"off"` switches a threshold or
`close_after_days` off.
"""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from service.moderation.policy import OFF, OVERLAYS, OverlayBody, overlay, read_off
from service.moderation.policy_places import Path, json_places, place_of, toml_places

Format = Literal["toml", "json"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: line and column from 1; `path` such as scores.toxicity.hold,
    empty where the text cannot be read at all."""

    line: int
    column: int
    path: str
    why: str


class Unreadable(ValueError):
    """The text is no policy; `faults` in the order of their places."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("the text is no policy")
        self.faults = sorted(faults, key=lambda fault: (fault.line, fault.column))


@dataclass(frozen=True, slots=True)
class Document:
    """A policy as a site stores it."""

    body: dict[str, Any]
    overlays: list[dict[str, Any]]


def read(text: str, form: Format) -> Document:
    """The policy that the text says. Raises Unreadable."""
    parsed = _parse_json(text) if form == "json" else _parse_toml(text)
    faults = check(parsed)
    if faults:
        places = json_places(text) if form == "json" else toml_places(text)
        raise Unreadable([Fault(*place_of(places, path), _dotted(path), why)
                          for path, why in faults])  # fmt: skip
    body = {name: value for name, value in parsed.items() if name != OVERLAYS}
    return Document(body, list(parsed.get(OVERLAYS, [])))


def check(parsed: Mapping[str, Any]) -> list[tuple[Path, str]]:
    """All that is wrong with a policy and its overlays, by path."""
    body = {name: value for name, value in parsed.items() if name != OVERLAYS}
    faults = [(path, why) for path, why in _faults(body)]
    overlays = parsed.get(OVERLAYS, [])
    if not isinstance(overlays, list):
        return [*faults, ((OVERLAYS,), "a list of overlays is expected")]
    for number, each in enumerate(overlays):
        at: Path = (OVERLAYS, number)
        try:
            OverlayBody.model_validate(each)
        except ValidationError as error:
            faults += [((*at, *path), why) for path, why in _told(error)]
            continue
        if not faults:
            faults += [((*at, "body", *path), why) for path, why in _faults(body, each["body"])]
    return faults


def write_toml(document: Document) -> str:
    """The policy in TOML; `read` gives the same document again."""
    lines = _table(document.body, ())
    for each in document.overlays:
        head = [f"{name} = {_toml(each[name])}" for name in ("section", "article")
                if each.get(name) is not None]  # fmt: skip
        lines += ["", f"[[{OVERLAYS}]]", *head, *_table({"body": each["body"]}, (OVERLAYS,))]
    return "\n".join(lines).strip() + "\n"


def write_json(document: Document) -> str:
    """The policy in JSON."""
    whole = dict(document.body)
    if document.overlays:
        whole[OVERLAYS] = document.overlays
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _faults(*bodies: Mapping[str, Any]) -> list[tuple[Path, str]]:
    try:
        overlay(*bodies)
    except ValidationError as error:
        return _told(error)
    return []


def _told(error: ValidationError) -> list[tuple[Path, str]]:
    return [
        (tuple(each["loc"]), each["msg"])
        for each in error.errors(include_url=False, include_input=False, include_context=False)
    ]


def _dotted(path: Path) -> str:
    return ".".join(str(part) for part in path)


def _parse_json(text: str) -> dict[str, Any]:
    try:
        parsed = json.loads(text or "{}", parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise Unreadable([Fault(error.lineno, error.colno, "", error.msg)]) from error
    except (ValueError, RecursionError) as error:
        raise Unreadable([Fault(1, 1, "", "this cannot be read as JSON")]) from error
    if not isinstance(parsed, dict):
        raise Unreadable([Fault(1, 1, "", "an object is expected")])
    return parsed


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)  # NaN and Infinity are no JSON


def _parse_toml(text: str) -> dict[str, Any]:
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unreadable([_toml_fault(text, str(error))]) from error
    except (ValueError, RecursionError) as error:
        raise Unreadable([Fault(1, 1, "", "this cannot be read as TOML")]) from error
    read_off(parsed)
    overlays = parsed.get(OVERLAYS)
    for each in overlays if isinstance(overlays, list) else ():
        if isinstance(each, dict):
            read_off(each.get("body"))
    return parsed


def _toml_fault(text: str, message: str) -> Fault:
    found = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", message, re.DOTALL)
    if found is not None:
        return Fault(int(found[2]), int(found[3]), "", found[1])
    lines = text.split("\n")  # "(at end of document)"
    return Fault(len(lines), len(lines[-1]) + 1, "", message.partition(" (at ")[0])


def _table(table: Mapping[str, Any], above: Sequence[str]) -> list[str]:
    inner = {name: value for name, value in table.items() if isinstance(value, Mapping)}
    lines = [
        f"{_key(name)} = {_toml(value)}" for name, value in table.items() if name not in inner
    ]  # fmt: skip
    if lines and above and above != (OVERLAYS,):
        lines = ["", f"[{'.'.join(_key(name) for name in above)}]", *lines]
    for name, value in inner.items():
        below = _table(value, (*above, name))
        lines += below if below else ["", f"[{'.'.join(_key(each) for each in (*above, name))}]"]
    return lines


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _toml(value: Any) -> str:
    if value is None:
        return f'"{OFF}"'
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    if isinstance(value, str):
        # JSON's escapes are TOML's, but for DEL.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    return json.dumps(value)
