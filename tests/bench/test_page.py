"""The page of the benchmarks says what was measured, and no more."""

from pathlib import Path
from typing import Any

from bench import page
from bench.edge import CONF, conf

MACHINE = {
    "commit": "abc", "at": "2026-11-25T20:00Z", "cores": 2, "machine": "x86_64",
    "processor": "any", "load_before": 0.1, "seconds": 8,
}  # fmt: skip


def reads(**rows: dict[str, Any]) -> dict[str, Any]:
    return {"reads": {"figure": "reads", **MACHINE, "found": rows}}


def line_with(words: str, text: str) -> str:
    return next(line for line in text.splitlines() if words in line)


def test_a_goal_is_met_missed_or_not_measured() -> None:
    fast, slow = {"rate": 5_000.0, "bytes": 9}, {"rate": 1_000.0, "bytes": 9}
    words = "A page of 100 comments beside"
    met = page.render(reads(page_100=fast, limit_constant=fast))
    missed = page.render(reads(page_100=slow, limit_constant=fast))
    unknown = page.render(reads(page_100=fast, limit_constant={"missing": "no Flask"}))
    assert "| at least 0.4× | 1× | met |" in line_with(words, met)
    assert "| at least 0.4× | 0.2× | missed |" in line_with(words, missed)
    assert "| - | not measured |" in line_with(words, unknown)


def test_a_peer_that_could_not_be_run_is_told_with_its_reason() -> None:
    text = page.render(reads(isso_page_100={"missing": "it does not install"}))
    assert "it does not install" in line_with("Isso: page, 100 comments", text)


def test_the_committed_page_tells_the_committed_results() -> None:
    assert page.render(page.results()) == page.PAGE.read_text(), "run python -m bench.page"


def test_the_operators_nginx_settings_are_measured_unchanged_but_for_places(tmp_path: Path) -> None:
    given = CONF.read_text().splitlines()
    made = conf(CONF.read_text(), "http://127.0.0.1:9", 10, tmp_path).splitlines()
    changed = [line.split()[0] for line in given if line not in made]
    assert changed == ["pid", "proxy_cache_path", "server", "listen"]
