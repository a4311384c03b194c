"""The usual rules by which a table's rows become one average."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from glueline.claims.printed import Printed
from glueline.claims.readings import MEAN, TITLES, UNSAID
from glueline.glue.averages import RULES
from glueline.glue.cells import CELLS

Scores = dict[str, dict[str, Printed]]  # a row's figures by metric, by task
GROUPS: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "glue": ("GLUE's rule", RULES["glue"].groups),
    "glue_without_wnli": ("GLUE's rule without WNLI", tuple(group for group in RULES["glue"].groups if group != ("wnli",))),
    "two_mnli_without_wnli": ("MNLI-m and -mm as two rows, without WNLI", RULES["article"].groups),
    "two_mnli": ("MNLI-m and -mm as two rows, with WNLI", (*RULES["article"].groups, ("wnli",))),
}
RULE_NAMES = (UNSAID, "rows", *GROUPS)


@dataclass(frozen=True)
class Mean:
    """A rule applied: from the figures as printed `value`, and from what they were before rounding `low` to `high`.

    `missing`: the cells that the rule asks for and the table lacks; `value` is then the mean of the others.
    """

    names: tuple[str, ...]
    title: str
    value: Fraction
    low: Fraction
    high: Fraction
    total: Fraction
    groups: int
    held: int
    missing: tuple[str, ...]

    def of_missing(self, printed: Printed) -> tuple[Fraction, Fraction] | None:
        """What the one missing cell would have to be for the average to be `printed`, lowest and highest.

        None where none is missing, several are, or it is half of a group (MNLI-mm beside MNLI-m).
        """
        if len(self.missing) != 1 or self.groups != self.held + 1:
            return None
        return (printed.low * self.groups - self.high * self.held, printed.high * self.groups - self.low * self.held)


def means(scores: Scores) -> list[Mean]:
    """Every usual rule on these rows, each way of making one score of a row that has several metrics.

    Rules that come to the same over these rows are one, with all their names.
    """
    found: dict[tuple, Mean] = {}
    for names, title, groups in _groupings(scores):
        for way, rows in _ways(scores):
            mean = _mean(names, title + way, groups, rows)
            if mean is None:
                continue
            same = (mean.value, mean.low, mean.high, mean.missing)
            if same in found:
                earlier = found[same]
                mean = Mean((*earlier.names, *names), f"{earlier.title}; {mean.title}", *_numbers(earlier))
            found[same] = mean
    return list(found.values())


def _numbers(mean: Mean) -> tuple:
    return mean.value, mean.low, mean.high, mean.total, mean.groups, mean.held, mean.missing


def _groupings(scores: Scores) -> Iterator[tuple[tuple[str, ...], str, tuple[tuple[str, ...], ...]]]:
    yield ("rows",), "every row once", tuple((task,) for task in scores)
    if any(task in CELLS for task in scores):
        for name, (title, groups) in GROUPS.items():
            yield (name,), title, groups


def _ways(scores: Scores) -> Iterator[tuple[str, Scores]]:
    """The ways to make one score of a row with several figures: their mean, or one metric throughout."""
    if all(len(row) == 1 for row in scores.values()):
        yield "", scores
        return
    yield ", a row's metrics averaged", scores
    several = [metric for metric in TITLES if any(metric in row and len(row) > 1 for row in scores.values())]
    for metric in (*several, *([MEAN] if any(MEAN in row and len(row) > 1 for row in scores.values()) else [])):
        chosen = {task: {metric: row[metric]} if metric in row else row for task, row in scores.items()}
        yield f", {TITLES.get(metric, metric)} of rows that have it", chosen


def _mean(names: tuple[str, ...], title: str, groups: tuple[tuple[str, ...], ...], scores: Scores) -> Mean | None:
    held = [[_score(scores[task]) for task in group if task in scores] for group in groups]
    missing = tuple(task for group in groups for task in group if task not in scores)
    ends = [[sum(end) / len(group) for end in zip(*group, strict=True)] for group in held if group]
    if not ends:
        return None
    low, value, high = (sum(end) for end in zip(*ends, strict=True))
    count = len(ends)
    return Mean(names, title, value / count, low / count, high / count, value, len(groups), count, missing)


def _score(row: dict[str, Printed]) -> tuple[Fraction, Fraction, Fraction]:
    ends = zip(*((one.low, one.value, one.high) for one in row.values()), strict=True)
    low, value, high = (sum(end) / len(row) for end in ends)
    return low, value, high
