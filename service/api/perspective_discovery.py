"""The discovery document of the Perspective API, with our own address in it."""

from functools import cache
from importlib.resources import files
from typing import Any

import orjson


def document(public_url: str) -> dict[str, Any]:
    """The document for clients that reach us at this address."""
    root = public_url + "/"
    return {**_template(), "rootUrl": root, "baseUrl": root, "mtlsRootUrl": root}


@cache
def _template() -> dict[str, Any]:
    text = files("service.api").joinpath("perspective_discovery.json").read_bytes()
    loaded: dict[str, Any] = orjson.loads(text)
    return loaded
