"""One model's answers looked at, cell by cell: slices tested, worst rows with their neighbours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from glueline.analysis.search import Found, search
from glueline.analysis.slices import by_others
from glueline.analysis.worst import losses, neighbours, sureness, worst
from glueline.glue.cells import CELLS
from glueline.glue.tasks import TASKS, Task
from glueline.tables.validation_answers import Answers


@dataclass(frozen=True)
class Plan:
    """`level` of all tests of a model together; `rows`: a slice needs so many inside and outside; `worst` rows of a cell are
    shown, each with so many `neighbours` out of `among` train rows."""

    level: float
    rows: int
    worst: int
    neighbours: int
    among: int


def task_of(cell: str) -> Task:
    """The task of a cell."""
    return TASKS[CELLS[cell].task]


def slices_of(name: str, answers: Mapping[str, dict[str, Answers]], shared: Mapping[str, dict], others: Sequence[str],
              plan: Plan) -> list[Found]:
    """Every slice with rows enough, tested for the model `name`. `answers`: by model and cell; `shared`: by cell, the slices
    that the rows' texts decide; `others`: the models that count as others."""
    wrong, slices = {}, {}
    for cell, own in answers[name].items():
        task, there = task_of(cell), {other: answers[other][cell] for other in answers if cell in answers[other]}
        wrong[cell] = (own.predictions != own.labels).astype(float) if task.labels else losses(task, own.logits, own.labels)
        slices[cell] = shared[cell] | by_others(others, {other: one.predictions for other, one in there.items()},
                                                {other: sureness(task, one.logits) for other, one in there.items()})
    return search(wrong, slices, {cell for cell in wrong if not task_of(cell).labels}, plan.rows, plan.level)


def worst_rows(cell: str, own: Answers, known: Sequence[dict], plan: Plan) -> list[dict]:
    """The worst rows of a cell, each with those of the train rows `known` that are most like it."""
    lost = losses(task_of(cell), own.logits, own.labels)
    places = worst(lost, plan.worst)
    near = neighbours([_text(own.rows[at]) for at in places], [_text(row) for row in known], plan.neighbours)
    return [{**_shown(own.rows[at]), "prediction": float(own.predictions[at]), "loss": round(float(lost[at]), 4),
             "neighbours": [_shown(known[other]) for other in others]} for at, others in zip(places, near, strict=True)]


def _shown(row: dict) -> dict:
    return {key: row[key] for key in ("id", "text_a", "text_b", "label")}


def _text(row: dict) -> str:
    return f"{row['text_a']} {row['text_b'] or ''}"
