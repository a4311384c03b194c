"""Slices in which a model is worse than on the other rows of the cell, with a correction for how many were looked at.

Each slice is tested one-sidedly against the rest: Fisher's exact test of wrong answers, or for scores the rank sum of squared
errors (Mann and Whitney 1947). The p-values of a model are corrected together (Holm 1979): the chance that even one slice is
called worse though none is, stays below the level.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import fisher_exact, mannwhitneyu


@dataclass(frozen=True)
class Found:
    """A slice of a cell: rows inside; mean loss (share wrong, or mean squared error) inside and outside; p as found, and after
    correction; whether the model is worse there at the level asked for."""

    cell: str
    slice: str
    rows: int
    inside: float
    outside: float
    p: float
    p_corrected: float
    worse: bool


def search(losses: Mapping[str, np.ndarray], slices: Mapping[str, Mapping[str, np.ndarray]], graded: set[str], rows: int,
           level: float) -> list[Found]:  # fmt: skip
    """`losses`: by cell, [rows]; `slices`: by cell and name, bool [rows]; `graded`: cells whose losses are squared errors.
    Slices with fewer than `rows` rows inside or outside are not looked at. Worst first."""
    looked = [(cell, name, losses[cell][inside], losses[cell][~inside]) for cell in losses
              for name, inside in slices[cell].items() if min(inside.sum(), (~inside).sum()) >= rows]
    found = np.array([_p(inside, outside, cell in graded) for cell, _, inside, outside in looked])
    made = [Found(cell, name, len(inside), float(inside.mean()), float(outside.mean()), float(p), float(corrected),
                  bool(corrected < level))
            for (cell, name, inside, outside), p, corrected in zip(looked, found, holm(found), strict=True)]
    return sorted(made, key=lambda one: (one.p_corrected, one.p, one.cell, one.slice))


def _p(inside: np.ndarray, outside: np.ndarray, graded: bool) -> float:
    """The chance of losses at least so much higher inside, were there no difference."""
    if graded:
        return mannwhitneyu(inside, outside, alternative="greater").pvalue
    wrong = [int(inside.sum()), int(outside.sum())]
    right = [len(inside) - wrong[0], len(outside) - wrong[1]]
    return fisher_exact([wrong, right], alternative="greater").pvalue


def holm(p: np.ndarray) -> np.ndarray:
    """p-values [N] -> corrected ones, at most 1.

    >>> holm(np.array([0.01, 0.04, 0.03])).tolist()
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)) if len(p) else p
    corrected = np.empty(len(p))
    corrected[order] = np.minimum(stepped, 1)
    return corrected
