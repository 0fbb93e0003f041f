"""The JSON schema of a policy's text, for editors that check while one writes. Pure.

Words and defaults are those of `default.toml`, so that they cannot fall behind.
"""

import re
from functools import cache
from typing import Any

from service.moderation.policy import OVERLAYS, OverlayBody, Policy, default_policy, default_text

_LINE = re.compile(r"(?P<name>\w+) = .*?\s#\s(?P<words>.*)")
_TABLE = re.compile(r"\[(?P<name>[\w.]+)\]")


@cache
def schema() -> dict[str, Any]:
    """Of the whole text: what differs from the default policy, and the overlays."""
    made = Policy.model_json_schema()
    parts = made.pop("$defs")
    overlays = OverlayBody.model_json_schema()
    parts |= overlays.pop("$defs", {})
    for part in (made, *parts.values()):
        part.pop("required", None)  # a site says only what it wants otherwise
    _explain(made, parts)
    body = {name: made[name] for name in ("properties", "additionalProperties")}
    overlays["properties"]["body"] = {"$ref": "#/$defs/Body"}
    overlays["required"] = ["body"]
    overlays["oneOf"] = [{"required": ["section"]}, {"required": ["article"]}]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A site's policy",
        "description": "What differs from the default policy, and overlays for sections and articles.",
        "type": "object",
        "properties": {
            **made["properties"],
            OVERLAYS: {"type": "array", "maxItems": 500, "items": {"$ref": "#/$defs/Overlay"}},
        },
        "additionalProperties": False,
        "$defs": {**parts, "Body": {"type": "object", **body}, "Overlay": overlays},
    }  # fmt: skip


def _explain(made: dict[str, Any], parts: dict[str, Any]) -> None:
    defaults = default_policy().model_dump(mode="json")
    words = _words()
    for name, field in made["properties"].items():
        _describe(field, words.get(name), defaults[name])
        part = parts.get(field.get("$ref", "").rpartition("/")[2])
        if part is None:
            continue
        for inner, one in part.get("properties", {}).items():
            _describe(one, words.get(f"{name}.{inner}"), defaults[name][inner])


def _describe(field: dict[str, Any], words: str | None, default: Any) -> None:
    if words:
        field["description"] = words
    if not isinstance(default, dict):
        field["default"] = default


def _words() -> dict[str, str]:
    """What the comments of default.toml say of each line, by its path."""
    found: dict[str, str] = {}
    table = ""
    for line in default_text().splitlines():
        if header := _TABLE.fullmatch(line):
            table = f"{header['name']}."
        elif (said := _LINE.match(line)) is not None:
            found[table + said["name"]] = said["words"]
    return found
