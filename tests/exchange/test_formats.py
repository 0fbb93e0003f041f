"""The formats, the command and the page for operators agree."""

import re
from pathlib import Path

from service import cli
from service.exchange import jsonl
from service.exchange.formats import FORMATS
from service.exchange.records import Record
from service.exchange.source import opened


def test_the_command_and_the_page_know_every_format(repository: Path) -> None:
    page = (repository / "docs/operate/moving.md").read_text()
    assert sorted(cli.FORMATS) == sorted(FORMATS)
    assert set(re.findall(r"^\| [^|]+ \| `(\w+)` \|", page, re.MULTILINE)[: len(FORMATS)]) == set(
        FORMATS
    )


def test_the_pages_table_names_every_field_and_its_lines_are_read(
    repository: Path, tmp_path: Path
) -> None:
    page = (repository / "docs/operate/moving.md").read_text()
    layout = page[page.index("## The layout of `jsonl`") :]
    for field in jsonl.Line.model_fields:
        assert f"`{field}`" in layout
    file = tmp_path / "lines.jsonl"
    file.write_text(layout.split("```json\n")[1].split("```")[0])
    with opened(file) as source:
        found = list(jsonl.read(source))
    assert [type(each) for each in found] == [Record, Record]
