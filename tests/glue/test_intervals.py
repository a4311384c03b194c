"""The bootstrap against scipy's own, against theory, and against itself."""

import numpy as np
import pytest
from scipy import stats

from glueline.glue import intervals
from glueline.glue.intervals import draws, interval
from glueline.glue.metrics import measure
from glueline.refusal import Refused


def binary(rows: int, right: int) -> tuple[np.ndarray, np.ndarray]:
    """`rows` rows of label 1, the first `right` of them answered rightly."""
    return np.ones(rows), (np.arange(rows) < right).astype(float)


def test_every_draw_holds_as_many_rows_as_the_cell():
    drawn = np.concatenate(list(draws(7, 50, [1])))
    assert drawn.shape == (50, 7)
    assert (drawn.sum(axis=1) == 7).all()
    assert (drawn == 0).any() and (drawn > 1).any()


def test_rows_are_drawn_evenly():
    drawn = np.concatenate(list(draws(10, 5000, [2])))
    assert drawn.mean(axis=0) == pytest.approx(np.ones(10), abs=0.06)   # standard error 0.013
    assert drawn.var() == pytest.approx(0.9, abs=0.03)                  # of a binomial of 10 at 1/10


def test_the_interval_of_an_accuracy_is_the_binomial_one():
    low, high = interval(("accuracy",), *binary(400, 320), resamples=4000, key=[3])
    expected = stats.binom(400, 0.8).ppf([0.025, 0.975]) / 4
    assert (low, high) == pytest.approx(tuple(expected), abs=0.3)


def test_the_interval_agrees_with_the_percentile_bootstrap_of_scipy():
    source = np.random.default_rng(4)
    labels = source.integers(0, 26, 300) / 5.0
    said = labels + source.normal(0, 1.5, 300)

    def correlation(x, y):
        return 50 * (stats.pearsonr(x, y).statistic + stats.spearmanr(x, y).statistic)

    theirs = stats.bootstrap((labels, said), correlation, paired=True, vectorized=False, method="percentile",
                             n_resamples=1500, rng=np.random.default_rng(5)).confidence_interval
    ours = interval(("pearson", "spearman"), labels, said, resamples=1500, key=[6])
    assert ours == pytest.approx((theirs.low, theirs.high), abs=0.6)


def test_the_interval_holds_the_score_and_narrows_with_rows():
    few = interval(("accuracy", "f1"), *binary(50, 40), resamples=500, key=[7])
    many = interval(("accuracy", "f1"), *binary(5000, 4000), resamples=500, key=[7])
    score = np.mean(list(measure(("accuracy", "f1"), *binary(50, 40)).values()))
    assert few[0] < score < few[1] and many[0] < score < many[1]
    assert (many[1] - many[0]) == pytest.approx((few[1] - few[0]) / 10, rel=0.35)


def test_the_same_key_gives_the_same_interval_however_the_draws_are_cut(monkeypatch):
    rows = binary(90, 60)
    whole = interval(("mcc", "accuracy"), *rows, resamples=64, key=[8, 1])
    monkeypatch.setattr(intervals, "ELEMENTS", 5 * 90)
    assert interval(("mcc", "accuracy"), *rows, resamples=64, key=[8, 1]) == whole
    assert interval(("mcc", "accuracy"), *rows, resamples=64, key=[8, 2]) != whole


def test_a_constant_answer_has_the_interval_zero_to_zero():
    labels = np.array([0.0, 1, 1, 0, 1])
    assert interval(("mcc",), labels, np.ones(5), resamples=100, key=[9]) == (0.0, 0.0)
    assert interval(("pearson", "spearman"), labels, np.full(5, 0.1), resamples=100, key=[9]) == (0.0, 0.0)


def test_an_unusable_row_is_refused_before_any_draw():
    with pytest.raises(Refused, match="row 1: the prediction is nan"):
        interval(("accuracy",), np.array([0.0, 1]), np.array([0.0, np.nan]), resamples=10, key=[1])
