"""The rows a teacher will see (train and tune of its tasks, never validation), with difficulty and phase.

Reads:  data/prepared (train.parquet and tune.parquet of the teacher's tasks, standing.json)
Writes: data/curriculum/<teacher> (rows.parquet, summary.json)
Run:    dvc repro order@<teacher>
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from glueline.glue.tasks import TASKS
from glueline.learning.curriculum import measure, rate, words
from glueline.refusal import Refused
from glueline.tables.examples import CURRICULUM, id_hash
from glueline.tables.json_file import read_json, write_json
from glueline.tables.parquet import read_rows, write_rows


@dataclass(frozen=True)
class Settings:
    tasks: tuple[str, ...]
    rows_at_most: dict[str, int]
    seed: int


@dataclass(frozen=True)
class Cap:
    """Of a task's `of` train rows the `kept` whose hash is `hash_at_most` or lower; its `tune` rows are all used."""

    of: int
    kept: int
    hash_at_most: int
    tune: int


def main(settings: Settings, prepared: Path, curriculum: Path) -> None:
    """Raises Refused on a task that is unknown or has no train rows."""
    refuse_unknown(settings)
    standing = read_json(prepared / "standing.json")["splits"]
    caps = {task: cap_of(settings, prepared, task) for task in sorted(settings.tasks)}

    counts = Counter(word for task in caps for row in train_rows(settings, prepared, task, caps[task])
                     for word in words(row["text_a"], row["text_b"]))
    rated = (row for task in tqdm(caps, "order", unit="task", delay=5)
             for row in rated_rows(settings, prepared, task, caps[task], counts))

    write_rows(curriculum / "rows.parquet", CURRICULUM, rated)
    write_json(curriculum / "summary.json", {
        "rows": {task: {"train": cap.kept, "tune": cap.tune} for task, cap in caps.items()},
        "capped": {task: {"kept": cap.kept, "of": cap.of} for task, cap in caps.items() if cap.kept < cap.of},
        "standing": {f"{task}/train": standing[f"{task}/train"] for task in caps},
    })


def refuse_unknown(settings: Settings) -> None:
    """Raise Refused on a task that GLUE does not have, or a cap for one that the teacher does not learn."""
    for task in sorted(set(settings.tasks) - set(TASKS)):
        raise Refused(f"params.yaml: order: tasks: {task}: no such task; known are {', '.join(TASKS)}")
    for task in sorted(set(settings.rows_at_most) - set(settings.tasks)):
        raise Refused(f"params.yaml: order: rows_at_most: {task}: not among the teacher's tasks; add it or drop this")


def cap_of(settings: Settings, prepared: Path, task: str) -> Cap:
    """Which train rows of the task are used, by the lowest hashes. Raises Refused where there are none."""
    path = prepared / task / "train.parquet"
    ids = (row["id"] for row in read_rows(path, ["id"])) if path.exists() else ()
    hashes = np.array([id_hash(settings.seed, identity) for identity in ids], np.uint64)
    kept = min(len(hashes), settings.rows_at_most.get(task, len(hashes)))
    if kept < 1:
        raise Refused(f"{path}: no train rows of {task}; take it out of order's tasks, or choose a source that has them")
    tune = sum(1 for _ in read_rows(prepared / task / "tune.parquet", ["id"]))
    return Cap(len(hashes), kept, int(np.sort(hashes)[kept - 1]), tune)


def train_rows(settings: Settings, prepared: Path, task: str, cap: Cap) -> Iterator[dict]:
    """The task's train rows below the cap, in order."""
    rows = read_rows(prepared / task / "train.parquet")
    return (row for row in rows if id_hash(settings.seed, row["id"]) <= cap.hash_at_most)


def rated_rows(settings: Settings, prepared: Path, task: str, cap: Cap, counts: Counter[str]) -> Iterator[dict]:
    """The task's rows of the schema CURRICULUM: train below the cap, then tune, rated by the train rows alone."""
    def rows() -> Iterator[dict]:
        yield from train_rows(settings, prepared, task, cap)
        yield from read_rows(prepared / task / "tune.parquet")

    lengths, rarities = measure((words(row["text_a"], row["text_b"]) for row in rows()), counts)
    ratings = rate(lengths, rarities, np.arange(len(lengths)) < cap.kept)
    for row, *rated in zip(rows(), *vars(ratings).values(), strict=True):
        yield {**row, **dict(zip(vars(ratings), rated)), "weight": 1.0}
