"""The teachers of an ensemble as they lie on disk, and how much each of them counts for each task."""

from collections.abc import Mapping, Sequence
from math import isfinite
from pathlib import Path

import numpy as np

from glueline.glue.tasks import TASKS
from glueline.learning.ensemble import Weighing, weigh
from glueline.refusal import Refused
from glueline.tables.answers import TUNE, score_of
from glueline.tables.checkpoints import TEACHER, refuse_other_labels
from glueline.tables.json_file import read_json
from glueline.tables.parquet import read_rows

SAME_LABEL = 1e-6  # grades are read from float32


def read_teachers(folder: Path, names: Sequence[str]) -> dict[str, dict]:
    """What each of the teachers `names` is made of, by name; any other folder beside theirs is passed over. Raises Refused
    where none is named, one is missing, or one's outputs stand for other labels than the task table says."""
    if not names:
        raise Refused(f"{folder}: no teachers are named; params.yaml: teachers: name at least one")
    abouts = {name: read_json(folder / name / TEACHER) for name in sorted(set(names))}
    for name, about in abouts.items():
        for task in sorted(set(about["tasks"]) - set(TASKS)):
            raise Refused(f"{folder / name / TEACHER}: {task}: no such task here; known are {', '.join(TASKS)}")
        refuse_other_labels(folder / name / TEACHER, about)
    return abouts


def weights_on_tune(folder: Path, abouts: Mapping[str, dict]) -> dict[str, dict]:
    """Of each task that any teacher serves: {"rows": of tune, "weights": {teacher: its share}, "tune": {"members": {teacher:
    its score}, "uniform": the score with equal weights, "weighted": with these}}, scores in points. Raises Refused where
    teachers have not answered the same tune rows, or not with finite numbers."""
    read = {name: tune_rows(folder / name / TUNE) for name in abouts}
    found = {}
    for task in sorted({task for about in abouts.values() for task in about["tasks"]}):
        answers = {name: read[name].get(task, {}) for name, about in abouts.items() if task in about["tasks"]}
        refuse_others(folder, answers)
        ids, names = sorted(next(iter(answers.values()))), [*answers]
        labels = np.array([answers[names[0]][each]["label"] for each in ids])
        logits = np.array([[answers[name][each]["logits"] for each in ids] for name in names], np.float64)
        weighed = weigh(logits.reshape(len(names), len(ids), TASKS[task].outputs), labels, score_of(task))
        found[task] = {"rows": len(ids), **report(names, weighed)}
    return found


def tune_rows(path: Path) -> dict[str, dict[str, dict]]:
    """A teacher's answers to tune rows, by task and id. Raises Refused on one that is not a finite number for each output, on a
    label that is none, and on a row that stands there twice or is of no task."""
    if not path.is_file():
        raise Refused(f"{path}: missing; run `dvc repro teach`")
    found: dict[str, dict[str, dict]] = {}
    for row in read_rows(path):
        task = row["id"].split("/")[0]
        if task not in TASKS or row["id"] in found.get(task, {}):
            wrong = "there twice" if task in TASKS else "of no task"
        elif not are_numbers(row["logits"], TASKS[task].outputs):
            wrong = f"logits {row['logits']}, where {TASKS[task].outputs} finite numbers belong"
        elif not are_numbers([row["label"]], 1):
            wrong = f"label {row['label']}"
        else:
            found.setdefault(task, {})[row["id"]] = row
            continue
        raise Refused(f"{path}: {row['id']}: {wrong}; teach it anew")
    return found


def are_numbers(values: Sequence[float | None] | None, count: int) -> bool:
    """Whether there are so many, each a finite number."""
    return values is not None and len(values) == count and all(value is not None and isfinite(value) for value in values)


def refuse_others(folder: Path, answers: Mapping[str, Mapping[str, dict]]) -> None:
    """Raise Refused, naming the row, unless all teachers of a task answered the same rows of the same label."""
    first, *others = answers
    for name in others:
        for row_id in sorted({*answers[first], *answers[name]}):
            for lacks, has in ((first, name), (name, first)):
                if row_id not in answers[lacks]:
                    what = f"{row_id}: missing, and {has} has it"
                    raise Refused(f"{folder / lacks / TUNE}: {what}; give both the same rows of the task in order")
            if answers[first][row_id]["label"] != answers[name][row_id]["label"]:
                raise Refused(f"{folder / name / TUNE}: {row_id}: another label than {first} has; teach both on the same data")


def refuse_other_tune(folder: Path, abouts: Mapping[str, dict], rows: Sequence[dict]) -> None:
    """Raise Refused, naming the row, where a teacher was weighed on other tune rows than a student's curriculum `rows` has, or
    on other labels: one of other data, whose ids may be the same."""
    own = {row["id"]: row["label"] for row in rows if row["split"] == "tune"}
    tasks = {row["task"] for row in rows}
    for name, about in abouts.items():
        path = folder / name / TUNE
        for task in sorted(tasks.intersection(about["tasks"])):
            theirs = {row_id: row["label"] for row_id, row in tune_rows(path).get(task, {}).items()}
            ours = {row_id: label for row_id, label in own.items() if row_id.startswith(f"{task}/")}
            for row_id in sorted({*theirs, *ours}):
                if row_id not in theirs or row_id not in ours or abs(theirs[row_id] - ours[row_id]) > SAME_LABEL:
                    wrong = "not answered, no tune row of the student's, or of another label"
                    raise Refused(f"{path}: {row_id}: {wrong}; teach both on the same data")


def report(names: Sequence[str], found: Weighing) -> dict:
    """A weighing by the teachers' names."""
    return {"weights": dict(zip(names, found.weights, strict=True)), "tune": {
        "members": dict(zip(names, found.members, strict=True)), "uniform": found.uniform, "weighted": found.weighted}}
