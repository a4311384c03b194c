"""A trained model made small enough to be published in git: its weights rounded to bf16, and scored again as they then are.

What is published has other weights than what was scored, so it gets scores of its own, beside those it came from.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from safetensors.torch import load_file, save_file

from glueline.export.card import SUMMARY, USE_OF_RELEASE, card, spent
from glueline.glue.answers import Answers
from glueline.glue.averages import averages
from glueline.glue.cells import filled, label_of
from glueline.learning.predict import Teacher, logits_of
from glueline.refusal import Refused
from glueline.tables.backbones import WEIGHTS
from glueline.tables.checkpoints import STUDENT, TEACHER, TOKENIZER_FILES, load_teacher
from glueline.tables.files import file_sha256
from glueline.tables.json_file import read_json, write_json
from glueline.tables.questions import glue_questions

SCORES = "scores.json"


def release(model: Path, out: Path, scores: Mapping, prepared: Path, batch_tokens: int) -> dict:
    """Write the folder: weights in bf16, what loading needs, what training took, `scores.json` of these weights, the card.
    `scores`: the scores.json of the model as it was trained; `prepared`: the rows it was scored on. Returns the scores. Raises
    Refused where they are of another model."""
    about_file = STUDENT if (model / STUDENT).is_file() else TEACHER
    about = read_json(model / about_file)
    if scores["lineage"]["checkpoint"] != about["checkpoint"]:
        raise Refused(f"{model}: its scores are of another checkpoint; run `dvc repro score`")
    out.mkdir(parents=True)
    rounded = {name: tensor.bfloat16() for name, tensor in load_file(model / WEIGHTS).items()}
    save_file(dict(sorted(rounded.items())), out / WEIGHTS, metadata={"format": "pt"})
    for name in filter(lambda name: (model / name).is_file(), ("model.json", SUMMARY, *TOKENIZER_FILES)):
        shutil.copyfile(model / name, out / name)
    hashes = {"checkpoint": file_sha256(out / WEIGHTS), "rounded_from": about["checkpoint"], "dtype": "bfloat16"}
    write_json(out / about_file, about | hashes)
    again = rescored(load_teacher(out), scores, prepared, batch_tokens)
    write_json(out / SCORES, again)
    (out / "README.md").write_text(card(about | hashes, about["tasks"], again, USE_OF_RELEASE, spent(model)), "utf-8")
    return again


def rescored(released: Teacher, scores: Mapping, prepared: Path, batch_tokens: int) -> dict:
    """Scores of the released weights by the rules of `scores`, each filled cell with `trained`, the score before rounding."""
    splits, answers = read_json(prepared / "standing.json")["splits"], {}
    for question in glue_questions(released.about["tasks"], splits, prepared, test_rows=False):
        table = question.name.replace("-", "/", 1)
        refuse_others(prepared / f"{table}.parquet", scores["lineage"]["prepared"].get(table))
        rows = list(question.rows())
        logits = logits_of(released, rows, question.head, batch_tokens, f"score {question.name}")
        answers[question.name] = answered(question.task, rows, logits)
    cells = filled(splits, answers, scores["bootstrap"]["resamples"], scores["bootstrap"]["seed"])
    for name, cell in cells.items():
        if cell["score"] is not None:
            cell["trained"] = scores["cells"][name]["score"]
    return {"teacher": scores["teacher"], "data": scores["data"], "bootstrap": scores["bootstrap"], "cells": cells,
            "averages": averages({name: cell["score"] for name, cell in cells.items()}),
            "lineage": {**scores["lineage"], "checkpoint": released.about["checkpoint"]}}


def refuse_others(table: Path, scored: str | None) -> None:
    """Raise Refused where a table is not the one that the model was scored on: the scores' standing and lineage would lie."""
    if scored is not None and file_sha256(table) != scored:
        raise Refused(f"{table}: not the rows that the model was scored on; run `dvc repro score`")


def answered(task, rows: list[dict], logits: np.ndarray) -> Answers:
    """The rows' answers as `score` keeps them."""
    return Answers.of([{"id": row["id"], "logits": values.tolist(), "prediction": label_of(task, values), "label": row["label"]}
                       for row, values in zip(rows, logits, strict=True)])

