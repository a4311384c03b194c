"""The cells, and what each of the two averages is over."""

import pytest

from glueline.glue.averages import RULES, average, averages
from glueline.glue.cells import CELLS
from glueline.glue.tasks import TASKS

FULL = {"cola": 10.0, "sst2": 20.0, "mrpc": 30.0, "stsb": 40.0, "qqp": 50.0, "mnli_m": 60.0, "mnli_mm": 70.0,
        "qnli": 80.0, "rte": 90.0, "wnli": 100.0}


def test_a_cell_is_one_labelled_split_and_ax_has_none():
    assert list(CELLS) == [*FULL, "ax"]
    assert {(cell.task, cell.split) for cell in CELLS.values() if cell.scored} == {
        (task.name, split) for task in TASKS.values() for split in task.validation_splits}
    assert [cell.name for cell in CELLS.values() if not cell.scored] == ["ax"]
    assert CELLS["mnli_mm"].title == "MNLI-mm" and CELLS["mnli_mm"].split == "validation_mismatched"


def test_glues_rule_has_nine_tasks_with_mnli_as_one():
    """10 + 20 + 30 + 40 + 50 + (60 + 70) / 2 + 80 + 90 + 100 = 485, over nine."""
    got = average(RULES["glue"], FULL)
    assert got["value"] == pytest.approx(485 / 9, abs=1e-4)
    assert got["in"] == list(FULL) and got["missing"] == [] and (got["over"], got["of"]) == (10, 10)


def test_the_articles_rule_has_mnli_twice_and_no_wnli():
    """10 + 20 + 30 + 40 + 50 + 60 + 70 + 80 + 90 = 450, over nine."""
    got = average(RULES["article"], FULL)
    assert got["value"] == 50.0
    assert "wnli" not in got["in"] + got["missing"] and (got["over"], got["of"]) == (9, 9)


def test_an_empty_cell_is_left_out_and_named():
    """GLUE's rule without QQP and MNLI-mm: 10 + 20 + 30 + 40 + 60 + 80 + 90 + 100 = 430, over eight."""
    scores = {**FULL, "qqp": None}
    del scores["mnli_mm"]
    got = average(RULES["glue"], scores)
    assert got["value"] == 430 / 8
    assert got["missing"] == ["qqp", "mnli_mm"] and (got["over"], got["of"]) == (8, 10)
    assert average(RULES["article"], scores)["value"] == pytest.approx(330 / 7, abs=1e-4)


def test_a_score_of_zero_is_a_score_and_not_an_empty_cell():
    got = average(RULES["glue"], {"wnli": 0.0, "rte": 50.0})
    assert got["value"] == 25.0 and got["in"] == ["rte", "wnli"]


def test_an_average_over_nothing_has_no_value():
    got = average(RULES["article"], {"wnli": 56.3})
    assert got["value"] is None and got["in"] == [] and (got["over"], got["of"]) == (0, 9)


def test_both_averages_go_by_the_names_of_their_rules():
    got = averages(FULL)
    assert list(got) == ["glue", "article"] and got["article"]["value"] == 50.0
    assert all(name in CELLS for rule in RULES.values() for name in rule.cells)
