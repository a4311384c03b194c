"""How sure a score is: the 95 % percentile bootstrap over the rows of a cell (Efron and Tibshirani 1993, chapter 13)."""

from collections.abc import Iterable, Iterator

import numpy as np

from glueline.glue.metrics import METRICS, refuse_unusable

ELEMENTS = 2_000_000  # of the draws held in memory at a time


def draws(rows: int, resamples: int, key: list[int], width: int = 0) -> Iterator[np.ndarray]:
    """How often each of `rows` rows stands in each resample [resamples, rows]; each resample holds `rows` rows.

    Decided by `key` alone, and yielded in pieces of at most ELEMENTS numbers (at least one resample); `width`: how many
    numbers the caller makes of each resample, if more than `rows`.
    """
    source = np.random.default_rng(key)
    piece = max(1, ELEMENTS // max(rows, width))
    for first in range(0, resamples, piece):
        size = min(piece, resamples - first)
        drawn = source.integers(rows, size=(size, rows)) + rows * np.arange(size)[:, None]
        yield np.bincount(drawn.ravel(), minlength=size * rows).reshape(size, rows).astype(np.float64)


def clustered(cluster: np.ndarray, resamples: int, key: list[int]) -> Iterator[np.ndarray]:
    """The same where whole clusters are drawn, each with all its rows; `cluster`: of each row its number [N], from 0 on without
    gaps. Rows of one cluster say less than as many rows alone (Davison and Hinkley 1997, section 3.8)."""
    for times in draws(int(cluster.max()) + 1, resamples, key, len(cluster)):
        yield times[:, cluster]


def drawn_scores(names: tuple[str, ...], labels: np.ndarray, predictions: np.ndarray,
                 draws: Iterable[np.ndarray]) -> np.ndarray:
    """The mean of the metrics `names`, in points, of each draw [R] of the rows; the metrics of one draw are of the same rows.
    `draws`: how often each row counts [r, N], in pieces that are R draws together."""
    return np.concatenate([np.mean([METRICS[name](labels, predictions, times) for name in names], axis=0) for times in draws])


def percentiles(values: np.ndarray) -> tuple[float, float]:
    """The 2.5th and the 97.5th."""
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def interval(names: tuple[str, ...], labels: np.ndarray, predictions: np.ndarray,
             resamples: int, key: list[int]) -> tuple[float, float]:
    """The 2.5th and 97.5th percentile, in points, of the mean of the metrics `names` over `resamples` resamples.

    The metrics of one resample are measured on the same rows. Raises Refused as `metrics.measure` does.
    """
    refuse_unusable(labels, predictions)
    return percentiles(drawn_scores(names, labels, predictions, draws(len(labels), resamples, key)))
