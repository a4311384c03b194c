"""The rows that a model gets most wrong, from its stored predictions; with texts where an analysis of this run has them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from glueline.analysis.worst import losses, worst
from glueline.glue.cells import BUILT_IN, CELLS
from glueline.glue.tasks import TASKS, Task
from glueline.page.form import cut
from glueline.page.models import Shown
from glueline.refusal import Refused
from glueline.tables.json_file import read_json
from glueline.tables.predictions import read_answers
from glueline.tables.questions import named

ROWS = 5       # of a cell
LETTERS = 280  # of a text


def worst_rows(shown: Shown, texts: bool) -> tuple[dict[str, dict], str | None]:
    """By cell {"rows": [{"id", "label", "answer", "loss", "text_a", "text_b", "near"}], "file"} or {"why"}; and why there are
    no texts, where there are none. `texts`: whether the page may hold real sentences; made ones it may."""
    written, why = _written(shown, texts)
    found = {}
    for name, cell in shown.scores["cells"].items():
        if name in CELLS and (cell["score"] is not None or "aside" in cell):
            path = shown.predictions / f"{named(CELLS[name].table)}.parquet"
            try:
                found[name] = {"file": path.name, "rows": _rows(TASKS[CELLS[name].task], path, written.get(name, {}))}
            except (Refused, ValueError, KeyError, TypeError, IndexError, OSError) as error:
                found[name] = {"why": cut(str(error), 300)}
    return found, why


def _rows(task: Task, path: Path, written: Mapping[str, dict]) -> list[dict]:
    answers = read_answers(path)
    lost = losses(task, answers.logits, answers.labels)
    return [{"id": cut(answers.ids[at]), "label": label_text(task, answers.labels[at]),
             "answer": label_text(task, answers.predictions[at]), "loss": float(lost[at]),
             **_texts(task, written.get(answers.ids[at]))}
            for at in worst(np.nan_to_num(lost, nan=-1.0), ROWS)]


def _texts(task: Task, row: dict | None) -> dict:
    if row is None:
        return {"text_a": None, "text_b": None, "near": []}
    near = [{"id": cut(each["id"]), "label": label_text(task, each["label"]), "text": _both(each)}
            for each in row["neighbours"][:1]]
    return {"text_a": cut(row["text_a"], LETTERS), "text_b": row["text_b"] and cut(row["text_b"], LETTERS), "near": near}


def _both(row: dict) -> str:
    return " / ".join(cut(text, LETTERS) for text in (row["text_a"], row["text_b"]) if text is not None)


def _written(shown: Shown, texts: bool) -> tuple[dict[str, dict[str, dict]], str | None]:
    """By cell and id the rows with their texts, from the analysis of this run."""
    path = shown.analysis / "worst.json" if shown.analysis else None
    if not shown.present:
        return {}, "only ids, labels and answers of GLUE's rows are kept with an entry: some corpora may not be redistributed"
    if path is None or not path.is_file():
        return {}, "no analysis of this run is at hand; `dvc repro analyse` makes it"
    if not texts and shown.standing != BUILT_IN:
        return {}, "this page lies outside of data/, where real sentences do not belong"
    content: Any = read_json(path)
    try:
        return {cell: {row["id"]: row for row in rows} for cell, rows in content.items()}, None
    except (AttributeError, TypeError, KeyError):
        return {}, "the analysis of this run is of another form; `dvc repro analyse` makes it anew"


def label_text(task: Task, value: float) -> str:
    """A label by its name, a grade as a number.

    >>> label_text(TASKS["rte"], 1.0), label_text(TASKS["stsb"], 3.25)
    ('not_entailment', '3.2')
    """
    return task.labels[int(value)] if task.labels else f"{value:.1f}"
