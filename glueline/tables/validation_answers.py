"""A model's answers on a validation split beside the rows they answer."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from glueline.glue.cells import Cell
from glueline.glue.tasks import TASKS
from glueline.refusal import Refused
from glueline.tables.answers import predictions as predictions_of
from glueline.tables.parquet import read_rows
from glueline.tables.teachers import SAME_LABEL, are_numbers

SAME_GRADE = 1e-4  # a grade is stored as float32


@dataclass(frozen=True)
class Answers:
    """Rows of one split with their labels [rows], and the logits [rows, outputs] and predictions [rows] of a model for them."""

    rows: list[dict]
    labels: np.ndarray
    logits: np.ndarray
    predictions: np.ndarray


def read_answers(prepared: Path, predictions: Path, cell: Cell) -> Answers:
    """Join predictions to the rows of the cell's split by id. Raises Refused where the ids are not the same, each once, where a
    label is another than the row's, as of other data, and where an answer is no number or not what its logits say."""
    prepared, predictions = prepared / cell.task / f"{cell.split}.parquet", predictions / f"{cell.task}-{cell.split}.parquet"
    rows, answers = list(read_rows(prepared)), list(read_rows(predictions))
    known = {answer["id"]: answer for answer in answers}
    odd = sorted({row["id"] for row in rows} ^ set(known))
    if odd or len(known) != len(answers):
        which = odd[0] if odd else next(row["id"] for at, row in enumerate(answers) if known[row["id"]] is not answers[at])
        raise Refused(f"{predictions}: {which}: missing, doubled, or no row of {prepared}; run `dvc repro score`")
    own = [known[row["id"]] for row in rows]
    logits, said, labels = ([each[key] for each in of] for key, of in
                            (("logits", own), ("prediction", own), ("label", rows)))
    for row, answer in zip(rows, own, strict=True):
        if not are_numbers(answer["logits"], TASKS[cell.task].outputs) or not are_numbers([answer["prediction"]], 1):
            raise Refused(f"{predictions}: {row['id']}: its answer is not finite numbers; run `dvc repro score`")
        if not are_numbers([answer["label"]], 1) or abs(answer["label"] - row["label"]) > SAME_LABEL:
            wrong = f"label {answer['label']}, {row['label']} in {prepared}"
            raise Refused(f"{predictions}: {row['id']}: {wrong}; run `dvc repro score`")
    found = Answers(rows, np.array(labels), np.array(logits, float), np.array(said))
    odd_ones = np.abs(found.predictions - predictions_of(cell.task, found.logits)) > SAME_GRADE
    if odd_ones.any():
        raise Refused(f"{predictions}: {rows[int(odd_ones.argmax())]['id']}: not what its logits say; run `dvc repro score`")
    return found
