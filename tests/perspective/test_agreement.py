"""`parley calibrate perspective`: logged scores beside ours."""

import subprocess
import sys
from pathlib import Path

import pytest

from service.perspective.agreement import agreement, read_log


def test_a_log_is_read_by_the_names_of_its_columns() -> None:
    rows = read_log(["text,toxicity,note", "hello,0.2,a", "you,,b"])
    assert [(row.text, row.scores) for row in rows] == [
        ("hello", {"TOXICITY": 0.2}),
        ("you", {}),  # not every row has every score
    ]


@pytest.mark.parametrize("lines", [["a,b", "1,2"], ["text,MOOD", "x,1"], ["text,TOXICITY", "x,y"]])
def test_a_log_that_cannot_be_used_says_why(lines: list[str]) -> None:
    with pytest.raises(ValueError, match=r"column|no score"):
        read_log(lines)


def test_the_proposed_threshold_flags_as_many_comments() -> None:
    theirs = [i / 100 for i in range(100)]
    ours = [value / 2 for value in theirs]  # the same order on another scale
    found = agreement("TOXICITY", theirs, ours)
    assert found.correlation == 1.0
    for each in found.thresholds:
        assert each.ours == pytest.approx(each.theirs / 2, abs=0.01)
        assert each.same >= 0.99


def test_the_command_prints_thresholds(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    kind, rude = "Thank you for this, number {}", "You are a stupid idiot, number {}"
    lines = [f'"{kind.format(i)}",0.{i % 3}' for i in range(30)]
    lines += [f'"{rude.format(i)}",0.9{i % 5}' for i in range(30)]
    log.write_text("\n".join(["text,TOXICITY", *lines]))
    parley = Path(sys.executable).with_name("parley")
    done = subprocess.run(
        [parley, "calibrate", "perspective", str(log)], capture_output=True, text=True
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "TOXICITY: 60 comments" in done.stdout
    assert "your 0.70 flags  50.0%" in done.stdout
