"""What an ensemble says of a student's rows, joined by id.

Teachers and student must have drawn the same rows of a task (the same seed, caps and shares in order): a natural or tune row
that one of them has and the other has not is refused, and so is a row of the student's that a teacher left unanswered. A
teacher's further answers to generated rows and test texts are left unused and counted: so a student can be taught without
those, and its teachers need not be taught again.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from glueline.glue.tasks import TASKS
from glueline.learning.ensemble import together
from glueline.learning.lessons import Lessons
from glueline.refusal import Refused
from glueline.tables.answers import LOGITS_FILE
from glueline.tables.parquet import read_rows
from glueline.tables.teachers import are_numbers, read_teachers, refuse_other_tune, weights_on_tune

SAME = "give order's teachers and student the same seed, rows_at_most, adversarial and unlabelled"


@dataclass(frozen=True)
class EnsembleAnswers:
    """Teachers by name: what each is made of (`abouts`), its logits of the student's rows of each task they share [rows,
    outputs], and how many of its `answers` are `unused`. By task: `places`, the student's rows by id and where each stands;
    `weighed`, as `weights_on_tune` has it."""

    abouts: dict[str, dict]
    answers: dict[str, dict[str, np.ndarray]]
    unused: dict[str, int]
    places: dict[str, dict[str, int]]
    weighed: dict[str, dict]


def read_ensemble(folder: Path, names: Sequence[str], rows: Sequence[dict]) -> EnsembleAnswers:
    """The teachers `names` of a folder, and what they say of the `rows` of a student's curriculum. Raises Refused on a task
    that none of them serves, and as `read_teachers`, `weights_on_tune`, `refuse_other_tune` and `answers_of` do."""
    abouts = read_teachers(folder, names)
    places: dict[str, dict[str, int]] = {}
    for row in rows:
        of_task = places.setdefault(row["task"], {})
        of_task[row["id"]] = len(of_task)
    for task in sorted(set(places) - {task for about in abouts.values() for task in about["tasks"]}):
        raise Refused(f"params.yaml: order: student: tasks: {task}: no teacher serves it; teach it, or take it out here")
    weighed = {task: each for task, each in weights_on_tune(folder, abouts).items() if task in places}
    refuse_other_tune(folder, abouts, rows)
    read = {name: answers_of(folder / name / LOGITS_FILE, [task for task in about["tasks"] if task in places], places)
            for name, about in abouts.items()}
    answers = {name: logits for name, (logits, _) in read.items()}
    unused = {name: count for name, (_, count) in read.items()}
    return EnsembleAnswers(abouts, answers, unused, places, weighed)


def answers_of(
    path: Path, tasks: Sequence[str], places: Mapping[str, Mapping[str, int]]
) -> tuple[dict[str, np.ndarray], int]:
    """One teacher's logits of the student's rows, of each of the `tasks` both have [rows, outputs], and how many of its
    answers to rows of these tasks are unused. `places`: of each task the student's rows by id, and where each stands. Raises
    Refused, naming the row, where one is missing, twice there or unknown, or its logits are not one finite number for each
    output."""
    found = {task: np.full((len(places[task]), TASKS[task].outputs), np.nan, np.float32) for task in tasks}
    unused = 0
    for row in read_rows(path):
        row_id, logits = row["id"], row["logits"]
        task = row_id.split("/")[0]
        if task not in found:
            continue
        if not are_numbers(logits, found[task].shape[1]):
            wanted = f"where {found[task].shape[1]} finite numbers belong"
            raise Refused(f"{path}: {row_id}: logits {logits}, {wanted}; teach it anew")
        at = places[task].get(row_id)
        if at is not None and np.isnan(found[task][at, 0]):
            found[task][at] = logits
        elif at is None and optional(row_id, places[task]):
            unused += 1
        else:
            what = "not a row of the student's" if at is None else "there twice"
            raise Refused(f"{path}: {row_id}: {what}; {SAME}")
    for task, logits in found.items():
        missing = [row_id for row_id, at in places[task].items() if np.isnan(logits[at, 0])]
        if missing:
            raise Refused(f"{path}: {missing[0]}: missing, with {len(missing) - 1} more that the student has; {SAME}")
    return found, unused


def optional(row_id: str, known: Mapping[str, int]) -> bool:
    """Whether a student may be taught without this row: one generated from a row that it has, or a test text."""
    task, _, rest = row_id.partition("/")
    split, _, idx = rest.partition("/")
    source, generated, _ = split.partition(".")
    return f"{task}/{source}/{idx}" in known if generated else split in TASKS[task].splits and split.startswith("test")


def soft_targets(lessons: Lessons, ensemble: EnsembleAnswers, temperature: float) -> dict[str, Tensor]:
    """What the teachers together say of every row of the lessons, softened: of each task [rows, outputs], in the lessons'
    order."""
    found = {}
    for task in lessons.tasks:
        rows = [ensemble.places[task][row_id] for row_id in lessons.row_ids[task]]
        weights = ensemble.weighed[task]["weights"]
        said = np.stack([ensemble.answers[name][task][rows] for name in weights])
        found[task] = torch.from_numpy(together(said, [*weights.values()], temperature)).float()
    return found


def made_of(rows_sha256: str, targets: Mapping[str, Tensor]) -> str:
    """The sha256 of what a student learns from: its rows, and what its teachers say of them."""
    whole = hashlib.sha256(rows_sha256.encode())
    for task, values in sorted(targets.items()):
        whole.update(task.encode() + values.numpy().tobytes())
    return whole.hexdigest()
