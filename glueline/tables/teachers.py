"""The teachers of an ensemble as they lie on disk, and how much each of them counts for each task."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from glueline.glue.tasks import TASKS
from glueline.learning.ensemble import Weighing, weigh
from glueline.refusal import Refused
from glueline.tables.answers import TUNE, score_of
from glueline.tables.checkpoints import TEACHER
from glueline.tables.json_file import read_json
from glueline.tables.parquet import read_rows


def read_teachers(folder: Path, names: Sequence[str]) -> dict[str, dict]:
    """What each of the teachers `names` is made of, by name; any other folder beside theirs is passed over. Raises Refused
    where none is named, one is missing, or one's outputs stand for other labels than the task table says."""
    if not names:
        raise Refused(f"{folder}: no teachers are named; params.yaml: teachers: name at least one")
    abouts = {name: read_json(folder / name / TEACHER) for name in sorted(set(names))}
    for name, about in abouts.items():
        for task in about["tasks"]:
            labels, ours = about["labels"][task], list(TASKS[task].labels)
            if labels != ours:
                wrong = f"its outputs stand for {labels}, here for {ours}"
                raise Refused(f"{folder / name / TEACHER}: {task}: {wrong}; teach it anew")
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
    """A teacher's answers to tune rows, by task and id. Raises Refused on one that is not a finite number for each output."""
    if not path.is_file():
        raise Refused(f"{path}: missing; run `dvc repro teach`")
    found: dict[str, dict[str, dict]] = {}
    for row in read_rows(path):
        task = row["id"].split("/")[0]
        if len(row["logits"]) != TASKS[task].outputs or not np.isfinite(row["logits"]).all():
            wrong = f"logits {row['logits']}, where {TASKS[task].outputs} finite numbers belong"
            raise Refused(f"{path}: {row['id']}: {wrong}; teach it anew")
        found.setdefault(task, {})[row["id"]] = row
    return found


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


def report(names: Sequence[str], found: Weighing) -> dict:
    """A weighing by the teachers' names."""
    return {"weights": dict(zip(names, found.weights, strict=True)), "tune": {
        "members": dict(zip(names, found.members, strict=True)), "uniform": found.uniform, "weighted": found.weighted}}
