"""What the text says, against the table: each claim is bound to cells, averages or amounts, or to nothing.

Every look takes the table and the claim, and gives a verdict, a reason and the arithmetic.
"""

from collections.abc import Callable

from glueline.claims.averages import average_finding
from glueline.claims.comparisons import Look, rank, relative, size, words
from glueline.claims.findings import AMBIGUOUS, FAILS, HOLDS, OPEN, Finding, Section, counted, points
from glueline.claims.printed import Printed, printed, show
from glueline.claims.readings import title
from glueline.claims.table import Claim, PrintedAverage, Table
from glueline.glue.cells import CELLS

METHOD = (
    "Each sentence is bound, in the claims file, to cells, averages or amounts, and compared with what the table "
    "prints. One that gives nothing to compare is not called false: it cannot be checked, and what would be needed is "
    "said.")


def check_statements(table: Table) -> Section:
    """One finding a claim of the text."""
    findings = tuple(_finding(table, claim) for claim in table.claims)
    headline = f"Of {len(findings)} statements {counted(findings)}." if findings else "No statement is listed."
    return Section("statements", "Statements in the text", METHOD, headline, findings, points(findings, FAILS, AMBIGUOUS))


def _finding(table: Table, claim: Claim) -> Finding:
    verdict, why, steps = LOOKS[claim.kind](table, claim)
    return Finding(f"\"{claim.says}\"", verdict, why, (*steps, *([claim.note] if claim.note else [])))


def _figure(claim: Claim) -> Printed:
    return printed(claim.figure, f"the claim {claim.says!r}")


def _shown(table: Table, task: str) -> str:
    return " / ".join(figure.text for figure in table.row(task).figures.values())


def _has(table: Table, task: str, said: Printed) -> bool:
    return any(said.shows(figure.value) for figure in table.row(task).figures.values())


def _cell(table: Table, claim: Claim) -> Look:
    """The figure stands in one of the rows named."""
    said = _figure(claim)
    if any(_has(table, task, said) for task in claim.rows):
        return HOLDS, "so it stands in the table.", ()
    where = [title(row) for row in table.rows if _has(table, row.task, said)]
    in_table = ", ".join(f"{title(table.row(task))} {_shown(table, task)}" for task in claim.rows)
    other = f"{claim.figure} is {' and '.join(where)}'s figure" if where else f"{claim.figure} stands nowhere in it"
    return FAILS, f"the table has {in_table}; {other}.", ()


def _best(table: Table, claim: Claim) -> Look:
    """One of the rows named has the highest figure of all."""
    scores = {row.task: max(figure.value for figure in row.figures.values()) for row in table.rows}
    top = max(scores.values())
    best = [task for task, score in scores.items() if score == top]
    if set(best) & set(claim.rows):
        return HOLDS, f"the highest figure is {show(top, 1)}.", ()
    names = " and ".join(title(table.row(task)) for task in best)
    return FAILS, f"the highest figure of the table is {names}'s, {show(top, 1)}.", ()


def _average(table: Table, claim: Claim) -> Look:
    """The figure is the table's average: the printed one, or where none is, one that the rows give."""
    said = _figure(claim)
    averages = [one for one in table.averages if one.of == "figures"]
    stands = [one for one in averages if said.shows(one.printed.value)]
    if averages and not stands:
        return FAILS, f"the table's average is {' and '.join(one.printed.text for one in averages)}.", ()
    found = average_finding(table, stands[0] if stands else PrintedAverage("figures", said))
    return found.verdict, f"{'the table prints it; ' if stands else ''}{found.why}", ()


def _gains(table: Table, claim: Claim) -> Look:
    """The rows named are those with the greatest differences to the previous best."""
    both = [(row, row.figures.keys() & row.previous.keys()) for row in table.rows]
    gains = {row.task: max(row.figures[metric].value - row.previous[metric].value for metric in metrics)
             for row, metrics in both if metrics}
    order = sorted(gains, key=lambda task: -gains[task])
    if not set(claim.rows) <= set(gains):
        return OPEN, "a row named has no previous figure.", ()
    shown = ", ".join(f"{title(table.row(task))} {show(gains[task], 1)}" for task in order[:len(claim.rows) + 1])
    least = min(gains[task] for task in claim.rows)
    right = all(gains[task] <= least for task in gains if task not in claim.rows)
    return (HOLDS if right else FAILS), f"the largest differences are {shown}.", ()


def _ahead(table: Table, claim: Claim) -> Look:
    """Every row (of those named, or all) is above its previous best."""
    rows = [row for row in table.rows if not claim.rows or row.task in claim.rows]
    pairs = [(title(row), row.figures[metric].value - row.previous[metric].value)
             for row in rows for metric in row.figures if metric in row.previous]
    if not pairs:
        return OPEN, "no row has a previous figure.", ()
    behind = [f"{name} ({show(gain, 1)})" for name, gain in pairs if gain <= 0]
    if not behind:
        return HOLDS, f"all {len(pairs)} figures are above those beside them.", ()
    return FAILS, f"{len(pairs) - len(behind)} of {len(pairs)} figures are above; not {' and '.join(behind)}.", ()


def _count(table: Table, claim: Claim) -> Look:
    """The table is of so many tasks. MNLI-m and -mm are two rows of one task."""
    tasks = {CELLS[row.task].task if row.task in CELLS else row.task for row in table.rows}
    said = _figure(claim).value
    shown = f"the table has {len(table.rows)} rows of {len(tasks)} tasks"
    glue = {cell.task: cell.title for cell in CELLS.values() if cell.scored}
    absent = [name for task, name in glue.items() if task not in tasks]
    lacking = f"; of GLUE's nine it lacks {' and '.join(absent)}" if absent and tasks <= set(glue) else ""
    return (HOLDS if said == len(tasks) else FAILS), f"{shown}{lacking}.", ()


LOOKS: dict[str, Callable[[Table, Claim], Look]] = {
    "cell": _cell, "best": _best, "average": _average, "gains": _gains, "ahead": _ahead, "count": _count,
    "rank": rank, "size": size, "relative": relative, "words": words,
}
