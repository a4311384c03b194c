"""What a taught model answers on the rows of its curriculum, as it lies on disk: logits by id, and its skill on tune."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import numpy as np

from glueline.glue.metrics import measure
from glueline.glue.tasks import TASKS
from glueline.learning.ensemble import Score
from glueline.learning.predict import Teacher, logits_by_id
from glueline.tables.examples import LOGITS, PREDICTIONS
from glueline.tables.json_file import write_json
from glueline.tables.learner import is_tune
from glueline.tables.parquet import write_rows

LOGITS_FILE, TUNE, SKILL = "logits.parquet", "tune.parquet", "tune.json"
GRADES = (0.0, 5.0)


def write_answers(folder: Path, teacher: Teacher, rows: Sequence[dict]) -> None:
    """Answer every row of a curriculum. Writes the logits by id; those of tune once more, beside the labels, so that nobody
    who weighs teachers needs their curricula; and the score on tune of each task. Raises Refused on an answer that is not
    finite."""
    answers = list(logits_by_id(teacher, rows))
    tune = [answer | {"task": row["task"], "label": row["label"], "prediction": prediction(row["task"], answer["logits"])}
            for row, answer in zip(rows, answers, strict=True) if is_tune(row)]
    write_rows(folder / LOGITS_FILE, LOGITS, answers)
    write_rows(folder / TUNE, PREDICTIONS, tune)
    write_json(folder / SKILL, {task: skill(task, list(those)) for task, those in groupby(tune, key=lambda row: row["task"])})


def skill(task: str, rows: Sequence[dict]) -> dict:
    """The metrics of a task (in points) on rows with label and prediction, and their mean as its score."""
    labels, said = (np.array([row[key] for row in rows]) for key in ("label", "prediction"))
    metrics = measure(TASKS[task].metrics, labels, said)
    return {"rows": len(rows), "metrics": metrics, "score": sum(metrics.values()) / len(metrics)}


def score_of(task: str) -> Score:
    """How well logits [N, outputs] answer labels [N]: the mean of the task's metrics, in points."""
    def score(labels: np.ndarray, logits: np.ndarray) -> float:
        metrics = measure(TASKS[task].metrics, labels, predictions(task, logits))
        return sum(metrics.values()) / len(metrics)

    return score


def predictions(task: str, logits: np.ndarray) -> np.ndarray:
    """Logits [N, outputs] -> the likeliest label's number, or the grade held within the scale [N]."""
    return logits.argmax(1).astype(np.float64) if TASKS[task].labels else logits[:, 0].clip(*GRADES)


def prediction(task: str, logits: Sequence[float]) -> float:
    """The same of one row."""
    return float(predictions(task, np.array([logits]))[0])
