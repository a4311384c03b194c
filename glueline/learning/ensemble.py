"""Several models that answer together: the average of their probabilities, and how much each of them counts.

Averaging probabilities softened by a temperature is that of Hinton et al. 2015, "Distilling the knowledge in a neural network"
(arXiv 1503.02531), section 2; the article says "an ensemble of teachers" and leaves the weights open. Chosen here: those with
which the ensemble answers held-out rows (`tune`) best, searched on a grid, equal weights among them.

Shapes: M models, N rows, O outputs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import log_softmax, logsumexp

PARTS = 10  # of the whole that the grid deals out: weights are tenths

Score = Callable[[np.ndarray, np.ndarray], float]  # labels [N], logits [N, O] -> how good, more is better


@dataclass(frozen=True)
class Weighing:
    """How much each model counts ([M], sums to 1), and the scores on the rows that decided it: of each model, of all with equal
    weights, and with these."""

    weights: tuple[float, ...]
    members: tuple[float, ...]
    uniform: float
    weighted: float


def together(logits: np.ndarray, weights: Sequence[float], temperature: float = 1.0) -> np.ndarray:
    """logits [M, N, O], weights [M] that sum to 1 -> [N, O], float64: the log of the mean of the probabilities, each softened
    by the temperature; where O is 1, the mean of the grades.

    Of logits (ln 3, 0) and (0, 0), equal weights, temperature 1: probabilities (3/4, 1/4) and (1/2, 1/2), so ln (5/8, 3/8).
    """
    shares = np.asarray(weights, np.float64)[:, None, None]
    values = np.asarray(logits, np.float64)
    if values.shape[2] == 1:
        return (shares * values).sum(0)
    counted = shares[:, 0, 0] > 0  # the log of 0 is no number to be added
    return logsumexp(log_softmax(values[counted] / temperature, axis=2) + np.log(shares[counted]), axis=0)


def grid(members: int) -> list[tuple[float, ...]]:
    """Equal weights, then all weights in steps of 1 / PARTS that sum to 1, in ascending order.

    >>> len(grid(2)), grid(2)[1:4], len(grid(3))
    (12, [(0.0, 1.0), (0.1, 0.9), (0.2, 0.8)], 67)
    """
    bars = combinations(range(PARTS + members - 1), members - 1)
    dealt = [np.diff([-1, *each, PARTS + members - 1]) - 1 for each in bars]
    return [(1 / members,) * members, *(tuple((each / PARTS).tolist()) for each in dealt)]


def weigh(logits: np.ndarray, labels: np.ndarray, score: Score) -> Weighing:
    """The weights under which the models together score best on the rows: logits [M, N, O], labels [N]. Of those that score
    alike, what is nearest to equal weights, so that chance on few rows favours nobody. No rows decide for equal weights."""
    models = len(logits)
    points = grid(models)
    if not len(labels):
        return Weighing(points[0], (0.0,) * models, 0.0, 0.0)
    scores = [round(score(labels, together(logits, point)), 9) for point in points]
    away = [round(sum((share - 1 / models) ** 2 for share in point), 9) for point in points]
    best = min(range(len(points)), key=lambda at: (-scores[at], away[at], at))
    members = tuple(round(score(labels, np.asarray(each, np.float64)), 9) for each in logits)
    return Weighing(points[best], members, scores[0], scores[best])
