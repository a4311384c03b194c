"""McNemar, Holm, p from draws and smallest detectable differences: by hand, against scipy, and by what they promise."""

from itertools import combinations
from math import comb, sqrt

import numpy as np
import pytest
from scipy.stats import binomtest

from glueline.glue.significance import detectable, detectable_by_width, drawn_p, holm, mcnemar


def sides(both, base, other, neither):
    return (np.repeat([True, True, False, False], [both, base, other, neither]),
            np.repeat([True, False, True, False], [both, base, other, neither]))


def test_mcnemar_counts_what_one_side_alone_got_right_by_hand():
    """One against seven: 2 * (1 + 8) / 2^8."""
    assert mcnemar(*sides(50, 1, 7, 10)) == {"base": 1, "other": 7, "p": pytest.approx(2 * (1 + 8) / 256)}


@pytest.mark.parametrize(("base", "other"), [(3, 12), (20, 9), (5, 5), (0, 6), (40, 61)])
def test_mcnemar_is_the_two_sided_binomial_test_whatever_rows_both_get_right(base, other):
    fewer = min(base, other)
    tail = sum(comb(base + other, hits) for hits in range(fewer + 1)) / 2 ** (base + other)
    found = mcnemar(*sides(7, base, other, 100))["p"]
    assert found == pytest.approx(min(1.0, 2 * tail)) == pytest.approx(binomtest(base, base + other).pvalue)
    assert found == mcnemar(*sides(1000, other, base, 0))["p"]


def test_sides_that_never_differ_are_not_told_apart():
    assert mcnemar(*sides(5, 0, 0, 5)) == {"base": 0, "other": 0, "p": 1.0}


def test_holm_by_hand():
    """0.01 * 4; 0.015 * 3 = 0.045; 0.03 * 2 = 0.06; 0.04 * 1 would be less than the one before."""
    assert holm([0.04, 0.01, 0.03, 0.015]) == pytest.approx([0.06, 0.04, 0.06, 0.045])
    assert holm([0.5, 0.9]) == [1.0, 1.0] and holm([]) == [] and holm([0.02]) == [0.02]


def test_holm_is_bonferroni_over_every_set_of_hypotheses_that_holds_the_one():
    """The closure principle: rejected is what every set with it rejects."""
    random = np.random.default_rng(2)
    for ps in random.random((20, 5)) ** 3:
        sets = [each for size in range(1, 6) for each in combinations(range(5), size)]
        closed = [max(min(1.0, len(each) * min(ps[j] for j in each)) for each in sets if i in each) for i in range(5)]
        assert holm(list(ps)) == pytest.approx(closed)


def test_p_of_draws_counts_the_rarer_side_twice():
    assert drawn_p(np.array([1.0] * 97 + [-1.0] * 2)) == pytest.approx(2 * 3 / 100)
    assert drawn_p(np.zeros(99)) == 1.0
    assert drawn_p(np.ones(999)) == pytest.approx(2 / 1000)


def test_p_is_below_a_twentieth_where_the_interval_leaves_out_nothing():
    random = np.random.default_rng(4)
    for middle in np.linspace(0, 3, 31):
        draws = random.normal(middle, 1, 3999)
        low = np.percentile(draws, 2.5)
        if abs(low) > 0.02:
            assert (drawn_p(draws) < 0.05) == (low > 0)


def test_the_detectable_difference_solves_connors_formula_by_hand():
    """1,000 rows of which a fifth differ: 3.95 points; put back into n = (1.96 sqrt(psi) + 0.84 sqrt(psi - d^2))^2 / d^2."""
    found = detectable(1000, 0.2)
    assert found == pytest.approx(3.95, abs=0.01)
    d, psi = found / 100, 0.2
    assert (1.959964 * sqrt(psi) + 0.841621 * sqrt(psi - d**2)) ** 2 / d**2 == pytest.approx(1000, rel=1e-5)


def test_a_difference_of_that_size_is_found_four_times_of_five():
    rows, psi = 800, 0.15
    d = detectable(rows, psi) / 100
    drawn = np.random.default_rng(6).multinomial(rows, [(psi + d) / 2, (psi - d) / 2, 1 - psi], 20000)
    found = np.abs(drawn[:, 0] - drawn[:, 1]) > 1.959964 * np.sqrt(drawn[:, 0] + drawn[:, 1])
    assert found.mean() == pytest.approx(0.8, abs=0.015)


def test_what_no_disagreement_could_show_is_not_detectable():
    assert detectable(71, 0.05) is None  # even 5 points, all to one side, would be lost among 71 rows
    assert detectable(1000, 0.0) is None and detectable(2, 0.5) is None
    assert detectable(277, 0.2) < detectable(71, 0.2)


def test_from_a_standard_error_it_is_2_8_of_them():
    assert detectable_by_width(-1.0, 2 * 1.959964 * 1.5 - 1.0) == pytest.approx(1.5 * (1.959964 + 0.841621), rel=1e-6)
    assert detectable_by_width(2.0, 2.0) is None
