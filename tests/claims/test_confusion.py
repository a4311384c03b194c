"""Confusion tables, against all of them counted one by one."""

from itertools import product

import numpy as np
import pytest
from sklearn.metrics import f1_score, matthews_corrcoef

from glueline.claims.confusion import METRICS, mean_of, tables


def rows_of(tp: int, fp: int, fn: int, tn: int) -> tuple[np.ndarray, np.ndarray]:
    return np.repeat([1, 0, 1, 0], [tp, fp, fn, tn]), np.repeat([1, 1, 0, 0], [tp, fp, fn, tn])


@pytest.mark.parametrize("counts", [(3, 1, 2, 4), (5, 0, 0, 5), (1, 4, 4, 1), (0, 2, 3, 5), (0, 0, 3, 5), (3, 5, 0, 0)])
def test_the_metrics_are_scikit_learns(counts):
    labels, predictions = rows_of(*counts)
    assert float(mean_of(("mcc",), *counts)) == pytest.approx(100 * matthews_corrcoef(labels, predictions))
    assert float(mean_of(("f1",), *counts)) == pytest.approx(100 * f1_score(labels, predictions, zero_division=0))
    assert float(mean_of(("accuracy",), *counts)) == pytest.approx(100 * (labels == predictions).mean())


@pytest.mark.parametrize("positives, rows", [(10, 20), (7, 25), (19, 23)])
@pytest.mark.parametrize("names, bounds", [
    (("mcc",), (55.0, 61.0)), (("mcc",), (99.9, 100.0)), (("f1",), (70.0, 71.5)), (("f1",), (0.0, 3.0)),
    (("accuracy",), (79.0, 84.0)), (("accuracy", "f1"), (64.9, 65.6)), (("f1",), (33.31, 33.32)),
])
def test_as_many_tables_are_found_as_counting_finds(names, bounds, positives, rows):
    negatives = rows - positives
    every = [(tp, fp, positives - tp, negatives - fp) for tp, fp in product(range(positives + 1), range(negatives + 1))]
    right = [counts for counts in every if bounds[0] - 1e-9 <= float(mean_of(names, *counts)) <= bounds[1] + 1e-9]
    count, table = tables({names: bounds}, positives, rows)
    assert count == len(right)
    assert (table is None) == (not right) and (table is None or (table.tp, table.fp, table.fn, table.tn) in right)


def test_two_figures_of_the_same_answers_are_sought_together():
    """10 positives of 20: accuracy 80 is 4 errors; F1 then is 2 TP / (2 TP + 4): TP 6 .. 10 -> 75.0, 77.8, 80, 81.8, 83.3."""
    both = {("accuracy",): (80.0, 80.0), ("f1",): (81.8, 81.9)}
    assert [str(one) for one in tables(both, 10, 20) if one] == ["1", "TP 9, FP 3, FN 1, TN 7"]
    assert tables(both | {("f1",): (82.0, 83.0)}, 10, 20) == (0, None)


def test_of_several_tables_the_most_even_is_shown():
    _, table = tables({("accuracy",): (80.0, 80.0)}, 10, 20)
    assert (table.fp, table.fn) == (2, 2)


def test_mcc_below_zero_is_not_searched_without_turning_it():
    with pytest.raises(AssertionError, match="above 0"):
        tables({("mcc",): (-5.0, 5.0)}, 10, 20)
    assert set(METRICS) == {"accuracy", "f1", "mcc"}
