"""GLUE's metrics against scikit-learn and scipy, on hand-worked rows and on the degenerate ones."""

import warnings

import numpy as np
import pytest
from scipy import stats
from sklearn import metrics as reference

from glueline.glue.metrics import METRICS, measure, ranks
from glueline.glue.tasks import TASKS
from glueline.refusal import Refused

REFERENCE = {
    "accuracy": reference.accuracy_score,
    "f1": lambda labels, said: reference.f1_score(labels, said, zero_division=0),
    "mcc": reference.matthews_corrcoef,
    "pearson": lambda labels, said: stats.pearsonr(labels, said).statistic,
    "spearman": lambda labels, said: stats.spearmanr(labels, said).statistic,
}
GRADED = ("pearson", "spearman")


def array(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)


def drawn(name: str, seed: int, rows: int, kinds: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Random labels and predictions: label numbers, or grades in steps of 0.2 (many ties) against real numbers."""
    source = np.random.default_rng(seed)
    if name in GRADED:
        labels = source.integers(0, 26, rows) / 5.0
        return labels, np.clip(labels + source.normal(0, 1.5, rows), 0, 5)
    labels = source.integers(0, kinds, rows).astype(float)
    return labels, np.where(source.random(rows) < 0.6, labels, source.integers(0, kinds, rows)).astype(float)


def test_every_metric_of_the_task_table_is_known():
    assert {name for task in TASKS.values() for name in task.metrics} == set(METRICS) == set(REFERENCE)


@pytest.mark.parametrize("rows", [2, 3, 7, 71, 1043])
@pytest.mark.parametrize("name", sorted(METRICS))
def test_metrics_agree_with_scikit_learn_and_scipy(name, rows):
    for seed in range(20):
        labels, said = drawn(name, seed, rows)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of scipy, about constant input at two or three rows
            expected = np.nan_to_num(REFERENCE[name](labels, said), nan=0.0)
        assert measure((name,), labels, said)[name] == pytest.approx(100 * expected, abs=1e-9)


def test_three_labels_agree_with_scikit_learn_in_accuracy_and_mcc():
    for seed in range(20):
        labels, said = drawn("mcc", seed, 50, kinds=3)
        scores = measure(("accuracy", "mcc"), labels, said)
        assert scores["accuracy"] == pytest.approx(100 * reference.accuracy_score(labels, said))
        assert scores["mcc"] == pytest.approx(100 * reference.matthews_corrcoef(labels, said))


def test_a_table_worked_by_hand():
    """Three hits, one false alarm, one miss, five right refusals: f1 = 6/8; mcc = (3*5 - 1*1) / (4*6) = 14/24."""
    labels = array(1, 1, 1, 0, 1, 0, 0, 0, 0, 0)
    said = array(1, 1, 1, 1, 0, 0, 0, 0, 0, 0)
    scores = measure(("accuracy", "f1", "mcc"), labels, said)
    assert scores == pytest.approx({"accuracy": 80.0, "f1": 75.0, "mcc": 100 * 14 / 24})


def test_f1_is_of_label_one_and_not_of_label_zero():
    assert measure(("f1",), array(1, 1, 0, 0), array(1, 1, 1, 1))["f1"] == pytest.approx(200 / 3)
    assert measure(("f1",), array(0, 0, 1, 1), array(1, 1, 1, 1))["f1"] == pytest.approx(200 / 3)
    assert measure(("f1",), array(0, 0, 0, 1), array(0, 0, 0, 0))["f1"] == 0.0


@pytest.mark.parametrize("constant", [0, 1])
def test_a_constant_answer_has_no_correlation_with_the_labels(constant):
    labels = array(0, 1, 1, 0, 1)
    said = np.full(5, float(constant))
    assert measure(("mcc",), labels, said)["mcc"] == 0.0
    assert measure(("mcc",), said, labels)["mcc"] == 0.0


@pytest.mark.parametrize("constant", [0.0, 2.5, 0.1, 1e-30, 4.999])
def test_a_constant_score_has_pearson_and_spearman_zero(constant):
    labels = array(0, 1.2, 3.4, 5, 2.2, 0.7, 0.7)
    said = np.full(7, constant)
    assert measure(GRADED, labels, said) == {"pearson": 0.0, "spearman": 0.0}
    assert measure(GRADED, said, labels) == {"pearson": 0.0, "spearman": 0.0}


def test_perfect_and_reversed_answers_reach_both_ends():
    grades = array(0, 1.5, 3, 5)
    assert measure(GRADED, grades, grades) == pytest.approx({"pearson": 100.0, "spearman": 100.0})
    assert measure(GRADED, grades, -grades) == pytest.approx({"pearson": -100.0, "spearman": -100.0})
    assert measure(("mcc",), array(0, 1, 0, 1), array(1, 0, 1, 0))["mcc"] == pytest.approx(-100.0)


def test_equal_values_share_the_mean_of_their_ranks():
    values = array(30, 10, 30, 20)
    assert ranks(values, np.ones((1, 4)))[0].tolist() == [3.5, 1.0, 3.5, 2.0]
    assert ranks(values, np.ones((1, 4)))[0].tolist() == stats.rankdata(values).tolist()


@pytest.mark.parametrize("name", sorted(METRICS))
def test_a_row_drawn_twice_counts_as_two_rows(name):
    labels, said = drawn(name, 3, 40)
    times = np.random.default_rng(0).integers(0, 4, (5, 40))
    for got, row in zip(METRICS[name](labels, said, times.astype(float)), times, strict=True):
        copied = measure((name,), np.repeat(labels, row), np.repeat(said, row))[name]
        assert got == pytest.approx(copied, abs=1e-9)


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_a_prediction_that_is_no_finite_number_is_refused_with_its_row(wrong):
    with pytest.raises(Refused, match="row 2: the prediction is"):
        measure(("accuracy",), array(0, 1, 1), array(0, 1, wrong))
    with pytest.raises(Refused, match="row 0: the label is"):
        measure(GRADED, array(wrong, 1, 1), array(0, 1, 2))


def test_no_rows_and_unequal_rows_are_refused():
    with pytest.raises(Refused, match=r"\(0,\) labels"):
        measure(("accuracy",), array(), array())
    with pytest.raises(Refused, match=r"\(2,\) labels for \(1,\) predictions"):
        measure(("accuracy",), array(0, 1), array(0))
