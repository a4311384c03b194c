"""Rows for the tests of the operators, made by hand or from the built-in set."""

from random import Random

from glueline.glue.tasks import TASKS
from glueline.tables.examples import id_hash
from glueline.text.analysis import analyse
from glueline.text.builtin import generate
from glueline.text.lexicon import WordLists
from glueline.text.operators.row import Edit, Operator, Row

LEXICON = WordLists()


def row_of(task: str, text_a: str, text_b: str | None = None, label: str | float = 0.0, number: int = 0) -> Row:
    """A row of the task; `label` by its name, or a grade."""
    labels = TASKS[task].labels
    value = float(labels.index(label)) if isinstance(label, str) else label
    return Row(f"{task}/train/{number}", task, analyse(text_a), analyse(text_b) if text_b is not None else None, value, labels)


def edited(operator: Operator, row: Row, seed: int = 0) -> Edit | None:
    return operator.edit(row, Random(id_hash(seed, row.id)), LEXICON)


def built_in(task: str, number: int) -> list[Row]:
    """The first train rows of the built-in set."""
    task_row = TASKS[task]
    return [
        Row(f"{task}/train/{row['idx']}", task, *([*(analyse(row[name]) for name in task_row.text_columns), None][:2]),
            float(row["label"]), task_row.labels)
        for row in generate(task, "train", number, 3)
    ]
