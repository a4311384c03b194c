"""What every operator that keeps the label promises, over the built-in set and the real one."""

import re

import pyarrow.parquet as pq
import pytest
from text.operators.rows import built_in, edited

from glueline.glue.tasks import TASKS, file_name
from glueline.text.analysis import analyse
from glueline.text.operators.row import Row
from glueline.text.operators.table import LINGUISTIC, OPERATORS

SERVED = [(operator, task) for operator in LINGUISTIC for task in operator.tasks]
NAMES = [f"{operator.name}-{task}" for operator, task in SERVED]


def test_names_can_stand_in_an_id_and_are_nobody_elses():
    names = [operator.name for operator in OPERATORS]
    assert len(set(names)) == len(names) and all(re.fullmatch(r"[a-z_]+", name) for name in names)


@pytest.mark.parametrize("operator", LINGUISTIC, ids=lambda operator: operator.name)
def test_each_says_what_it_is_and_whom_it_serves(operator):
    assert operator.family == "linguistic" and operator.effect == "kept"
    assert set(operator.tasks) <= set(TASKS) - {"ax"} and operator.tasks
    assert re.search(r"\d{4}", operator.source)


@pytest.mark.parametrize("operator, task", SERVED, ids=NAMES)
def test_edits_of_the_built_in_set_keep_the_label_change_a_text_and_come_out_alike_again(operator, task):
    for row in built_in(task, 80):
        edit = edited(operator, row)
        assert edited(operator, row) == edit
        if edit:
            assert edit.label == row.label and edit.rule
            assert (edit.text_b is None) == (row.b is None)
            assert (edit.text_a, edit.text_b) != (row.a.text, row.b.text if row.b else None)
            assert edit.text_a.strip() and (row.b is None or edit.text_b.strip())


@pytest.mark.parametrize("task", [task for task in TASKS if task != "ax"])
def test_real_rows_are_edited_without_a_crash_and_leave_no_doubled_spaces(task, snapshot_folder):
    path = snapshot_folder / task / file_name("train")
    if not path.is_file():
        pytest.skip(f"no train rows of {task} in the copy of GLUE")
    made = set()
    for row in pq.read_table(path).slice(0, 150).to_pylist():
        texts = [analyse(row[name]) for name in TASKS[task].text_columns]
        given = Row(f"{task}/train/{row['idx']}", task, texts[0], texts[1] if len(texts) > 1 else None, float(row["label"]),
                    TASKS[task].labels)
        for operator in LINGUISTIC:
            edit = edited(operator, given) if task in operator.tasks else None
            for old, new in zip((given.a, given.b), (edit.text_a, edit.text_b)) if edit else ():
                made.add(operator.name)
                assert old is None or new.count("  ") <= old.text.count("  "), (operator.name, new)
    assert len(made) >= 4


@pytest.mark.parametrize("text", [
    "", " ", ".", "?", "\u9b45\u529b\u7684\u65c5", "'", "a" * 3000, "word " * 400, "\u00a0\u2028x\t.\n",
])
def test_odd_texts_are_no_reason_to_crash(text):
    for operator in LINGUISTIC:
        for task in operator.tasks:
            other = analyse("He left.") if len(TASKS[task].text_columns) > 1 else None
            edited(operator, Row(f"{task}/train/0", task, analyse(text), other, 0.0, TASKS[task].labels))
