"""A comparison as text for a terminal: a table a section, then what the columns mean."""

from glueline.glue.averages import RULES

TITLES = {
    "glue": "GLUE's validation splits", "aside": "aside: not the official validation split, in no average",
    "advglue": "AdvGLUE dev (accuracy)", "ax": "AX with labels (MCC)",
    "adversarial": "rows made of validation rows (accuracy; STS-B: its metrics)"}
HEADS = ("", "rows", "A", "B", "B - A", "95 % interval", "p", "Holm", "McNemar", "Holm", "detectable")
LEGEND = """\
In points of 100. Interval and p: paired bootstrap over {what}, {resamples:,} resamples. McNemar's exact test where the
score is accuracy of one seed a side. Holm: corrected over the table's rows. Detectable: about the smallest difference found
with 80 % power at 5 % (where McNemar's test is, Connor 1987 from the share of rows on which A and B disagree: for the
asymptotic test, the exact one needs a little more; else 1.43 times half the interval)."""


def page(found: dict) -> str:
    """The text of what `glueline.tables.comparing.compare_entrants` found."""
    sides = [f"{letter}: {_named(found[side])}" for letter, side in (("A", "base"), ("B", "other"))]
    parts = ["\n".join(sides)]
    for name, section in found["sections"].items():
        parts.append(f"{TITLES[name]}\n{aligned([list(HEADS), *_rows(section)])}")
    if len(found["base"]["seeds"]) > 1 or len(found["other"]["seeds"]) > 1:
        parts.append(f"Each side alone: mean over seeds\n{aligned(_seed_rows(found))}")
    what = "rows" if len(found["base"]["seeds"]) == len(found["other"]["seeds"]) == 1 else _seeds(found["matched"])
    parts.append(LEGEND.format(what=what, resamples=found["bootstrap"]["resamples"]))
    if found["left_out"]:
        parts.append(f"Left out, not scored alike on both sides: {', '.join(found['left_out'])}")
    return "\n\n".join(parts)


def aligned(rows: list[list[str]]) -> str:
    """Cells in columns two spaces apart: the first to the left, the others to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = ([cell.rjust(width) for cell, width in zip(row, widths, strict=True)] for row in rows)
    return "\n".join("  ".join([row[0].ljust(widths[0]), *line[1:]]).rstrip() for row, line in zip(rows, lines, strict=True))


def _rows(section: dict) -> list[list[str]]:
    rows = [[one["title"], f"{one['rows']:,}", f"{one['base']['mean']:.1f}", f"{one['other']['mean']:.1f}", *_difference(one),
             f"{one['holm']:.3f}", *_mcnemar(one["mcnemar"]), _points(one["detectable"])] for one in section["tables"].values()]
    for rule, one in section["means"].items():
        title = f"average, {RULES[rule].title}" if rule in RULES else rule
        rows.append([title, f"{len(one['over'])} tables", "", "", *_difference(one), *[""] * 4])
    return rows


def _difference(one: dict) -> list[str]:
    return [f"{one['difference']:+.1f}", f"{one['low']:+.1f} to {one['high']:+.1f}", f"{one['p']:.3f}"]


def _mcnemar(found: dict | None) -> list[str]:
    return [f"{found['p']:.3f}", f"{found['holm']:.3f}"] if found else ["-", "-"]


def _points(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _seed_rows(found: dict) -> list[list[str]]:
    rows = [["", *(head for letter in "AB" for head in (letter, "95 % over seeds (t)", "over rows and seeds"))]]
    for section in found["sections"].values():
        rows += [[one["title"], *_side(one["base"]), *_side(one["other"])] for one in section["tables"].values()]
    return rows


def _side(one: dict) -> list[str]:
    over_seeds = "-" if one["low"] is None else f"{one['low']:.1f} to {one['high']:.1f}"
    return [f"{one['mean']:.1f}", over_seeds, "{:.1f} to {:.1f}".format(*one["examples"])]


def _seeds(matched: bool) -> str:
    return f"rows and, by Student's t, seeds jointly (seeds {'matched' if matched else 'drawn apart'})"


def _named(side: dict) -> str:
    seeds = ", ".join(str(seed) for seed in side["seeds"])
    return f"{side['name']} ({', '.join(side['teachers'])}; seed{'s' if len(side['seeds']) > 1 else ''} {seeds})"
