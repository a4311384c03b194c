"""How sure a score is: the 95 % percentile bootstrap over the rows of a cell (Efron and Tibshirani 1993, chapter 13)."""

from collections.abc import Iterator

import numpy as np

from glueline.glue.metrics import METRICS, refuse_unusable

ELEMENTS = 2_000_000  # of the draws held in memory at a time


def draws(rows: int, resamples: int, key: list[int]) -> Iterator[np.ndarray]:
    """How often each of `rows` rows stands in each resample [resamples, rows]; each resample holds `rows` rows.

    Decided by `key` alone, and yielded in pieces of at most ELEMENTS numbers (at least one resample).
    """
    source = np.random.default_rng(key)
    piece = max(1, ELEMENTS // rows)
    for first in range(0, resamples, piece):
        size = min(piece, resamples - first)
        drawn = source.integers(rows, size=(size, rows)) + rows * np.arange(size)[:, None]
        yield np.bincount(drawn.ravel(), minlength=size * rows).reshape(size, rows).astype(np.float64)


def interval(names: tuple[str, ...], labels: np.ndarray, predictions: np.ndarray,
             resamples: int, key: list[int]) -> tuple[float, float]:
    """The 2.5th and 97.5th percentile, in points, of the mean of the metrics `names` over `resamples` resamples.

    The metrics of one resample are measured on the same rows. Raises Refused as `metrics.measure` does.
    """
    refuse_unusable(labels, predictions)
    scores = np.concatenate([
        np.mean([METRICS[name](labels, predictions, times) for name in names], axis=0)
        for times in draws(len(labels), resamples, key)
    ])
    low, high = np.percentile(scores, [2.5, 97.5])
    return float(low), float(high)
