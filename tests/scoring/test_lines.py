"""`parley score`: JSON lines in, JSON lines out."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PARLEY = Path(sys.executable).with_name("parley")


def run(given: bytes, *options: str) -> tuple[list[dict[str, object]], str, int]:
    done = subprocess.run([PARLEY, "score", *options], input=given, capture_output=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return lines, done.stderr.decode(), done.returncode


def test_each_line_is_answered_in_order_and_keeps_its_fields() -> None:
    rows = [
        {"id": n, "text": f"Comment number {n}, have a nice day", "x": None} for n in range(600)
    ]
    given = "".join(json.dumps(row) + "\n" for row in rows).encode()
    lines, complaints, status = run(given)
    assert (status, complaints) == (0, "")
    assert [line["id"] for line in lines] == list(range(600))
    assert set(lines[0]) == {"id", "text", "x", "language", "served", "scores"}
    assert lines[0]["served"] is True
    assert all(0 <= value <= 1 for value in dict(lines[0]["scores"]).values())  # type: ignore[call-overload]


def test_a_language_that_is_not_served_is_scored_all_the_same() -> None:
    lines, _, status = run(b'{"text": "Das ist ein ganz und gar deutscher Satz."}')
    assert status == 0
    assert (lines[0]["language"], lines[0]["served"]) == ("de", False)
    assert lines[0]["scores"]


def test_a_bad_line_is_named_and_the_others_are_scored() -> None:
    given = b'{"text": "Good morning"}\n{oops\n[1]\n{"id": 4}\n\xff\n{"text": "\\ud800"}\n\n'
    lines, complaints, status = run(given + b'{"id": 8, "text": "Good evening"}')
    assert status == 1
    assert ["error" in line for line in lines] == [False, True, True, True, True, True, False]
    assert lines[-1]["id"] == 8
    named = [complaint.split(" ")[1].rstrip(":") for complaint in complaints.splitlines()]
    assert named == ["2", "3", "4", "5", "6"]


@pytest.mark.parametrize(
    "line",
    [
        b"[" * 5_000,  # deeper than Python reads
        b'{"text": "hi", "n": ' + b"9" * 5_000 + b"}",  # longer than Python takes for a number
        b'{"text": "hi", "n": NaN}',  # no JSON, though Python's reader takes it
        b'{"text": "hi", "n": -Infinity}',
    ],
)
def test_a_line_that_pythons_reader_chokes_on_ends_nothing(line: bytes) -> None:
    lines, complaints, status = run(line + b'\n{"text": "Good morning"}\n')
    assert status == 1
    assert ["error" in each for each in lines] == [True, False]
    assert complaints.startswith("line 1 is no JSON")


def test_a_model_folder_that_is_none_is_told_in_a_sentence(tmp_path: Path) -> None:
    for folder, why in ((tmp_path / "nowhere", "No such file"), (tmp_path, "has no 'name'")):
        (tmp_path / "manifest.json").write_text("{}")
        _, complaints, status = run(b"", "--model", f"onnx:{folder}")
        assert status == 1
        assert "cannot be loaded" in " ".join(complaints.split())
        assert why in " ".join(complaints.split())
        assert "Traceback" not in complaints


def test_no_lines_are_no_error() -> None:
    assert run(b"") == ([], "", 0)


def test_an_unknown_model_is_told_with_the_known_ones() -> None:
    lines, complaints, status = run(b"", "--model", "oracle")
    assert (lines, status) == ([], 2)
    assert "default" in complaints


def test_a_person_who_types_is_answered_at_once() -> None:
    with subprocess.Popen(
        [PARLEY, "score"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for text in ("Good morning", "Good night"):
            process.stdin.write(json.dumps({"text": text}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["text"] == text  # input is still open
        process.stdin.close()
        assert process.wait() == 0
