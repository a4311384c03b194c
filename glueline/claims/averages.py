"""Averages as printed, recomputed by every usual rule."""

from glueline.claims.findings import AMBIGUOUS, FAILS, HOLDS, OPEN, Finding, Section, counted, points
from glueline.claims.known import best_known
from glueline.claims.printed import Printed, show, spread
from glueline.claims.readings import SPLITS, UNSAID
from glueline.claims.rules import Mean, Scores, means
from glueline.claims.table import PrintedAverage, Row, Table
from glueline.glue.cells import CELLS

OF = {"figures": "the model's figures", "previous": "the previous best", "improvement": "the improvements"}
METHOD = (
    "Each average is taken again by every usual rule, exactly, over the figures as printed, and over all that they may "
    "have been before they were rounded. A rule gives the printed average if some of those values may be printed so. "
    "GLUE's rule: the mean of nine tasks, WNLI among them, MNLI-m and -mm averaged first. For a rule that lacks one "
    "figure, what it would have to be is said.")


def check_averages(table: Table) -> Section:
    """One finding a printed average."""
    findings = tuple(average_finding(table, average) for average in table.averages)
    headline = f"Of {len(findings)} printed averages {counted(findings)}." if findings else "No average is printed."
    return Section("averages", "Averages", METHOD, headline, findings, points(findings, FAILS, AMBIGUOUS))


def column(table: Table, of: str) -> Scores:
    """The printed figures of one column, by task."""
    return {row.task: getattr(row, of) for row in table.rows if getattr(row, of)}


def gives(mean: Mean, printed: Printed) -> bool:
    """Whether a rule over figures that are all there may come to the printed average."""
    return not mean.missing and printed.may_show(mean.low, mean.high)


def average_finding(table: Table, average: PrintedAverage) -> Finding:
    """Whether the average may be the mean of its column by the rule stated, or by any where none is."""
    about = f"the average {average.printed.text} of {OF[average.of]}"
    found = means(column(table, average.of))
    if not found:
        return Finding(about, OPEN, "the table has no figures in that column.")
    verdict, why = _judge(average, found)
    steps = [_step(mean, average.printed) for mean in found]
    absent = sorted({mean.missing[0] for mean in found if mean.of_missing(average.printed)}) if average.of == "previous" else []
    steps += [f"cited for {_title(task)} before: {best}" for task in absent for split in SPLITS[:2]
              if (best := best_known(table, Row(task, {}), UNSAID, split))]
    return Finding(about, verdict, why, tuple(steps))


def _judge(average: PrintedAverage, found: list[Mean]) -> tuple[str, str]:
    giving = [mean for mean in found if gives(mean, average.printed)]
    possible = [mean for mean in found if _possible(mean, average.printed)]
    if average.rule != UNSAID:
        return _judge_stated([mean for mean in found if average.rule in mean.names], giving, average.printed)
    if giving:
        return HOLDS, f"it is the mean by: {'; or: '.join(mean.title for mean in giving)}."
    none = f"the mean of the {found[0].held} rows shown is {show(found[0].value)}, and no other usual rule over them gives it"
    if possible:
        return AMBIGUOUS, f"{none}; {_needs(possible[0], average.printed)}."
    return FAILS, f"{none}."


def _judge_stated(stated: list[Mean], giving: list[Mean], printed: Printed) -> tuple[str, str]:
    if right := [mean for mean in stated if mean in giving]:
        return HOLDS, f"it is the mean by the rule stated: {right[0].title}."
    if not stated:
        return OPEN, "the rule it states is of GLUE's tasks, and the table has none of them."
    if possible := [mean for mean in stated if _possible(mean, printed)]:
        return OPEN, f"{_needs(possible[0], printed)}."
    if len(stated[0].missing) > 1:
        return OPEN, f"the rule it states needs {_names(stated[0])}, which are not shown."
    other = f"{giving[0].title} would give it" if giving else "no other usual rule gives it"
    return FAILS, f"the rule it states comes to {show(stated[0].value)}; {other}."


def _possible(mean: Mean, printed: Printed) -> bool:
    """Whether one figure that is not shown, from -100 to 100, would make it so."""
    implied = mean.of_missing(printed)
    return implied is not None and implied[0] <= 100 and implied[1] >= -100


def _needs(mean: Mean, printed: Printed) -> str:
    implied = mean.of_missing(printed)
    assert implied is not None, "asked of a mean that lacks one cell"
    return f"{mean.title} gives it only if {_names(mean)}, which is not shown, is {spread(*implied)}"


def _names(mean: Mean) -> str:
    return ", ".join(_title(task) for task in mean.missing)


def _title(task: str) -> str:
    return CELLS[task].title if task in CELLS else task


def _step(mean: Mean, printed: Printed) -> str:
    line = f"{mean.title}: {show(mean.total)} / {mean.held} = {show(mean.value)}, before rounding {spread(mean.low, mean.high)}"
    if not mean.missing:
        return f"{line}: {'gives' if gives(mean, printed) else 'does not give'} {printed.text}"
    line += f", over {mean.held} of {mean.groups}"
    if implied := mean.of_missing(printed):
        return f"{line}: {printed.text} needs {_names(mean)} at {spread(*implied)}"
    return f"{line}: lacks {_names(mean)}, so it cannot be said"
