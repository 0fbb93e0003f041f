"""What an import did, or would do, in sentences for people."""

from dataclasses import dataclass, field

from service.exchange.records import Trouble

SHOWN = 20  # troubles that are told one by one
_MISSING = "not_found"


@dataclass(slots=True)
class Report:
    """Counts by reason; of the troubles the first `SHOWN`."""

    read: int = 0
    stored: int = 0
    known: int = 0
    placeholders: int = 0  # for what did not come over and is answered by what did
    left_out: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    broken: int = 0
    troubles: list[Trouble] = field(default_factory=list)

    def leave_out(self, reason: str) -> None:
        self.left_out[reason] = self.left_out.get(reason, 0) + 1

    def refuse(self, code: str, trouble: Trouble) -> None:
        self.refused[code] = self.refused.get(code, 0) + 1
        self._tell(trouble)

    def break_off(self, trouble: Trouble) -> None:
        self.broken += 1
        self._tell(trouble)

    def _tell(self, trouble: Trouble) -> None:
        if len(self.troubles) < SHOWN:
            self.troubles.append(trouble)


@dataclass(slots=True)
class Trial:
    """What a dry run found: `report.stored` is what an import would store."""

    report: Report
    articles: int = 0
    authors: int = 0
    outside: dict[str, int] = field(default_factory=dict)  # comments by origin not of the site
    without_address: int = 0  # articles


def lines_of(report: Report) -> list[str]:
    """The report of an import in sentences."""
    lines = [
        f"{report.read} records read: {report.stored} comments stored, {report.known} were there."
    ]
    if report.placeholders:
        lines.append(
            f"Places kept for comments that did not come over but are answered: {report.placeholders}."
        )
    return [*lines, *_losses(report), "Scoring goes on in the queue behind live comments."]


def lines_of_trial(trial: Trial) -> list[str]:
    """The report of a dry run in sentences."""
    report = trial.report
    lines = [
        f"{report.read} records read: {report.stored} comments to store below {trial.articles}"
        f" articles, by {trial.authors} authors; {report.known} are there already."
    ]
    if trial.without_address:
        lines.append(f"{trial.without_address} articles have no address.")
    for origin, count in sorted(trial.outside.items(), key=lambda each: -each[1])[:SHOWN]:
        lines.append(
            f"{count} comments are below {origin}, which is no origin of this site: the embed"
            " looks elsewhere for them (--moved, or parley site set --origin)."
        )
    return [*lines, *_losses(report), "Nothing was stored."]


def _losses(report: Report) -> list[str]:
    lines = [f"{count} left out: {why}." for why, count in sorted(report.left_out.items())]
    for code, count in sorted(report.refused.items()):
        said = f"{count} refused as {code}"
        lines.append(said + (": what they answer is not there." if code == _MISSING else "."))
    if report.broken:
        lines.append(f"{report.broken} could not be read.")
    lines += [f"  {each.place}: {each.reason}" for each in report.troubles]
    untold = sum(report.refused.values()) + report.broken - len(report.troubles)
    if untold > 0:
        lines.append(f"  … and {untold} more")
    return lines
