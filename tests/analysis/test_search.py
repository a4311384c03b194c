"""Slices tested against the rest, by hand and against statistics worked out elsewhere."""

from math import comb

import numpy as np
import pytest

from glueline.analysis.search import holm, search
from glueline.analysis.worst import losses, neighbours, sureness, worst
from glueline.glue.tasks import TASKS


def test_fishers_p_is_that_of_the_hypergeometric_tail():
    wrong = np.array([1] * 3 + [0] * 1 + [1] * 1 + [0] * 3, float)
    inside = np.array([True] * 4 + [False] * 4)
    (found,) = search({"rte": wrong}, {"rte": {"negation": inside}}, set(), rows=4, level=0.5)
    # of all ways to lay 4 wrong answers on 8 rows, those with 3 or 4 inside
    assert found.p == pytest.approx((comb(4, 3) * comb(4, 1) + comb(4, 4)) / comb(8, 4))
    assert (found.inside, found.outside, found.rows) == (0.75, 0.25, 4)
    assert found.worse and found.p_corrected == found.p


def test_holm_multiplies_the_smallest_by_all_and_never_goes_down():
    assert holm(np.array([0.04, 0.01, 0.03])).tolist() == pytest.approx([0.06, 0.03, 0.06])
    assert holm(np.array([0.9, 0.8])).tolist() == [1.0, 1.0] and holm(np.zeros(0)).tolist() == []


def test_a_slice_that_is_better_is_never_called_worse_and_small_ones_are_not_looked_at():
    wrong = np.array([0] * 30 + [1] * 30, float)
    half, few = np.arange(60) < 30, np.arange(60) < 5
    found = search({"rte": wrong}, {"rte": {"easy": half, "hard": ~half, "few": few}}, set(), rows=20, level=0.05)
    assert {one.slice: one.worse for one in found} == {"easy": False, "hard": True}
    assert found[0].slice == "hard"


def test_among_many_slices_of_nothing_hardly_ever_one_is_called_worse():
    called = 0
    for seed in range(40):
        random = np.random.default_rng(seed)
        slices = {str(number): random.random(400) < 0.3 for number in range(30)}
        wrong = (random.random(400) < 0.3).astype(float)
        called += any(one.worse for one in search({"rte": wrong}, {"rte": slices}, set(), 20, 0.05))
    assert called <= 6  # binomial(40, 0.05): more than 6 has a chance of 0.3 %


def test_graded_errors_are_ranked():
    error = np.concatenate([np.linspace(0, 1, 40), np.linspace(2, 3, 40)])
    (found,) = search({"stsb": error}, {"stsb": {"long": np.arange(80) >= 40}}, {"stsb"}, 20, 0.05)
    assert found.worse and found.p < 1e-10


def test_losses_and_sureness_are_those_of_the_probabilities():
    logits = np.log(np.array([[0.25, 0.75], [0.5, 0.5]]))
    assert losses(TASKS["rte"], logits, np.array([0.0, 1.0])) == pytest.approx(-np.log([0.25, 0.5]))
    assert sureness(TASKS["rte"], logits) == pytest.approx([0.75, 0.5])
    assert losses(TASKS["stsb"], np.array([[6.0], [2.0]]), np.array([4.0, 2.5])) == pytest.approx([1.0, 0.25])
    assert sureness(TASKS["stsb"], np.array([[6.0], [2.5]])) == pytest.approx([1.0, 0.0])


def test_the_worst_come_first_and_the_likest_train_rows_beside_them():
    assert worst(np.array([0.1, 3.0, 2.0, 3.0]), 3).tolist() == [1, 3, 2]
    known = ["A dog ran home.", "The prices of oil rose again.", "Oil prices fell."]
    assert neighbours(["Prices of oil rose."], known, 2).tolist() == [[1, 2]]
    assert neighbours(["Anything"], [], 2).shape == (1, 0)
