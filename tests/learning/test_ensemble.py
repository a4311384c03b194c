"""Averaging teachers and weighing them, by hand."""

import doctest
from math import log

import numpy as np
import pytest

from glueline.learning import ensemble
from glueline.learning.ensemble import PARTS, grid, together, weigh

THREE_QUARTERS, EVEN = [log(3), 0.0], [0.0, 0.0]  # as logits at temperature 1


def accuracy(labels, logits):
    return 100 * float((logits.argmax(1) == labels).mean())


def error(labels, logits):
    return -float(((logits[:, 0] - labels) ** 2).mean())


def test_probabilities_are_averaged_and_not_logits():
    found = np.exp(together(np.array([[THREE_QUARTERS], [EVEN]]), (0.5, 0.5)))
    assert found == pytest.approx(np.array([[5 / 8, 3 / 8]]))  # of logits it would be 0.634
    assert np.exp(together(np.array([[THREE_QUARTERS], [EVEN]]), (0.8, 0.2))) == pytest.approx(np.array([[0.7, 0.3]]))


def test_each_is_softened_before_the_average():
    """At temperature 2, logits (2 ln 3, 0) are (3/4, 1/4) and (0, 2 ln 7) are (1/8, 7/8): on average (7/16, 9/16)."""
    logits = np.array([[[2 * log(3), 0.0]], [[0.0, 2 * log(7)]]])
    assert np.exp(together(logits, (0.5, 0.5), 2.0)) == pytest.approx(np.array([[7 / 16, 9 / 16]]))
    at_one = np.exp(together(logits, (0.5, 0.5)))[0, 0]
    assert at_one == pytest.approx((9 / 10 + 1 / 50) / 2)  # 3² to 1 and 1 to 7²


def test_grades_are_averaged_as_they_are_whatever_the_temperature():
    logits = np.array([[[4.0], [1.0]], [[2.0], [0.0]]])
    assert together(logits, (0.75, 0.25), 3.0).tolist() == [[3.5], [0.75]]


def test_a_member_that_counts_for_nothing_changes_nothing_even_where_it_is_sure():
    logits = np.array([[THREE_QUARTERS], [[-800.0, 800.0]]])
    assert np.exp(together(logits, (1.0, 0.0))) == pytest.approx(np.array([[0.75, 0.25]]))
    assert np.isfinite(together(logits[1:], (1.0,))).all()  # a probability of 0 has a log of -1600


def test_the_grid_is_every_way_to_deal_out_tenths_and_equal_shares():
    assert doctest.testmod(ensemble).failed == 0
    for members, ways in ((1, 1), (2, 11), (3, 66), (4, 286)):
        points = grid(members)
        assert len(points) == 1 + ways and len(set(points[1:])) == ways and points[0] == (1 / members,) * members
        assert all(sum(point) == pytest.approx(1) and min(point) >= 0 for point in points)
        assert all(round(share * PARTS, 9).is_integer() for point in points[1:] for share in point)


def test_the_weights_are_those_that_score_best_and_nearest_to_equal_ones():
    """The first is right about three rows and unsure, the second wrong about two of them and surer: the last one asks for
    0.6 w + 0.12 (1 - w) > 1/2, w > 0.79."""
    def said(*first):
        return [[log(p), log(1 - p)] for p in first]

    logits, labels = np.array([said(0.6, 0.6, 0.6), said(0.9, 0.3, 0.12)]), np.array([0, 0, 0])
    found = weigh(logits, labels, accuracy)
    assert found.weights == (0.8, 0.2) and found.weighted == 100
    assert found.members == pytest.approx((100, 100 / 3)) and found.uniform == pytest.approx(100 / 3)
    assert weigh(logits[::-1], labels, accuracy).weights == (0.2, 0.8)  # and not (0, 1), which scores as well and comes first


def test_equal_weights_stay_where_nothing_is_better():
    logits, labels = np.array([[THREE_QUARTERS], [THREE_QUARTERS], [EVEN]]), np.array([0])
    assert weigh(logits, labels, accuracy).weights == (1 / 3, 1 / 3, 1 / 3)


def test_grades_are_weighed_by_their_own_score():
    labels = np.array([1.0, 2.0, 4.0])
    logits = np.stack([labels + 2.0, labels - 2.0])[..., None]  # 0.5 of each is exact
    assert weigh(logits, labels, error).weights == (0.5, 0.5) and weigh(logits, labels, error).weighted == 0
    better = weigh(np.stack([labels, labels + 2.0])[..., None], labels, error)
    assert better.weights == (1.0, 0.0) and better.members == (0.0, -4.0) and better.uniform == -1.0


def test_one_teacher_counts_alone_and_without_rows_nobody_is_favoured():
    assert weigh(np.array([[THREE_QUARTERS]]), np.array([1]), accuracy).weights == (1.0,)
    assert weigh(np.zeros((2, 0, 2)), np.zeros(0), accuracy).weights == (0.5, 0.5)
