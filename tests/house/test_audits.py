"""What the audits of `make check` make of the answers they get."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

FLAW = {"id": "PYSEC-1", "fix_versions": ["2.0"]}


@pytest.fixture(scope="module")
def audits(repository: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("audits", repository / ".ci/audits.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("packages", "said"),
    [
        ([{"name": "a", "version": "1", "vulns": []}], "nothing known against 1 packages"),
        ([{"name": "a", "skip_reason": "not found"}], "could not be reached"),  # an empty mirror
        (None, "could not be reached"),
        ([{"name": "a", "version": "1", "vulns": [FLAW]}], "a 1: PYSEC-1, fixed in 2.0"),
    ],
)
def test_pip_audit_is_understood(audits: ModuleType, packages: object, said: str) -> None:
    raw = "" if packages is None else json.dumps({"dependencies": packages})
    heard = audits.pip_heard(raw)
    assert said in audits.told(heard)
    assert bool(heard.found) is ("PYSEC" in said)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"vulnerabilities": {}, "metadata": {"dependencies": {"total": 7}}}, "against 7 packages"),
        ({"message": "405 Method Not Allowed"}, "could not be reached"),
        ({"vulnerabilities": {"b": {"severity": "high", "range": "<2"}}}, "b <2: high"),
    ],
)
def test_npm_audit_is_understood(audits: ModuleType, answer: object, said: str) -> None:
    heard = audits.npm_heard(json.dumps(answer))
    assert said in audits.told(heard)
    assert bool(heard.found) is ("high" in said)
