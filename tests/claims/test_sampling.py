"""Standard errors against draws, tests against scipy."""

from math import sqrt

import numpy as np
import pytest
from scipy.stats import binomtest, norm

from glueline.claims import sampling
from glueline.claims.confusion import Confusion, mean_of
from glueline.claims.differences import check_differences
from tests.claims.small import glue, small


def test_the_binomial_error_by_hand():
    assert sampling.binomial(90.0, 100) == pytest.approx(3.0) and sampling.binomial(100.0, 5) == 0


@pytest.mark.parametrize("names", [("mcc",), ("f1",), ("accuracy",), ("accuracy", "f1")])
def test_the_delta_method_agrees_with_drawn_tables(names):
    table = Confusion(300, 60, 40, 200)
    drawn = np.random.default_rng(1).multinomial(table.rows, np.array([300, 60, 40, 200]) / 600, 20_000).T
    assert sampling.delta(names, table) == pytest.approx(mean_of(names, *drawn).std(), rel=0.03)


def test_of_accuracy_the_delta_method_is_the_binomial_error():
    assert sampling.delta(("accuracy",), Confusion(50, 5, 5, 40)) == pytest.approx(sampling.binomial(90.0, 100), rel=1e-4)


def test_the_error_of_a_correlation_agrees_with_drawn_pairs():
    rng = np.random.default_rng(1)
    pairs = rng.multivariate_normal([0, 0], [[1, 0.8], [0.8, 1]], size=(2000, 400))
    drawn = [np.corrcoef(one.T)[0, 1] for one in pairs]
    assert sampling.correlation(80.0, 400, ranked=False) == pytest.approx(100 * np.std(drawn), rel=0.06)
    assert sampling.correlation(80.0, 400, ranked=True) > sampling.correlation(80.0, 400, ranked=False)


def test_p_values_are_scipys():
    assert sampling.independent_p(3.0, 2.0) == pytest.approx(2 * norm.sf(1.5))
    assert sampling.independent_p(0.0, 0.0) == 1 and sampling.independent_p(1.0, 0.0) == 0
    for rows in (1, 5, 9):
        assert sampling.best_case_p(rows) == pytest.approx(binomtest(rows, rows).pvalue)
    assert sampling.best_case_p(0) == 1


def test_the_detectable_difference_is_found_four_times_in_five():
    """Power of the two-sided test at a true difference of 2.8 errors (the other tail is nothing)."""
    assert norm.sf(sampling.TWO_SIDED - sampling.detectable(1.0)) == pytest.approx(0.8, abs=1e-4)


def test_holm_by_hand():
    assert sampling.holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert sampling.holm([0.5, 0.9]) == [1.0, 1.0] and sampling.holm([]) == []


def test_the_small_tables_differences():
    """45 against 40 of 50: z 10 / sqrt(4.243^2 + 5.657^2) = 1.41; at best 5 rows, p 2 / 2^5 = 0.0625 before it is adjusted."""
    found = {finding.about: finding for finding in check_differences(small()).findings}
    beans = found["beans: 90.0 against 80.0"]
    assert beans.verdict == "does not hold" and "z 1.41" in beans.steps[0] and "(50 rows)" in beans.steps[0]
    assert 10 / sqrt(900 / 50 + 1600 / 50) == pytest.approx(1.41, abs=0.005)
    assert found["rice: 70.0 against 68.0"].verdict == "cannot be checked"
    assert "best case not to be had" in found["rice: 70.0 against 68.0"].steps[0]


def differences(task: str, new: str, old: str, split: str):
    table = glue({task: {"accuracy": new}}, split=split)
    row = {"task": task, "figures": {"accuracy": new}, "previous": {"accuracy": old}}
    return check_differences(small(rows=[row], split=split, averages=[])).findings[0] if table else None


def test_the_same_difference_is_more_on_a_larger_split():
    """RTE +2.8: z 0.93 on 277 rows, 8 rows at best (p 0.016); z 3.06 on 3,000. Of an unsaid split it depends."""
    assert differences("rte", "86.6", "83.8", "validation").verdict == "cannot be checked"
    assert differences("rte", "86.6", "83.8", "test").verdict == "holds"
    either = differences("rte", "86.6", "83.8", "unsaid")
    assert either.verdict == "ambiguous" and "z 0.93" in either.steps[0] and "z 3.06" in either.steps[1]


def test_a_loss_is_tested_as_a_gain_is():
    assert differences("rte", "80.0", "90.0", "test").verdict == "holds"
    assert differences("sst2", "96.3", "96.4", "unsaid").verdict == "does not hold"


def test_the_more_rows_are_compared_the_more_each_must_show():
    """QNLI +1.1 on 5,463 rows: p 0.018 alone, above 0.05 among nine that show nothing."""
    alone = {"task": "qnli", "figures": {"accuracy": "94.2"}, "previous": {"accuracy": "93.1"}}
    others = [{"task": f"t{n}", "figures": {"accuracy": "50.0"}, "previous": {"accuracy": "50.0"}, "examples": {"test": "99"}}
              for n in range(8)]
    verdicts = [check_differences(small(rows=rows, averages=[])).findings[0].verdict for rows in ([alone], [alone, *others])]
    assert verdicts == ["holds", "cannot be checked"]


def test_the_mean_of_the_rows_is_tested_too():
    """Two rows, each 90 against 80 of 100: errors 5 each, of their mean 5 / sqrt 2 = 3.54, z 2.83."""
    rows = [{"task": f"t{n}", "figures": {"accuracy": "90.0"}, "previous": {"accuracy": "80.0"}, "examples": {"test": "100"}}
            for n in range(2)]
    mean = check_differences(small(rows=rows, averages=[])).findings[-1]
    assert mean.about == "the mean of the rows' differences" and "10.00 with a standard error of 3.54: z 2.83" in mean.steps[0]
