"""The report is one page, complete in itself."""

from service.scoring.loading import packaged
from service.scoring.report import report


def test_the_report_of_the_shipped_model_shows_its_curves_and_fetches_nothing() -> None:
    page = report(packaged("models/compact"))
    assert page.startswith("<!doctype html>")
    assert page.count("<svg") == 8  # one for all sources, one for each attribute
    assert "http" not in page
    assert "<script" not in page
