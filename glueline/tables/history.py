"""A training as it went, step by step: kept through a kill, for `dvc plots`, and as the table of rows that each step used."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

import numpy as np
import torch
from torch import Tensor

from glueline.learning.lessons import Lessons
from glueline.learning.loop import Step
from glueline.learning.syllabus import Turn
from glueline.progress import Bar

NAMES = ("history/figures", "history/rows")  # of the tensors that a half-done training keeps


class History:
    """The steps so far: of each its task's number, loss, rate and norm of the gradient, and its rows."""

    def __init__(self, lessons: Lessons) -> None:
        self.lessons = lessons
        self.figures: list[tuple[float, float, float, float]] = []
        self.rows: list[np.ndarray] = []
        self.shown, self.seen = 0, 0  # steps and tokens counted by `speed`

    def add(self, turn: Turn, step: Step[float]) -> None:
        """Note a step whose loss and norm have been read."""
        self.figures.append((self.lessons.tasks.index(turn.task), step.loss, step.rate, step.gradient_norm))
        self.rows.append(np.concatenate(turn.batches))

    def tokens(self, at: int) -> int:
        """Tokens of the rows of step `at`, padding not counted."""
        return int(self.lessons.encoded[self._task(at)].lengths[self.rows[at]].sum())

    def speed(self, bar: Bar) -> str:
        """Tokens a second since the bar appeared."""
        taken = sum(self.tokens(at) for at in range(max(self.shown, bar.begun), len(self.rows)))
        self.shown, self.seen = len(self.rows), self.seen + taken
        return f"{self.seen / max(bar.seconds, 1e-9):,.0f}/s"

    def state(self) -> dict[str, Tensor]:
        """All of it as tensors; a step's rows are told apart by the -1 after them."""
        rows = [part for each in self.rows for part in (each, [-1])]
        return dict(zip(NAMES, (torch.tensor(self.figures, dtype=torch.float64),
                                torch.from_numpy(np.concatenate(rows).astype(np.int64))), strict=True))

    def restore(self, state: dict[str, Tensor]) -> None:
        """Go on from a `state` of the same lessons."""
        figures, rows = (state[name].numpy() for name in NAMES)
        self.figures = [tuple(each) for each in figures.tolist()]
        self.rows = [part[part >= 0] for part in np.split(rows, np.flatnonzero(rows == -1) + 1)[:-1]]

    def write(self, path: Path) -> None:
        """One line a step: task, loss, learning rate, norm of the gradient, rows and tokens."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["step", "task", "loss", "rate", "gradient_norm", "rows", "tokens"])
            for at, (_, *figures) in enumerate(self.figures):
                shown = [f"{value:.6g}" for value in figures]
                writer.writerow([at, self._task(at), *shown, len(self.rows[at]), self.tokens(at)])

    def step_rows(self) -> Iterator[dict]:
        """Which rows each step used: rows of the STEPS table."""
        ids = self.lessons.row_ids
        return ({"step": at, "id": ids[self._task(at)][row]} for at, rows in enumerate(self.rows) for row in rows)

    def summary(self) -> dict:
        """What it came to; `loss` is each task's mean over its last tenth of steps."""
        losses: dict[str, list[float]] = defaultdict(list)
        for at, (_, loss, *_) in enumerate(self.figures):
            losses[self._task(at)].append(loss)
        return {
            "steps": len(self.figures),
            "rows": sum(len(rows) for rows in self.rows),
            "tokens": sum(self.tokens(at) for at in range(len(self.figures))),
            "loss": {task: round(mean(each[-max(1, len(each) // 10) :]), 4) for task, each in sorted(losses.items())},
        }

    def _task(self, at: int) -> str:
        return self.lessons.tasks[int(self.figures[at][0])]
