"""How many labels of a table are wrong, estimated from judges that are sometimes wrong themselves.

A judge that never saw a row disagrees with its label because the label is wrong, or because the judge is. How often it is, is
measured on the parents, whose labels are GLUE's; the share of wrong labels that explains the disagreement follows as Rogan and
Gladen 1978 ("Estimating prevalence from the results of a screening test") have it.

It is an estimate from above. Made rows are harder to judge than their parents, and a judge that does not see what was edited
gives the parent's label: right where the edit keeps it, wrong where it flips it, whatever the row deserves. So of flipped
labels only a bound can be told, from 0 to what would hold if the judge saw every edit. Where an attack or a verdict chose the
rows by the same judge, even that means nothing.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

DRAWS = 2000
BLIND = 0.8  # of a random judge's disagreement: one that errs as often on the parents cannot tell
Z = 1.96  # of 95 %


@dataclass(frozen=True)
class Disagreement:
    """Judged rows, each with its parent: how often the judge disagrees with both labels, the row's alone, the parent's alone,
    neither."""

    both: int
    row: int
    parent: int
    neither: int

    @property
    def rows(self) -> int:
        return self.both + self.row + self.parent + self.neither


def label_noise(found: Disagreement, labels: int, flipped: bool, seed: int) -> dict:
    """{"rows", "disagreed" (share of rows), "parents" (of parents), "estimate", "low", "high"}: the estimated share of wrong
    labels with its 95 % interval (percentile bootstrap over rows and their parents together), from 0 to 1. `labels`: of the
    task, 2 or more. All three are None where there are no rows or the judge is hardly better on the parents than chance; where
    the labels were `flipped`, the estimate is None and the interval begins at 0."""
    rows = max(found.rows, 1)
    disagreed, parents = (found.both + found.row) / rows, (found.both + found.parent) / rows
    shown = {"rows": found.rows, "disagreed": round(disagreed, 4), "parents": round(parents, 4)}
    if not found.rows or parents >= BLIND * (labels - 1) / labels:
        return {**shown, "estimate": None, "low": None, "high": None}
    cells = np.array([found.both, found.row, found.parent, found.neither])
    drawn = np.random.default_rng(seed).multinomial(found.rows, cells / rows, DRAWS) / rows
    spread = prevalence(drawn[:, 0] + drawn[:, 1], drawn[:, 0] + drawn[:, 2], labels)
    low, high = (round(float(end), 4) for end in np.percentile(spread, [2.5, 97.5]))
    if flipped:
        return {**shown, "estimate": None, "low": 0.0, "high": high}
    estimate = prevalence(np.array([disagreed]), np.array([parents]), labels)[0]
    return {**shown, "estimate": round(float(estimate), 4), "low": low, "high": high}


def prevalence(disagreed: np.ndarray, error: np.ndarray, labels: int) -> np.ndarray:
    """The share of wrong labels from the judge's disagreement and its error, both shares. A judge takes a wrong label for right
    with its error's part that falls on that label: error / (labels - 1)."""
    power = np.maximum(1 - error - error / (labels - 1), 1e-9)  # by how much a wrong label is disagreed with more often
    return np.clip((disagreed - error) / power, 0, 1)


def wilson(successes: float, trials: float) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927): from 0 to 1 where nothing was tried.

    >>> [round(end, 3) for end in wilson(8, 10)]
    [0.49, 0.943]
    """
    if not trials:
        return 0.0, 1.0
    share = successes / trials
    middle = (share + Z**2 / (2 * trials)) / (1 + Z**2 / trials)
    half = Z * sqrt(share * (1 - share) / trials + Z**2 / (4 * trials**2)) / (1 + Z**2 / trials)
    return middle - half, middle + half
