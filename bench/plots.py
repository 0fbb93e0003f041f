"""Bars as SVG, readable on light and on dark pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_ROW, _BAR, _LEFT, _WIDTH, _FULL = 26, 16, 230, 720, 380
_STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .head { font-weight: 600 } .ours { fill: #0b6bcb } .theirs { fill: #8c959f } .limit { fill: #d0d7de }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .ours { fill: #4ea1f3 } .theirs { fill: #7d8590 } .limit { fill: #3d444d }
  }
"""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `kind` is ours, theirs or limit."""

    label: str
    value: float
    kind: str


def number(value: float) -> str:
    """Three digits that count, thousands apart."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def bars(title: str, rows: Sequence[Bar], unit: str) -> str:
    """A plot of bars from one zero."""
    most = max((each.value for each in rows), default=1) or 1
    height = 34 + _ROW * len(rows) + 6
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}"'
        f' height="{height}" role="img" aria-label="{escape(title)}">',
        f"<style>{_STYLE}</style>",
        f'<text class="head" x="0" y="18">{escape(title)}</text>',
    ]
    for place, each in enumerate(rows):
        top = 34 + _ROW * place
        wide = max(1.0, _FULL * each.value / most)
        middle = top + _BAR - 3
        lines += [
            f'<text x="{_LEFT - 8}" y="{middle}" text-anchor="end">{escape(each.label)}</text>',
            f'<rect class="{each.kind}" x="{_LEFT}" y="{top}" width="{wide:.1f}" height="{_BAR}"'
            ' rx="2"/>',
            f'<text x="{_LEFT + wide + 8:.1f}" y="{middle}">{number(each.value)}{escape(unit)}</text>',
        ]
    return "\n".join([*lines, "</svg>"]) + "\n"
