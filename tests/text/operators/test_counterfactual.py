from functools import cache
from random import Random

import pytest

from glueline.glue.tasks import TASKS, file_name
from glueline.tables.examples import id_hash
from glueline.tables.parquet import read_rows
from glueline.text.analysis import analyse
from glueline.text.operators.counterfactual import COUNTERFACTUAL
from glueline.text.operators.flips import AGAINST
from glueline.text.operators.row import Row
from tests.text.operators.rows import built_in, edited, row_of

SERVED = [(operator, task) for operator in COUNTERFACTUAL for task in operator.tasks]
over_all = pytest.mark.parametrize("operator, task", SERVED, ids=[f"{operator.name}-{task}" for operator, task in SERVED])
ROWS = 300  # of the built-in set
SNAPSHOT_ROWS = 1500
SPARSE = 500  # an operator that serves fewer than one row in so many is not worth its lines


@over_all
def test_an_edit_is_the_same_for_the_same_seed_and_puts_a_label_against_the_row_s_own(operator, task):
    for row in built_in(task, ROWS):
        edit = edited(operator, row)
        assert edit == edited(operator, row)
        if edit is not None:
            assert (edit.text_a, edit.text_b) != (row.a.text, row.b.text if row.b else None)
            assert row.b is None or edit.text_a == row.a.text or edit.text_b == row.b.text  # one text at most is touched
            assert row.labels[int(edit.label)] in AGAINST[row.label_name]
            assert "  " not in edit.text_a + (edit.text_b or "") and len(edit.rule) > 20


def test_another_seed_makes_another_edit():
    row = row_of("rte", "In 1912 it sank.", "It sank in 1912.", "entailment")
    operator = next(operator for operator in COUNTERFACTUAL if operator.name == "numbers")
    assert len({edited(operator, row, seed).text_b for seed in range(20)}) > 5


@over_all
def test_empty_and_foreign_texts_are_survived(operator, task):
    labels = TASKS[task].labels
    for text in ("", " ", "?", "…", "''", "1912", "the", "Αυτό είναι 1912 ένα τεστ.", "彼は1912年に行った。", "a " * 300):
        for label in labels:
            row = row_of(task, text, None if len(TASKS[task].text_columns) == 1 else text, label)
            edited(operator, row)


def test_operators_say_what_they_are():
    names = [operator.name for operator in COUNTERFACTUAL]
    assert len(set(names)) == len(names)
    assert all(name == name.lower() and not set("./ ") & set(name) for name in names)
    assert {(operator.family, operator.effect) for operator in COUNTERFACTUAL} == {("counterfactual", "flipped")}
    assert all("arXiv" in operator.source for operator in COUNTERFACTUAL)


def test_every_task_with_labels_is_served():
    assert {task for _, task in SERVED} == {name for name, task in TASKS.items() if task.labels and name != "ax"}


def test_only_operators_that_say_so_ask_the_lexicon():
    class Silent:
        name = "silent"

        def __getattr__(self, relation):
            raise AssertionError(f"asked for {relation}")

    for operator, task in SERVED:
        if not operator.lexical:
            for row in built_in(task, 50):
                operator.edit(row, Random(id_hash(0, row.id)), Silent())


@cache
def snapshot_rows(folder, task):
    columns, rows = TASKS[task].text_columns, []
    for row, number in zip(read_rows(folder / task / file_name("train")), range(SNAPSHOT_ROWS)):
        texts = [*(analyse(row[column]) for column in columns), None]
        rows.append(Row(f"{task}/train/{number}", task, texts[0], texts[1], float(row["label"]), TASKS[task].labels))
    return rows


@over_all
def test_each_applies_to_enough_rows_of_glue(snapshot_folder, operator, task):
    rows = snapshot_rows(snapshot_folder, task)
    assert sum(edited(operator, row) is not None for row in rows) * SPARSE > len(rows)
