"""What two versions of a policy do differently. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.moderation.policy import overlay


@dataclass(frozen=True, slots=True)
class Change:
    """One line that differs. `where`: empty for the whole site, else the overlay's section or
    article, as in {"section": "Sport"}. A line that an overlay does not have is None."""

    where: Mapping[str, str]
    path: str
    before: Any
    after: Any


Content = tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]  # body and overlays


def changes(before: Content, after: Content) -> list[Change]:
    """Every line of effect that differs: a default that is spelled out is no change."""
    found = list(_compare({}, _lines(_effective(before[0])), _lines(_effective(after[0]))))
    old, new = _by_place(before[1]), _by_place(after[1])
    for place in sorted(old.keys() | new.keys()):
        kind, name = place
        found += _compare({kind: name}, _lines(old.get(place, {})), _lines(new.get(place, {})))
    return found


def _effective(body: Mapping[str, Any]) -> dict[str, Any]:
    return overlay(body).model_dump(mode="json")


def _by_place(overlays: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """Overlays of the same place put together as they are when a comment is judged."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for each in overlays:
        kind = "section" if each.get("section") is not None else "article"
        lines = found.setdefault((kind, str(each.get(kind))), {})
        lines.update(_lines(each["body"]))
    return found


def _lines(value: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Every leaf by its dotted path."""
    lines: dict[str, Any] = {}
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            lines |= _lines(inner, f"{above}{name}.")
        else:
            lines[above + name] = list(inner) if isinstance(inner, tuple) else inner
    return lines


def _compare(
    where: Mapping[str, str], before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Change]:
    for path in sorted(before.keys() | after.keys()):
        if before.get(path) != after.get(path):
            yield Change(where, path, before.get(path), after.get(path))
