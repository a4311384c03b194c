"""Scores on rows made harder: drops, flips, and intervals over parents."""

import numpy as np
import pytest

from glueline.glue.robustness import Variants, by_family, figures, mean_score

KEY = [1]


def variants(labels, said, parent_labels, parent_said, parent, family=None, kept=None) -> Variants:
    count = len(labels)
    return Variants(*(np.array(each, float) for each in (labels, said, parent_labels, parent_said)), np.array(parent),
                    np.array(family or ["linguistic"] * count), np.array(kept or [True] * count))


def test_the_drop_is_from_the_parents_score_each_counted_once_a_variant():
    """Parent 0 right with three variants, one right; parent 1 wrong with one, right: 50 where the parents have 75."""
    made = variants([1, 1, 1, 0], [1, 0, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1], [0, 0, 0, 1])
    found = figures(("accuracy",), False, made, 200, KEY)
    assert (found["accuracy"]["score"], found["accuracy"]["parents"], found["accuracy"]["drop"]) == (50.0, 75.0, 25.0)
    assert (found["rows"], found["parents"], found["flips"]["mean"]) == (4, 2, 0.75)


def test_variants_of_one_parent_make_the_interval_as_wide_as_so_few_parents():
    """20 parents with 50 variants each, all answered alike: no surer than 20 rows."""
    right = np.arange(20) % 2
    few = variants(np.ones(20), right, np.ones(20), np.ones(20), np.arange(20))
    many = variants(*(np.repeat(each, 50) for each in (np.ones(20), right, np.ones(20), np.ones(20), np.arange(20))))
    one, fifty = (figures(("accuracy",), False, made, 400, KEY)["accuracy"] for made in (few, many))
    assert one == fifty and one["high"] - one["low"] > 30


def test_flips_are_counted_among_labels_that_were_kept_alone():
    made = variants([1, 0, 0], [0, 0, 0], [1, 1, 0], [1, 1, 0], [0, 1, 2], kept=[True, False, True])
    assert figures(("accuracy",), False, made, 50, KEY)["flips"]["mean"] == 0.5


def test_one_label_alone_has_an_accuracy_and_no_correlation():
    made = variants([0, 0], [0, 1], [1, 0], [1, 0], [0, 1])
    found = figures(("mcc",), False, made, 50, KEY)
    assert found["score"] is None and found["accuracy"]["score"] == 50.0


def test_grades_move_where_labels_flip():
    made = variants([1, 4, 5], [2.0, 3.0, 5.0], [1, 4, 5], [1.5, 3.0, 4.5], [0, 1, 2])
    found = figures(("pearson", "spearman"), True, made, 50, KEY)
    assert found["accuracy"] is None and found["flips"] is None and found["moves"]["mean"] == pytest.approx(1 / 3, abs=1e-4)
    assert found["score"]["parents"] == pytest.approx(50 * (6 / 39**0.5 + 1), abs=1e-4)  # Pearson's and Spearman's mean


def test_a_family_is_measured_apart_and_all_of_them_together():
    made = variants([1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 0], [4, 4, 7], ["linguistic", "counterfactual", "linguistic"])
    found = by_family(("accuracy",), False, made, 50, KEY)
    assert {name: (one["rows"], one["parents"], one["accuracy"]["score"]) for name, one in found.items()} == {
        "linguistic": (2, 2, 50.0), "counterfactual": (1, 1, 100.0), "all": (3, 2, pytest.approx(200 / 3, abs=1e-4))}


def test_a_mean_counts_a_task_of_two_cells_once_and_its_interval_is_that_of_the_mean():
    drawn = {"rte": np.array([10.0, 30.0]), "mnli_m": np.array([40.0, 60.0]), "mnli_mm": np.array([80.0, 60.0])}
    found = mean_score({"rte": 20.0, "mnli_m": 50.0, "mnli_mm": 70.0, "qqp": None}, drawn | {"qqp": np.zeros(2)})
    assert (found["value"], found["over"]) == (40.0, ["mnli_m", "mnli_mm", "rte"])
    assert (found["low"], found["high"]) == (35.25, 44.75)  # of 35 and 45


def test_no_cell_has_no_mean():
    assert mean_score({"rte": None}, {}) == {"value": None, "low": None, "high": None, "over": []}
