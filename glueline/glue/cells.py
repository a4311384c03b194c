"""The leaderboard's cells: one a validation split, with a score only where that split is official, or synthetic."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from glueline.glue.answers import Answers
from glueline.glue.intervals import interval
from glueline.glue.metrics import measure
from glueline.glue.tasks import TASKS, Task
from glueline.refusal import Refused

SHORT = {"validation_matched": "m", "validation_mismatched": "mm"}
SYNTHETIC = "synthetic"
BUILT_IN = "built-in, synthetic"
OFFICIAL = "GLUE's official validation splits"
DECIMALS = 4  # of a score in points
EMPTY: dict = {"score": None, "low": None, "high": None, "metrics": {}}


@dataclass(frozen=True)
class Cell:
    """One column of the leaderboard: a task on one split. `scored` is false where GLUE publishes no labels."""

    name: str       # cola ... mnli_m, mnli_mm ... ax
    title: str
    task: str
    split: str
    scored: bool

    @property
    def table(self) -> str:
        """The name of its split in standing.json."""
        return f"{self.task}/{self.split}"


def _cell(task: Task, split: str) -> Cell:
    parts = [SHORT[split]] if split in SHORT else []
    return Cell("_".join([task.name, *parts]), "-".join([task.title, *parts]), task.name, split,
                scored=split.startswith("validation"))


CELLS: dict[str, Cell] = {
    cell.name: cell
    for task in TASKS.values() for split in task.validation_splits or task.splits for cell in [_cell(task, split)]
}


def with_every(cells: Mapping[str, dict]) -> dict[str, dict]:
    """The cells, and empty ones for those that were not in the task table when these were scored."""
    return {**cells, **{name: {"task": cell.task, "split": cell.split, "rows": 0, "standing": "absent", **EMPTY,
                               "why": f"scored before there was {cell.title} in the task table"}
                        for name, cell in CELLS.items() if name not in cells}}


def countable(standing: dict) -> bool:
    """Whether a split of this standing may fill a cell: the official one, or one that calls itself synthetic."""
    return standing["official"] or standing["standing"] == SYNTHETIC


def data_standing(splits: dict[str, dict]) -> str:
    """How the scores of these splits present themselves: real and synthetic ones never share a table."""
    synthetic = any(standing["standing"] == SYNTHETIC for standing in splits.values())
    return BUILT_IN if synthetic else OFFICIAL


def label_of(task: Task, logits: np.ndarray) -> float:
    """What a row's logits [outputs] say: the likeliest label's number, or the score held within 0 and 5."""
    return float(logits.argmax()) if task.labels else float(logits[0].clip(0, 5))


def fill(cell: Cell, standing: dict, answers: tuple[np.ndarray, np.ndarray] | None, resamples: int, seed: int) -> dict:
    """The cell's content from its split's standing and its `answers` (labels [N], predictions [N]; None: not predicted).

    A split that is neither official nor synthetic leaves the score empty; its figure on the rows there are stands in
    `aside`, which enters no average. Raises Refused where the rows are not as many as the standing says.
    """
    about = {"task": cell.task, "split": cell.split, "rows": standing["rows"], "standing": standing["standing"], "why": None}
    if not cell.scored:
        return about | EMPTY | {"why": f"GLUE publishes no labels for {cell.title}"}
    if answers is None:
        unserved = f"the teacher does not serve {cell.title}"
        return about | EMPTY | {"why": unserved if countable(standing) else standing["why"]}
    if len(answers[0]) != standing["rows"]:
        raise Refused(f"{cell.table}: {len(answers[0])} rows where standing.json counts {standing['rows']}; "
                      f"run `dvc repro prepare`")
    measured = score(TASKS[cell.task].metrics, *answers, resamples, [seed, *cell.name.encode()])
    if countable(standing):
        return about | measured
    return about | EMPTY | {"why": standing["why"], "aside": measured | {"note": "not the official validation split"}}


def filled(splits: dict[str, dict], answers: Mapping[str, Answers], resamples: int, seed: int) -> dict[str, dict]:
    """Every cell, from the standing of each split and the answers by `task-split`."""
    given = {cell.name: answers.get(f"{cell.task}-{cell.split}") for cell in CELLS.values()}
    pairs = {name: (found.labels, found.predictions) if found else None for name, found in given.items()}
    return {name: fill(CELLS[name], splits[CELLS[name].table], pair, resamples, seed) for name, pair in pairs.items()}


def score(names: tuple[str, ...], labels: np.ndarray, predictions: np.ndarray, resamples: int, key: list[int]) -> dict:
    """The mean of the metrics `names` in points, its 95 % interval, and each metric by name."""
    metrics = measure(names, labels, predictions)
    low, high = interval(names, labels, predictions, resamples, key)
    return {
        "score": round(sum(metrics.values()) / len(metrics), DECIMALS),
        "low": round(low, DECIMALS),
        "high": round(high, DECIMALS),
        "metrics": {name: round(value, DECIMALS) for name, value in metrics.items()},
    }
