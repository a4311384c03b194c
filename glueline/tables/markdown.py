"""Pieces of a Markdown page."""

NO_BREAK = "\u00a0"


def short(sha: str) -> str:
    """The first twelve digits of a hash, as code."""
    return f"`{sha[:12]}`"


def under(above: str, below: str) -> str:
    """Two lines in one cell; the small one is kept whole by no-break spaces."""
    return f"{above}<br><sub>{below.replace(' ', NO_BREAK)}</sub>" if below else above


def capital(text: str) -> str:
    """The text with its first letter large."""
    return text[:1].upper() + text[1:]


def table(heads: list[str], rows: list[list[str]], sides: str) -> str:
    """A table; `sides` has l or r for each column."""
    rule = ["---:" if side == "r" else "---" for side in sides]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [heads, rule, *rows])


def points(value: float | None) -> str:
    """A score in points, a dash where there is none."""
    return "–" if value is None else f"{value:.1f}"


def between(found: dict) -> str:
    """The interval from low to high, nothing where there is none."""
    return "" if found["low"] is None else f"{found['low']:.1f} to {found['high']:.1f}"
