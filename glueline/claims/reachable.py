"""Whether a printed percentage can come out at all over that many examples."""

from collections.abc import Iterable, Iterator
from math import ceil, floor

from glueline.claims.confusion import METRICS, WHOLE, Confusion, tables
from glueline.claims.findings import AMBIGUOUS, FAILS, HOLDS, OPEN, Finding, Section, counted, points
from glueline.claims.printed import Printed, show, spread
from glueline.claims.readings import TITLES, Reading, readings, title
from glueline.claims.table import Row, Table

BALANCES = 3000  # rows up to which every class balance is tried; above, every per cent of positives
METHOD = (
    "Accuracy over n examples is k/n: some whole k must print as the figure, rounded either way at a tie. F1, MCC and "
    "means of them are searched over all whole-number confusion tables of two classes with the split's class balance. "
    "GLUE's test labels are not public: there validation's balance is assumed, and others are tried before anything is "
    "called unreachable. A correlation takes any value, so there is nothing to enumerate. Where the table does not say "
    "the split or the metric, every reading is looked at. Over thousands of examples nearly every figure is reachable: "
    "then this check says little, and a row's worth is shown.")
Bounds = dict[tuple[str, ...], tuple[float, float]]


def check_reachable(table: Table) -> Section:
    """One finding a figure (the model's and the previous best), and one a row whose figures must come from the same answers."""
    findings = tuple(finding for row in table.rows for finding in _of_row(row, table.split))
    headline = f"Of {len(findings)} figures {counted(findings)}."
    return Section("reachable", "Reachable figures", METHOD, headline, findings, points(findings, FAILS, AMBIGUOUS))


def _of_row(row: Row, of_table: str) -> Iterator[Finding]:
    for column, what in (("figures", ""), ("previous", "previous best of ")):
        figures: dict[str, Printed] = getattr(row, column)
        for metric, figure in figures.items():
            found = [(one, *_look(one, {one.metrics: figure})) for one in readings(row, metric, of_table)]
            yield _finding(f"{what}{title(row)} {figure.text}", found)
        together: dict[tuple[str, ...], Printed] = {
            (metric,): figure for metric, figure in figures.items() if metric in METRICS}
        if len(together) > 1:
            named = " with ".join(f"{TITLES[metric[0]]} {figure.text}" for metric, figure in together.items())
            found = [(one, *_look(one, together)) for one in readings(row, next(iter(together))[0], of_table)]
            yield _finding(f"{what}{title(row)}: {named}, of the same answers", found)


def _finding(about: str, found: list[tuple[Reading, str, str]]) -> Finding:
    steps = tuple(f"{reading.title}: {line}" for reading, _, line in found)
    seen = {verdict for _, verdict, _ in found}
    if len(seen) == 1:
        return Finding(about, found[0][1], f"{found[0][2]}.", steps)
    verdict = HOLDS if seen == {HOLDS, OPEN} else AMBIGUOUS  # what cannot be enumerated does not speak against the rest
    worst = [f"as {one.metric} on {one.split} {line}" for one, verdict, line in found if verdict in (FAILS, AMBIGUOUS)]
    rest = "reachable where it can be enumerated" if verdict == HOLDS else "reachable otherwise, as far as it can be enumerated"
    return Finding(about, verdict, "; ".join([*worst, rest]) + ".", steps)


def _look(reading: Reading, figures: dict[tuple[str, ...], Printed]) -> tuple[str, str]:
    """A verdict and its arithmetic for one reading of figures that must come from the same answers."""
    if not reading.metrics:
        return OPEN, "which metric it is, is not said"
    if reading.rows is None:
        return OPEN, f"how many examples {reading.split} has, is not said"
    if not all(name in METRICS for names in figures for name in names):
        return OPEN, "a correlation takes any value"
    if list(figures) == [("accuracy",)]:
        return _share(figures[("accuracy",)], reading.rows)
    if len(figures) > 1 and ("mcc",) in figures and figures[("mcc",)].low <= 0:
        return OPEN, "an MCC of 0 or less is not sought together with other figures"
    if reading.classes not in (None, 2):
        return OPEN, f"tables of {reading.classes} classes are not enumerated"
    return _search(reading, reading.rows, {names: (float(figure.low), float(figure.high)) for names, figure in figures.items()})


def _share(figure: Printed, rows: int) -> tuple[str, str]:
    first, last = ceil(figure.low * rows / 100), floor(figure.high * rows / 100)
    if max(first, 0) <= min(last, rows):
        near = min(max(round(figure.value * rows / 100), first, 0), last, rows)
        return HOLDS, f"{near:,}/{rows:,} = {show(100 * near / rows)} (one row is {100 / rows:.2g})"
    beside = [k for k in (first - 1, first) if 0 <= k <= rows]
    shown = " and ".join(f"{k:,}/{rows:,} = {show(100 * k / rows)}" for k in beside) or f"more than {rows:,} of {rows:,}"
    cut = ceil(figure.value * rows / 100)
    if figure.value > 0 and cut <= rows and 100 * cut < (figure.value + 2 * figure.half) * rows:
        return AMBIGUOUS, f"{shown}: {figure.text} only if digits were cut off, not rounded"
    return FAILS, f"{shown}: none prints as {figure.text}"


def _search(reading: Reading, rows: int, bounds: Bounds) -> tuple[str, str]:
    """Over the balances that are known or assumed, then over all, where the split is small enough."""
    known = reading.positives is not None and not reading.assumed
    low, high = reading.positives or (rows // 2, rows // 2)
    if found := _first(bounds, range(low, high + 1) if known else [(low + high) // 2], rows):
        tables_of = "1 table" if found[0] == 1 else f"{'' if rows <= WHOLE else 'at least '}{found[0]:,} tables"
        return HOLDS, (f"{found[1]} ({tables_of} of {found[1].tp + found[1].fn:,} positives)"
                       + ("" if known else ", if the classes are balanced so"))
    if known:
        return FAILS if rows <= WHOLE else OPEN, f"no table of {spread(low, high, 0)} positives among {rows:,} rows gives it"
    balances = range(1, rows) if rows <= BALANCES else [share * rows // 100 for share in range(1, 100)]
    if found := _first(bounds, balances, rows):
        return HOLDS, f"{found[1]}, which is another class balance than assumed: {found[1].tp + found[1].fn:,} positives"
    if rows > BALANCES:
        return OPEN, f"no table found, and {rows:,} rows are too many to try every class balance"
    none = f"no table of {rows:,} rows gives it, at any class balance"
    if reading.classes is None:
        return AMBIGUOUS, f"{none}, if the figure is of two classes (`positives` would say); a mean over more is not enumerated"
    return FAILS, none


def _first(bounds: Bounds, balances: Iterable[int], rows: int) -> tuple[int, Confusion] | None:
    """The tables of the first balance that has any, and one of them. An MCC below 0 is one above, all answers turned."""
    low, high = bounds.get(("mcc",), (1.0, 1.0))
    bounds = bounds if low > 0 else {("mcc",): (-high, -low)}
    for positives in balances:
        if low <= 0 <= high:
            return 1, Confusion(0, 0, positives, rows - positives)  # all said to be one class
        if 0 < positives < rows:
            count, table = tables(bounds, positives, rows)
            if table:
                return count, table
    return None
