"""What a printed figure may be: on which split, by which metric, over how many rows. What is not said leaves several."""

from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

from glueline.glue.cells import CELLS
from glueline.glue.tasks import TASKS

if TYPE_CHECKING:
    from glueline.claims.table import Row

UNSAID, MEAN = "unsaid", "mean"
SPLITS = ("validation", "test", UNSAID)
TITLES = {"accuracy": "accuracy", "f1": "F1", "mcc": "MCC", "pearson": "Pearson", "spearman": "Spearman"}
METRICS = (*TITLES, MEAN, UNSAID)
BALANCE = 0.0005  # the task table's shares have three decimals


@dataclass(frozen=True)
class Reading:
    """`metrics`: one, or those whose mean the figure is; empty where it cannot be known. `rows`: None where not known.

    `positives`: how many rows may be of the class F1 is of, lowest and highest; None where not known, or more than two
    classes. `assumed`: the class balance is validation's, since the split's own labels are not public.
    """

    split: str
    metrics: tuple[str, ...]
    rows: int | None
    positives: tuple[int, int] | None = None
    classes: int | None = None
    assumed: bool = False

    @property
    def metric(self) -> str:
        names = [TITLES[name] for name in self.metrics]
        return f"mean of {' and '.join(names)}" if len(names) > 1 else names[0] if names else "a metric not named"

    @property
    def title(self) -> str:
        return f"{self.split}, {self.metric}"


def title(row: "Row") -> str:
    """The row's name for a person."""
    return row.title or (CELLS[row.task].title if row.task in CELLS else row.task)


def splits(row: "Row", of_table: str) -> list[str]:
    """The splits a row may be of: the one that is said, else both."""
    said = row.split or of_table
    return [said] if said != UNSAID else list(SPLITS[:2])


def readings(row: "Row", metric: str, of_table: str) -> list[Reading]:
    """All that the row's figure under the heading `metric` may be."""
    return [_reading(row, split, names) for split in splits(row, of_table) for names in _metrics(row, metric)]


def _metrics(row: "Row", metric: str) -> list[tuple[str, ...]]:
    own = TASKS[CELLS[row.task].task].metrics if row.task in CELLS else ()
    if metric == MEAN:
        return [own]
    if metric != UNSAID:
        return [(metric,)]
    return [*((name,) for name in own), *([own] if len(own) != 1 else [])]


def _reading(row: "Row", split: str, metrics: tuple[str, ...]) -> Reading:
    cell = CELLS.get(row.task)
    official = TASKS[cell.task].splits.get(cell.split.replace("validation", split)) if cell else None
    rows, known = row.examples.get(split) or (official.rows if official else None), row.positives.get(split)
    if known or not cell:
        return Reading(split, metrics, rows, (known, known) if known else None, 2 if known else None)
    task = TASKS[cell.task]
    labelled = task.splits.get(cell.split)
    balance = labelled.balance if labelled and len(task.labels) == 2 else ()
    positives = _around(balance[1], rows) if balance and rows else None
    return Reading(split, metrics, rows, positives, len(task.labels) or None, assumed=not (official and official.balance))


def _around(share: float, rows: int) -> tuple[int, int]:
    """The whole numbers of rows that round to this share: 0.684 of 408 -> (279, 279)."""
    low, high = ceil((share - BALANCE) * rows), floor((share + BALANCE) * rows)
    return (low, high) if low <= high else (round(share * rows), round(share * rows))
