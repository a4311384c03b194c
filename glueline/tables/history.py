"""A training as it went, step by step, for `dvc plots` and for the steps table."""

import csv
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

from glueline.learning.lessons import Batch
from glueline.learning.loop import Step

Steps = list[tuple[Batch, Step]]


def write_history(path: Path, steps: Steps) -> None:
    """One line a step: task, loss, learning rate, norm of the gradient, rows and tokens."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["step", "task", "loss", "rate", "gradient_norm", "rows", "tokens"])
        for batch, step in steps:
            figures = [f"{value:.6g}" for value in (step.loss, step.rate, step.gradient_norm)]
            writer.writerow([step.number, batch.task, *figures, len(batch.row_ids), batch.tokens])


def step_rows(steps: Steps) -> Iterator[dict]:
    """Which rows each step used: rows of the STEPS table."""
    return ({"step": step.number, "id": row_id} for batch, step in steps for row_id in batch.row_ids)


def summary(steps: Steps) -> dict:
    """What the training came to; `loss` is each task's mean over the last tenth of the steps."""
    last = steps[-max(1, len(steps) // 10) :]
    tasks = sorted({batch.task for batch, _ in last})
    return {
        "steps": len(steps),
        "rows": sum(len(batch.row_ids) for batch, _ in steps),
        "tokens": sum(batch.tokens for batch, _ in steps),
        "loss": {task: round(mean(step.loss for batch, step in last if batch.task == task), 4) for task in tasks},
    }
