"""The weekly mail about a site's figures, as text. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from typing import Any

from service.notices.letters import Sender, letter, stoppable
from service.notices.wording import say

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Report:
    """A week of a site: `found` as statistics() tells it, the liveliest articles, the page."""

    site: str
    first: date
    last: date
    found: Mapping[str, Any]
    articles: Sequence[tuple[str, int]]
    link: str


def report_letter(
    sender: Sender, to: str, *, language: str, report: Report, stop: str
) -> EmailMessage:
    """The figures of the week against the week before, with a way to stop it by one click."""
    now, before = report.found["totals"], report.found["previous"]
    parts = [
        say(language, "report_lead", site=report.site, first=report.first, last=report.last),
        "\n".join(_line(language, key, now, before) for key in _FIGURES),
    ]
    if report.articles:
        most = [f"  {_count(number)}  {title}" for title, number in report.articles]
        parts.append("\n".join([say(language, "report_articles"), *most]))
    parts += [
        say(language, "report_more", link=report.link),
        "-- ",
        say(language, "report_stop", site=report.site, link=stop),
    ]
    subject = say(language, "report_subject", site=report.site)
    return stoppable(letter(sender, to, subject, "\n\n".join(parts)), stop)


def _line(language: str, key: str, now: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    read, write = _FIGURES[key]
    value, earlier = read(now), read(before)
    line = say(language, f"report_{key}", value=write(value))
    if not value or not earlier:
        return line
    change = f"{(value - earlier) / earlier:+.0%}"
    return f"{line} ({say(language, 'report_change', change=change)})"


def _count(number: int | None) -> str:
    """Thousands apart by a narrow space, which every language reads; few people are not told."""
    return NOTHING if number is None else f"{number:,}".replace(",", "\u202f")


def _percent(share: float | None) -> str:
    return NOTHING if share is None else f"{share:.1%}".replace("%", "\u00a0%")


def _length(seconds: float | None) -> str:
    if seconds is None:
        return NOTHING
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds >= size), _UNITS[-1])
    return f"{seconds / size:.1f}".removesuffix(".0") + f"\u00a0{unit}"


def _both(name: str) -> Callable[[Mapping[str, Any]], int]:
    return lambda totals: int(totals[name]["machine"] + totals[name]["people"])


# What is told, how it is read from the totals and how it is written.
_FIGURES: Mapping[str, tuple[Callable[[Mapping[str, Any]], Any], Callable[[Any], str]]] = {
    "comments": (lambda totals: totals["comments"], _count),
    "commenters": (lambda totals: totals["commenters"], _count),
    "held": (_both("held"), _count),
    "rejected": (_both("rejected"), _count),
    "wait": (lambda totals: totals["seconds_to_publication"]["p50"], _length),
    "toxic": (lambda totals: totals["toxic_share"], _percent),
    "handled": (lambda totals: totals["moderation"]["handled"], _count),
}
