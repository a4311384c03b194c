"""A small score stage: what a teacher answers on every validation row, GLUE's metrics of the answers, and how sure those are.

Reads:  data/prepared (validation and test tables, standing), data/teachers/<teacher>
Writes: data/scores/<teacher>: predictions/<task>-<split>.parquet and scores.json
Run:    dvc repro score@<teacher>
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from glueline.glue.averages import averages
from glueline.glue.cells import CELLS, data_standing, fill, label_of
from glueline.glue.tasks import TASKS, Task
from glueline.learning.predict import Teacher, logits_of
from glueline.refusal import Refused
from glueline.tables.backbones import WEIGHTS
from glueline.tables.checkpoints import load_teacher
from glueline.tables.examples import PREDICTIONS
from glueline.tables.files import file_sha256
from glueline.tables.json_file import read_json, write_json
from glueline.tables.parquet import read_rows, write_rows


@dataclass(frozen=True)
class Settings:
    resamples: int
    seed: int
    threads: int
    batch_tokens: int
    test_rows: bool


def tables_for(served: list[str], splits: dict, test_rows: bool) -> list[tuple[Task, str]]:
    """The validation splits there are (and test splits, if asked for) of the tasks whose head the teacher has."""
    purposes = ("validation", "test") if test_rows else ("validation",)
    return [(task, split) for task in TASKS.values() if (task.head or task.name) in served
            for split in task.splits if split.startswith(purposes) and splits[f"{task.name}/{split}"]["standing"] != "absent"]


def predict(teacher: Teacher, task: Task, table: Path, batch_tokens: int) -> list[dict]:
    """PREDICTIONS rows of one table. Refuses logits that are not finite, and a validation row without label."""
    rows = list(read_rows(table))
    logits = logits_of(teacher, rows, task.head or task.name, batch_tokens, f"score {task.name}/{table.stem}")
    for row, values in zip(rows, logits, strict=True):
        if not np.isfinite(values).all():
            raise Refused(f"{row['id']}: the teacher answers {values.tolist()}; look at its history.csv, teach it anew")
        if row["label"] is None and table.stem.startswith("validation"):
            raise Refused(f"{row['id']}: a validation row without label; look at its file in the source")
    return [{"id": row["id"], "logits": values.tolist(), "prediction": label_of(task, values), "label": row["label"]}
            for row, values in zip(rows, logits, strict=True)]


def lineage(about: dict, teacher: Path, prepared: Path, validation: list[str], splits: dict) -> dict:
    """What the scores rest on: weights, checkpoint, curriculum, settings, the rows trained on, the tables scored."""
    there = {name: sum(1 for _ in read_rows(prepared / name / "train.parquet", ["id"])) for name in about["tasks"]}
    return {
        "weights": {"backbone": about["backbone"], "sha256": about["sha256"]},
        "checkpoint": file_sha256(teacher / WEIGHTS),
        **{key: about[key] for key in ("curriculum", "seed", "settings")},
        "prepared": {name: file_sha256(prepared / f"{name}.parquet") for name in validation},
        "training": {name: {"rows": about["rows"][name]["train"], "of": there[name],
                            "standing": splits[f"{name}/train"]["standing"]} for name in about["tasks"]},
    }


def main(settings: Settings, prepared: Path, teacher: Path, scores: Path) -> None:
    torch.set_num_threads(settings.threads)
    about, standing = read_json(teacher / "teacher.json"), read_json(prepared / "standing.json")
    splits, loaded = standing["splits"], load_teacher(teacher)

    answers = {}
    for task, split in tables_for(about["tasks"], splits, settings.test_rows):
        rows = predict(loaded, task, prepared / task.name / f"{split}.parquet", settings.batch_tokens)
        write_rows(scores / "predictions" / f"{task.name}-{split}.parquet", PREDICTIONS, rows)
        if split.startswith("validation"):
            answers[f"{task.name}/{split}"] = tuple(np.array([row[key] for row in rows]) for key in ("label", "prediction"))
    cells = {cell.name: fill(cell, splits[cell.table], answers.get(cell.table), settings.resamples, settings.seed)
             for cell in CELLS.values()}

    write_json(scores / "scores.json", {
        "teacher": teacher.name,
        "data": {"source": standing["source"], "standing": data_standing(splits)},
        "bootstrap": {"resamples": settings.resamples, "seed": settings.seed},
        "cells": cells,
        "averages": averages({name: cell["score"] for name, cell in cells.items()}),
        "lineage": lineage(about, teacher, prepared, list(answers), splits),
    })
