"""The table beside what was published elsewhere before it: was the previous best the best?"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from glueline.claims.findings import AMBIGUOUS, FAILS, HOLDS, OPEN, Finding, Section, counted
from glueline.claims.printed import Printed, show
from glueline.claims.readings import MEAN, TITLES, UNSAID, splits, title
from glueline.claims.table import Known, Row, Table

METHOD = (
    "Each \"previous best\" against figures that the claims file cites, of the same task, split and metric, and dated "
    "before the table. Where the table does not say the metric, the lowest of the cited model's metrics counts, which "
    "is kindest to the table. Where it does not say the split, it fails only if it fails on both. That nothing higher "
    "is cited proves nothing.")


@dataclass(frozen=True)
class Better:
    """The highest cited figure on one split."""

    split: str
    value: Fraction
    model: str

    def __str__(self) -> str:
        return f"{self.model} {show(self.value, 1)} on {self.split}"


def check_previous(table: Table) -> Section:
    """One finding a previous best."""
    findings = tuple(finding for row in table.rows for finding in _of_row(table, row))
    wrong = sum(finding.verdict == FAILS for finding in findings)
    if not findings or not table.known:
        headline = "No previous best is printed, or nothing is cited to hold against it."
    else:
        headline = (f"Of {len(findings)} figures said to be the best before, {wrong} had been surpassed in figures published "
                    f"earlier, whichever split is meant ({counted(findings)}).")
    return Section("previous", "Was the previous best the best?", METHOD, headline, findings)


def earlier(table: Table) -> list[Known]:
    """What is cited and dated before the table."""
    return [known for known in table.known if known.date and known.date < table.source.date]


def best_known(table: Table, row: Row, metric: str, split: str) -> Better | None:
    """The highest earlier figure of the row's task on `split` by `metric`."""
    cited = [known for known in earlier(table) if known.split == split and row.task in known.figures]
    scores = [(_kindest(known.figures[row.task], metric), known.model) for known in cited]
    found = [Better(split, score, model) for score, model in scores if score is not None]
    return max(found, key=lambda one: one.value, default=None)


def _kindest(figures: dict[str, Printed], metric: str) -> Fraction | None:
    """One score of a cited row by the table's metric; None where it has no such metric."""
    if metric in figures:
        return figures[metric].value
    if metric == UNSAID:
        return min(figure.value for figure in figures.values())
    if metric == MEAN and len(figures) > 1:
        return sum((figure.value for figure in figures.values()), Fraction()) / len(figures)
    return figures[UNSAID].value if UNSAID in figures else None


def _of_row(table: Table, row: Row) -> Iterator[Finding]:
    for metric, previous in row.previous.items():
        named = "" if metric == UNSAID or len(row.previous) == 1 else f" {TITLES.get(metric, metric)}"
        about = f"{title(row)}{named}: previous best {previous.text}"
        best = {split: best_known(table, row, metric, split) for split in splits(row, table.split)}
        yield _finding(about, best, previous, row.figures.get(metric))


def _finding(about: str, best: dict[str, Better | None], previous: Printed, own: Printed | None) -> Finding:
    cited = [one for one in best.values() if one]
    if not cited:
        return Finding(about, OPEN, "nothing earlier is cited.")
    above = [one for one in cited if one.value > previous.value]
    steps = tuple(f"{one}, {'above' if one in above else 'not above'} {previous.text}"
                  + (f"; the table's own {own.text} is {_beside(own.value, one.value)} it" if own else "") for one in cited)
    if not above:
        return Finding(about, OPEN if len(cited) < len(best) else HOLDS, "nothing cited is higher.", steps)
    shown = " and ".join(str(one) for one in above)
    if len(above) == len(best):
        return Finding(about, FAILS, f"{shown}.", steps)
    other = [split for split in best if split not in {one.split for one in above}]
    return Finding(about, AMBIGUOUS, f"{shown}, but nothing cited is higher on {' or '.join(other)}.", steps)


def _beside(own: Fraction, other: Fraction) -> str:
    return "below" if own < other else "above" if own > other else "level with"
