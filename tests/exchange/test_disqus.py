"""`parley import disqus`: threads, answers, people, what is left out, and hostile files."""

import gzip
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from service.articles.urls import key_of
from service.exchange import disqus
from service.exchange.importing import import_file
from service.exchange.records import Options, Trouble
from service.exchange.report import lines_of, lines_of_trial
from service.exchange.source import opened
from service.exchange.trying import try_file
from tests.exchange.foreign import FILES, stored
from tests.make import NOW, ORIGIN, make_site

FILE = FILES / "disqus.xml"


@pytest.fixture
def site(database: Session) -> int:
    return make_site()


@pytest.mark.parametrize("packed", [False, True])
def test_a_community_comes_over_and_a_second_time_adds_nothing(
    site: int, tmp_path: Path, packed: bool
) -> None:
    file = tmp_path / "export.xml"
    file.write_bytes(gzip.compress(FILE.read_bytes()) if packed else FILE.read_bytes())
    report = import_file("disqus", site, file, now=NOW)
    assert (report.read, report.stored, report.placeholders, report.broken) == (8, 3, 1, 2)
    assert report.left_out == {"deleted there": 2, "spam there": 1}
    told = lines_of(report)
    assert "  post 16: createdAt: this is no time" in told
    assert "  post 17: its thread is not in the file" in told
    rows = stored(site)
    assert {key: (row.parent, row.depth, row.status) for key, row in rows.items()} == {
        "10": (None, 0, "published"),
        "11": ("10", 1, "withdrawn"),  # its place: it is answered
        "12": ("11", 2, "published"),
        "14": (None, 0, "published"),
    }
    assert rows["10"].created_at == datetime(2011, 8, 31, 15, 16, 29, tzinfo=UTC)
    assert rows["10"].text == "A fine bridge.\n\nhttps://a.example/plan"
    assert rows["12"].text == "Why **not**?"
    assert rows["14"].text == "Plain text,\nin two lines."
    assert "took this back" not in rows["11"].text
    again = import_file("disqus", site, file, now=NOW)
    assert (again.stored, again.placeholders, again.known) == (0, 0, 3)
    assert stored(site).keys() == rows.keys()


def test_the_embed_finds_the_thread_by_the_pages_address(site: int) -> None:
    moved = (("http://old.example/", f"{ORIGIN}/2011/"),)
    import_file("disqus", site, FILE, now=NOW, options=Options(moved=moved))
    rows = stored(site)
    assert rows["10"].url == f"{ORIGIN}/2011/harbour/"  # without what counted clicks
    assert rows["10"].article == key_of(f"{ORIGIN}/2011/harbour/")
    assert rows["14"].article == key_of(f"{ORIGIN}/2011/tram")
    assert rows["10"].title == "The harbour & its bridge"


def test_the_key_may_be_the_identifier_of_the_page(site: int) -> None:
    import_file("disqus", site, FILE, now=NOW, options=Options(key="{id}"))
    rows = stored(site)
    assert (rows["10"].article, rows["14"].article) == ("2011-harbour", "502")


def test_guests_are_told_apart_by_an_address_that_is_not_kept(site: int) -> None:
    import_file("disqus", site, FILE, now=NOW)
    rows = stored(site)
    assert rows["12"].subject == rows["14"].subject  # one Sam, whatever the case of the address
    assert "mail.example" not in rows["12"].subject
    assert (rows["10"].subject, rows["10"].name) == ("account-ann_b", "Ann")


def test_a_dry_run_tells_whose_address_is_not_of_this_site(site: int) -> None:
    trial = try_file("disqus", site, FILE, origins=(ORIGIN,), now=NOW)
    assert (trial.report.stored, trial.articles, trial.authors) == (3, 2, 2)
    told = lines_of_trial(trial)
    assert any(line.startswith("1 comments are below http://old.example,") for line in told)
    assert "2 left out: deleted there." in told
    assert stored(site) == {}


_BOMB = """<?xml version="1.0"?>
<!DOCTYPE disqus [<!ENTITY a "aaaaaaaaaa">%s]>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
<thread dsq:id="1"><link>https://news.example/&%s;</link><title>&%s;</title></thread></disqus>
"""
_STEPS = "".join(
    f'<!ENTITY {after} "{f"&{before};" * 10}">'
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (_BOMB % (_STEPS, "i", "i"), "amplification"),  # a billion letters, if it were expanded
        (_BOMB % ('<!ENTITY x SYSTEM "file:///etc/passwd">', "x", "x"), "document type"),
        (_BOMB % ('<!ENTITY x SYSTEM "http://127.0.0.1:9/x">', "x", "x"), "document type"),
        ('<!DOCTYPE disqus SYSTEM "http://127.0.0.1:9/x.dtd">' + FILE.read_text().split("?>", 1)[1],
         "document type"),
        (_BOMB % ('<!ENTITY i "x">', "i", "i"), "document type"),
        ("", "no element found"),
        ("{}", "Start tag expected"),
        ("<disqus><post>", "Premature end"),
        ("<a>" * 5_000, "xcessive depth"),
    ],
)  # fmt: skip
def test_a_hostile_or_broken_file_is_refused_with_its_reason(
    tmp_path: Path, raw: str, fault: str
) -> None:
    file = tmp_path / "bad.xml"
    file.write_text(raw)
    with opened(file) as source:
        found = list(disqus.read(source))
    assert [type(each) for each in found] == [Trouble]
    assert isinstance(found[0], Trouble)
    assert fault in found[0].reason


def test_what_stands_before_a_fault_is_stored(site: int, tmp_path: Path) -> None:
    file = tmp_path / "cut.xml"
    raw = FILE.read_text()
    file.write_text(raw[: raw.index('<post dsq:id="13">') + 40])
    report = import_file("disqus", site, file, now=NOW)
    assert (report.stored, report.broken) == (2, 1)
    assert report.troubles[0].place.startswith("line ")


_READER = """
import resource, sys
from pathlib import Path
from service.exchange import disqus
from service.exchange.source import opened
with opened(Path(sys.argv[1])) as source:
    print(sum(1 for _ in disqus.read(source)), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    head, rest = FILE.read_text().split('<post dsq:id="10">')
    words = " ".join(["word"] * 1_000)
    post = ('<post dsq:id="{}">' + rest.split("</post>")[0] + "</post>\n").replace("A fine", words)

    def highest(count: int) -> int:
        file = tmp_path / f"{count}.xml"
        with file.open("w") as out:
            out.write(head)
            out.writelines(post.format(number) for number in range(count))
            out.write("</disqus>")
        command = [sys.executable, "-c", _READER, str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
        found, kilobytes = map(int, done.stdout.split())
        assert found == count
        return kilobytes

    # 6 MB more of XML; a tree of it would take three times as much.
    assert highest(1_000) < highest(30) + 5_000
