"""GLUE's metrics, in points from 0 to 100 (Wang et al. 2019, arXiv 1804.07461, table 1).

Every metric takes how often each row counts: `times` [R, N] holds R draws of the N rows (a single row of ones is the plain
score, bootstrap draws are the rest) and the result is [R]. So an interval is measured with the very code of its score.
Each is checked against scikit-learn and scipy in the tests.
"""

import numpy as np

from glueline.refusal import Refused


def accuracy(labels: np.ndarray, predictions: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Share of rows whose predicted label is the right one."""
    return 100.0 * (times @ (labels == predictions)) / times.sum(axis=1)


def f1(labels: np.ndarray, predictions: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Harmonic mean of precision and recall of label 1; 0 where label 1 is neither there nor predicted."""
    hits = times @ ((labels == 1) & (predictions == 1))
    marked = times @ (labels == 1) + times @ (predictions == 1)
    return 100.0 * _ratio(2 * hits, marked)


def mcc(labels: np.ndarray, predictions: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Matthews' correlation for any number of labels (Gorodkin 2004); 0 where labels or predictions are all the same."""
    kinds = np.unique(np.concatenate([labels, predictions]))
    true = times @ (labels[:, None] == kinds)           # [R, K]
    said = times @ (predictions[:, None] == kinds)
    total = times.sum(axis=1)
    covariance = (times @ (labels == predictions)) * total - (true * said).sum(axis=1)
    spread = np.sqrt(total**2 - (true**2).sum(axis=1)) * np.sqrt(total**2 - (said**2).sum(axis=1))
    return 100.0 * _ratio(covariance, spread)


def pearson(labels: np.ndarray, predictions: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Pearson's correlation; 0 where labels or predictions are constant (it is undefined there)."""
    return 100.0 * _correlation(labels, predictions, times)


def spearman(labels: np.ndarray, predictions: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Pearson's correlation of the ranks, equal values sharing the mean of theirs; 0 where either side is constant."""
    return 100.0 * _correlation(ranks(labels, times), ranks(predictions, times), times)


METRICS = {"accuracy": accuracy, "f1": f1, "mcc": mcc, "pearson": pearson, "spearman": spearman}


def measure(names: tuple[str, ...], labels: np.ndarray, predictions: np.ndarray) -> dict[str, float]:
    """The metrics `names` of N predictions, each a number in points.

    Raises Refused where there is no row, the counts differ, or a label or prediction is not a finite number.
    """
    refuse_unusable(labels, predictions)
    once = np.ones((1, len(labels)))
    return {name: float(METRICS[name](labels, predictions, once)[0]) for name in names}


def refuse_unusable(labels: np.ndarray, predictions: np.ndarray) -> None:
    """Raise Refused unless both are [N], N > 0, and finite throughout."""
    if labels.shape != predictions.shape or labels.ndim != 1 or not len(labels):
        raise Refused(f"metrics: {labels.shape} labels for {predictions.shape} predictions; one of each a row is needed")
    for what, values in (("label", labels), ("prediction", predictions)):
        wrong = np.flatnonzero(~np.isfinite(values))
        if len(wrong):
            raise Refused(f"metrics: row {wrong[0]}: the {what} is {values[wrong[0]]}; such a row cannot be scored")


def ranks(values: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Rank of every value [N] within every draw [R, N], from 1: [10, 30, 30] drawn once each -> [1, 2.5, 2.5]."""
    order = np.argsort(values, kind="stable")
    starts = np.flatnonzero(np.diff(values[order], prepend=-np.inf))
    held = np.add.reduceat(times[:, order], starts, axis=1)             # draws of each distinct value [R, U]
    rank = np.cumsum(held, axis=1) - (held - 1) / 2
    return rank[:, np.searchsorted(values[order][starts], values)]


def _correlation(x: np.ndarray, y: np.ndarray, times: np.ndarray) -> np.ndarray:
    x, x_spread = _centred(x, times)
    y, y_spread = _centred(y, times)
    return _ratio((times * x * y).sum(axis=1), x_spread * y_spread)


def _centred(values: np.ndarray, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distances from each draw's mean [R, N] and their norm [R], which is 0 where only rounding is left of it."""
    mean = (times * values).sum(axis=1, keepdims=True) / times.sum(axis=1, keepdims=True)
    away = values - mean
    norm = np.sqrt((times * away**2).sum(axis=1))
    rounding = 1e-13 * np.sqrt(times.sum(axis=1)) * np.abs(mean[:, 0])
    return away, np.where(norm > rounding, norm, 0.0)


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """`above` / `below`, and 0 where `below` is 0."""
    return np.divide(above, below, out=np.zeros(len(above)), where=below > 0)
