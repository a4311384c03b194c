"""A training as it went, step by step, for `dvc plots` and for the steps table."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from glueline.learning.lessons import Batch
from glueline.learning.loop import Step
from glueline.model.config import EncoderConfig


@dataclass(frozen=True)
class Taken:
    """A step and what is kept of its batch: its task, its rows' ids, its tokens, and its shape with padding, [B, T]."""

    step: Step
    task: str
    row_ids: list[str]
    tokens: int
    shape: tuple[int, int]


def taken(batch: Batch, step: Step) -> Taken:
    """Keep what matters of a batch once its step is done."""
    return Taken(step, batch.task, batch.row_ids, batch.tokens, tuple(batch.ids.shape))


def write_history(path: Path, steps: list[Taken]) -> None:
    """One line a step: task, loss, learning rate, norm of the gradient, rows and tokens."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["step", "task", "loss", "rate", "gradient_norm", "rows", "tokens"])
        for each in steps:
            figures = [f"{value:.6g}" for value in (each.step.loss, each.step.rate, each.step.gradient_norm)]
            writer.writerow([each.step.number, each.task, *figures, len(each.row_ids), each.tokens])


def step_rows(steps: list[Taken]) -> Iterator[dict]:
    """Which rows each step used: rows of the STEPS table."""
    return ({"step": each.step.number, "id": row_id} for each in steps for row_id in each.row_ids)


def summary(steps: list[Taken], encoder: EncoderConfig) -> dict:
    """What training an encoder of this shape came to; `loss` is each task's mean over its last tenth of steps."""
    losses: dict[str, list[float]] = defaultdict(list)
    for each in steps:
        losses[each.task].append(each.step.loss)
    return {
        "steps": len(steps),
        "rows": sum(len(each.row_ids) for each in steps),
        "tokens": sum(each.tokens for each in steps),
        "training_flops": sum(3 * encoder.forward_flops(*each.shape) for each in steps),
        "loss": {task: round(mean(each[-max(1, len(each) // 10) :]), 4) for task, each in sorted(losses.items())},
    }
