"""One HTML page about a model: how right it is, how honest its probabilities are. Pure.

Drawn from the `evaluation.json` that lies beside a model, or from what `examining.examine` found on
one's own comments; no script, nothing fetched.
"""

import html
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_SIZE = 220  # of a drawing, in pixels
_COLOURS = ("#1f6feb", "#bf3989", "#1a7f37", "#9a6700", "#8250df", "#57606a")
_TABLES = {
    "thresholds": "At the default thresholds",
    "disguises": "Disguised copies",
    "groups": "By group that is named",
}
_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }
th, td { text-align: start; padding: .2rem .9rem .2rem 0; border-bottom: 1px solid #8884; }
figure { display: inline-block; margin: 0 1.5rem 1.5rem 0; }
svg { background: #8881; } .axis { stroke: #8888; stroke-dasharray: 3 3; }
figcaption { max-width: 220px; font-size: .85rem; }
"""


def report(folder: Path) -> str:
    """The page for a model folder; raises FileNotFoundError when it was never evaluated."""
    found: dict[str, Any] = json.loads((folder / "evaluation.json").read_text("utf-8"))
    told = (
        "<p>Every number comes from comments that no training has seen; "
        "<code>python -m bench.quality.evaluate --data DIR</code> prints them again.</p>"
    )
    return _page(folder.name, found, told)


def own_report(name: str, found: Mapping[str, Any]) -> str:
    """The page for what `examine` found on one's own labelled comments."""
    told = f"<p>Measured on {found['rows']} labelled comments of your own.</p>"
    return _page(name, found, told)


def _page(name: str, found: Mapping[str, Any], told: str) -> str:
    parts = [
        f"<h1>Model {html.escape(name)}, version {html.escape(found['version'])}</h1>",
        told,
        "<h2>Telling abuse from the rest</h2>",
        _curves(found["roc"]),
        _table(found["sources"]),
        "<h2>What a probability means</h2>",
        "<p>On the line, comments scored 0.8 are abusive four times in five. "
        "The larger the dot, the more comments.</p>",
        "".join(_reliability(name, one) for name, one in found["calibration"].items()),
        *(
            f"<h2>{title}</h2>{_table(found[part])}"
            for part, title in _TABLES.items()
            if found.get(part)
        ),
    ]
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>Model report</title><style>{_STYLE}</style><body>{''.join(parts)}</body></html>"
    )


def _curves(roc: Mapping[str, Sequence[Sequence[float]]]) -> str:
    lines, names = [], []
    for (source, points), colour in zip(roc.items(), _COLOURS, strict=False):
        path = " ".join(f"{x * _SIZE:.1f},{(1 - y) * _SIZE:.1f}" for x, y in points)
        lines.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{path}"/>')
        names.append(f'<span style="color:{colour}">{html.escape(source)}</span>')
    caption = f"Toxicity: caught (up) against wrongly held (right). {', '.join(names)}"
    return _figure("".join(lines), caption)


def _reliability(attribute: str, found: Mapping[str, Any]) -> str:
    dots = "".join(
        f'<circle cx="{said * _SIZE:.1f}" cy="{(1 - true) * _SIZE:.1f}" '
        f'r="{2 + 10 * share**0.5:.1f}" fill="{_COLOURS[0]}" fill-opacity=".6"/>'
        for said, true, share in found["points"]
    )
    caption = (
        f"{html.escape(attribute)}: error {found['error']:.3f}, "
        f"{found['positive']} of {found['rows']} comments, base rate {found['base_rate']:.2g}"
    )
    return _figure(dots, caption)


def _figure(drawn: str, caption: str) -> str:
    line = f'<line class="axis" x1="0" y1="{_SIZE}" x2="{_SIZE}" y2="0"/>'
    return (
        f'<figure><svg viewBox="0 0 {_SIZE} {_SIZE}" width="{_SIZE}" height="{_SIZE}" role="img">'
        f"{line}{drawn}</svg><figcaption>{caption}</figcaption></figure>"
    )


def _table(lines: Sequence[Mapping[str, Any]]) -> str:
    names = list(dict.fromkeys(name for line in lines for name in line))
    head = "".join(f"<th>{html.escape(name.replace('_', ' '))}</th>" for name in names)
    rows = "".join(
        "<tr>" + "".join(f"<td>{_cell(line.get(name))}</td>" for name in names) + "</tr>"
        for line in lines
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else html.escape(str(value))
