"""Improvements as printed: the figure less the previous one."""

from collections.abc import Iterator

from glueline.claims.findings import FAILS, HOLDS, Finding, Section, counted, points
from glueline.claims.printed import Printed, show
from glueline.claims.readings import TITLES, UNSAID, title
from glueline.claims.table import Row, Table

METHOD = (
    "The difference of the two printed figures, against the printed improvement. One that is off by less than the "
    "rounding of all three holds too, and says so.")


def check_improvements(table: Table) -> Section:
    """One finding a printed improvement, those of averages last."""
    findings = tuple(_finding(f"{about}: {gain.text}", new, old, gain) for about, new, old, gain in _triples(table))
    headline = f"Of {len(findings)} printed differences {counted(findings)}."
    return Section("improvements", "Improvements", METHOD, headline if findings else "None is printed beside both its figures.",
                   findings, points(findings, FAILS))


def _triples(table: Table) -> Iterator[tuple[str, Printed, Printed, Printed]]:
    for row in table.rows:
        for metric, gain in row.improvement.items():
            if metric in row.figures and metric in row.previous:
                yield f"{title(row)}{_named(row, metric)}", row.figures[metric], row.previous[metric], gain
    printed = {average.of: average.printed for average in table.averages}
    if len(printed) == 3:
        yield "the average", printed["figures"], printed["previous"], printed["improvement"]


def _named(row: Row, metric: str) -> str:
    return "" if metric == UNSAID or len(row.figures) == 1 else f" {TITLES.get(metric, metric)}"


def _finding(about: str, new: Printed, old: Printed, gain: Printed) -> Finding:
    exact = new.value - old.value
    sum_of = f"{new.text} - {old.text} = {show(exact)}"
    if exact == gain.value:
        return Finding(about, HOLDS, f"{sum_of}.")
    if gain.may_show(new.low - old.high, new.high - old.low):
        return Finding(about, HOLDS, f"{sum_of}, within rounding of {gain.text}.")
    return Finding(about, FAILS, f"{sum_of}, not {gain.text}.")
