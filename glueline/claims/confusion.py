"""The whole-number confusion tables of two classes that give a metric some value.

With P rows of the class that F1 is of, N of the other, and TP of P found, accuracy, F1 and MCC (above 0) all fall as false
alarms FP grow. So for each TP the FP that give a value within bounds are one stretch, found by halving: all tables are looked
at, in P log N steps.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

SLACK = 1e-9  # of a point, for the ends of a range in floating point
WHOLE, SOME = 50_000, 4096


@dataclass(frozen=True)
class Confusion:
    """One table: hits, false alarms, misses and rows rightly left alone."""

    tp: int
    fp: int
    fn: int
    tn: int

    @property
    def rows(self) -> int:
        return self.tp + self.fp + self.fn + self.tn

    def __str__(self) -> str:
        return f"TP {self.tp}, FP {self.fp}, FN {self.fn}, TN {self.tn}"


def accuracy(tp: np.ndarray, fp: np.ndarray, fn: np.ndarray, tn: np.ndarray) -> np.ndarray:
    """Share of rows that are right, in points."""
    return 100.0 * (tp + tn) / (tp + fp + fn + tn)


def f1(tp: np.ndarray, fp: np.ndarray, fn: np.ndarray, tn: np.ndarray) -> np.ndarray:
    """2 TP / (2 TP + FP + FN), in points."""
    below = 2 * tp + fp + fn
    return 100.0 * np.divide(2 * tp, below, out=np.zeros(np.shape(below)), where=below > 0)


def mcc(tp: np.ndarray, fp: np.ndarray, fn: np.ndarray, tn: np.ndarray) -> np.ndarray:
    """Matthews' correlation (1975), in points; 0 where a side is all one class."""
    below = np.sqrt(tp + fp) * np.sqrt(tp + fn) * np.sqrt(tn + fp) * np.sqrt(tn + fn)
    return 100.0 * np.divide(tp * tn - fp * fn, below, out=np.zeros(np.shape(below)), where=below > 0)


METRICS: dict[str, Callable[..., np.ndarray]] = {"accuracy": accuracy, "f1": f1, "mcc": mcc}


def mean_of(names: tuple[str, ...], *counts: np.ndarray) -> np.ndarray:
    """The mean of the metrics `names` at tables of these counts (tp, fp, fn, tn), in points."""
    counts = tuple(np.asarray(count, dtype=np.float64) for count in counts)
    return np.mean([METRICS[name](*counts) for name in names], axis=0)


def tables(bounds: dict[tuple[str, ...], tuple[float, float]], positives: int, rows: int) -> tuple[int, Confusion | None]:
    """How many tables give every mean of metrics in `bounds` a value from its low to its high end, and one of them.

    The one is that whose false alarms and misses are nearest to equal. Over more than WHOLE rows only
    some thousands of TP are looked at. Bounds at or below 0 are for metrics that cannot be
    lower, and for MCC are refused by an assert: turn its sign and both predictions instead.
    """
    assert all(names != ("mcc",) or low > 0 for names, (low, _) in bounds.items()), "MCC is searched above 0 alone"
    negatives = rows - positives
    tp = np.arange(0, positives + 1, 1 if rows <= WHOLE else positives // SOME + 1, dtype=np.int64)
    first, last = np.zeros_like(tp), np.full_like(tp, negatives)
    for names, (low, high) in bounds.items():
        first = np.maximum(first, _first_below(names, tp, positives, negatives, high + SLACK))
        last = np.minimum(last, _first_below(names, tp, positives, negatives, low - SLACK) - 1)
    width = np.maximum(last - first + 1, 0)
    if not width.any():
        return 0, None
    some = width > 0
    fp = np.clip(positives - tp, first, last)[some]
    even = np.argmin(np.abs(fp - (positives - tp[some])))
    hits, alarms = int(tp[some][even]), int(fp[even])
    return int(width.sum()), Confusion(hits, alarms, positives - hits, negatives - alarms)


def _first_below(names: tuple[str, ...], tp: np.ndarray, positives: int, negatives: int, bound: float) -> np.ndarray:
    """For each TP, the fewest FP (negatives + 1: none) at which the mean is below `bound`."""
    low, high = np.zeros_like(tp), np.full_like(tp, negatives + 1)
    while (low < high).any():
        middle = (low + high) // 2
        at = np.minimum(middle, negatives)
        below = (mean_of(names, tp, at, positives - tp, negatives - at) < bound) | (middle > negatives)
        high = np.where(below & (low < high), middle, high)
        low = np.where(~below & (low < high), middle + 1, low)
    return low
