"""Print measurements as a table."""


def show(title: str, lines: list[dict]) -> None:
    """Print dictionaries of one shape as a table."""
    print(f"\n{title}")
    names = list(dict.fromkeys(name for line in lines for name in line))
    cells = [[_cell(line.get(name)) for name in names] for line in lines]
    widths = [max(len(row[i]) for row in [names, *cells]) for i in range(len(names))]
    for row in [names, *cells]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
