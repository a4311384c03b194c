"""What a model answers on every validation row (and test row, if asked) and on harder ones, and what that is worth.

Reads:  data/prepared, data/adversarial/validation and its verdict, data/challenge; data/teachers/<teacher>, data/student, or
        data/teachers for all of them together
Writes: data/scores/<name>: predictions/<task>-<split>.parquet; scores.json (cells, averages, robustness, ax, ... lineage)
Run:    dvc repro score@<name>, of the names in `scored`
"""

from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import torch

from glueline.glue.answers import Answers
from glueline.glue.averages import averages
from glueline.glue.cells import data_standing, filled, label_of
from glueline.learning.predict import Ensemble, Teacher, logits_of
from glueline.refusal import Refused
from glueline.tables.diagnosis import Diagnosis
from glueline.tables.examples import PREDICTIONS
from glueline.tables.files import file_sha256
from glueline.tables.json_file import read_json, write_json
from glueline.tables.models import load_model
from glueline.tables.parquet import read_rows, write_rows
from glueline.tables.questions import (
    Question, adversarial_questions, challenge_questions, glue_questions, named, related_questions)
from glueline.tables.verdicts import require_passed


@dataclass(frozen=True)
class Settings:
    teachers: tuple[str, ...]
    resamples: int
    seed: int
    threads: int
    batch_tokens: int
    test_rows: bool
    related_rows_at_most: int


def predict(teacher: Teacher | Ensemble, question: Question, batch_tokens: int) -> list[dict]:
    """PREDICTIONS rows of one table. Refuses logits that are not finite, and a row without label that must have one."""
    rows = list(question.rows())
    logits = logits_of(teacher, rows, question.head, batch_tokens, f"score {question.name}")
    for row, values in zip(rows, logits, strict=True):
        if not np.isfinite(values).all():
            raise Refused(f"{row['id']}: the teacher answers {values.tolist()}; look at its history.csv, teach it anew")
        if row["label"] is None and question.labelled:
            raise Refused(f"{row['id']}: a validation row without label; look at its file in the source")
    return [{"id": row["id"], "logits": values.tolist(), "prediction": label_of(question.task, values), "label": row["label"]}
            for row, values in zip(rows, logits, strict=True)]


def lineage(about: dict, prepared: Path, validation: list[str], splits: dict) -> dict:
    """What the scores rest on: weights, checkpoint, curriculum, settings, the rows trained on, the tables scored."""
    there = {name: sum(1 for _ in read_rows(prepared / name / "train.parquet", ["id"])) for name in about["tasks"]}
    return {
        "weights": {"backbone": about["backbone"], "sha256": about["sha256"]},
        **{key: about[key] for key in ("checkpoint", "curriculum", "seed", "settings", "unlabelled")},
        "prepared": {name: file_sha256(prepared / f"{name}.parquet") for name in validation},
        "training": {name: {"rows": about["rows"][name]["train"], "of": there[name],
                            "standing": splits[f"{name}/train"]["standing"]} for name in about["tasks"]},
    }


def main(settings: Settings, prepared: Path, adversarial: Path, quality: Path, challenge: Path, teacher: Path,
         scores: Path) -> None:
    torch.set_num_threads(settings.threads)
    require_passed(quality)
    loaded = load_model(teacher, settings.teachers)
    standing, sets = (read_json(folder / "standing.json") for folder in (prepared, challenge))
    about, served, splits = loaded.about, loaded.about["tasks"], standing["splits"]

    answers = {}
    for question in chain(glue_questions(served, splits, prepared, settings.test_rows),
                          challenge_questions(served, sets, challenge), adversarial_questions(served, adversarial),
                          related_questions(served, splits, prepared, settings.related_rows_at_most, settings.seed)):
        rows = predict(loaded, question, settings.batch_tokens)
        write_rows(scores / "predictions" / f"{question.name}.parquet", PREDICTIONS, rows)
        if question.held_out:
            answers[question.name] = Answers.of(rows)
    cells = filled(splits, answers, settings.resamples, settings.seed)
    diagnosis = Diagnosis(answers, served, settings.resamples, settings.seed)

    write_json(scores / "scores.json", {
        "teacher": scores.name,
        "data": {"source": standing["source"], "standing": data_standing(splits)},
        "bootstrap": {"resamples": settings.resamples, "seed": settings.seed},
        "cells": cells,
        "averages": averages({name: cell["score"] for name, cell in cells.items()}),
        **diagnosis.content(sets, splits, challenge, adversarial),
        "lineage": lineage(about, prepared, [name for name in splits if named(name) in answers], splits),
    })
