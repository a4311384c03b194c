"""GLUE's scores a second time, from stored predictions and by other means than the first: counting, exact sums and ranks.

Nothing here shares code with glueline.glue.metrics or averages, and nothing brings torch or scikit-learn. Points only; the
intervals beside them are not computed again. Definitions: Wang et al. 2019 (arXiv 1804.07461), table 1; for more than two
labels Matthews' correlation as Gorodkin 2004 ("Comparing two K-category assignments by a K-category correlation coefficient").
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import fsum, sqrt

import numpy as np

DECIMALS = 4  # of a stored score, in points
LEFT_OUT = ("wnli",)  # of the article's average


def accuracy(labels: np.ndarray, predictions: np.ndarray) -> float:
    """Share of right answers, from 0 to 1."""
    return int(np.count_nonzero(labels == predictions)) / len(labels)


def f1(labels: np.ndarray, predictions: np.ndarray) -> float:
    """Of label 1: 2 TP / (2 TP + FP + FN); 0 where label 1 is neither there nor predicted."""
    table = _confusion(labels, predictions)
    right = table[1.0, 1.0]
    wrong = sum(count for (label, said), count in table.items() if (label == 1) != (said == 1))
    return 2 * right / (2 * right + wrong) if right or wrong else 0.0


def mcc(labels: np.ndarray, predictions: np.ndarray) -> float:
    """Matthews' correlation from the confusion table in whole numbers; 0 where a side is all one label."""
    table = _confusion(labels, predictions)
    rows, right = sum(table.values()), sum(count for (label, said), count in table.items() if label == said)
    true: Counter[float] = Counter()
    said: Counter[float] = Counter()
    for (label, answer), count in table.items():
        true[label] += count
        said[answer] += count
    above = right * rows - sum(true[kind] * said[kind] for kind in true)
    below = (rows**2 - sum(count**2 for count in true.values())) * (rows**2 - sum(count**2 for count in said.values()))
    return above / sqrt(below) if below else 0.0


def pearson(labels: np.ndarray, predictions: np.ndarray) -> float:
    """Pearson's correlation with exactly rounded sums; 0 where a side is constant."""
    if _constant(labels) or _constant(predictions):
        return 0.0
    x, y = (side - fsum(side) / len(side) for side in (labels, predictions))
    return fsum(x * y) / sqrt(fsum(x * x) * fsum(y * y))


def spearman(labels: np.ndarray, predictions: np.ndarray) -> float:
    """Pearson's correlation of the ranks, ties sharing the mean of their places; 0 where a side is constant."""
    return pearson(ranks(labels), ranks(predictions))


MEASURES: dict[str, Callable[[np.ndarray, np.ndarray], float]] = {
    "accuracy": accuracy, "f1": f1, "mcc": mcc, "pearson": pearson, "spearman": spearman}


def ranks(values: np.ndarray) -> np.ndarray:
    """Places from 1, ties sharing the mean of theirs: [10, 30, 30, 20] -> [1, 3.5, 3.5, 2]."""
    _, place, held = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(held)
    return ((2 * last - held + 1) / 2)[place]


def points(measure: str, labels: np.ndarray, predictions: np.ndarray) -> float:
    """One measure in points, not rounded."""
    return 100 * MEASURES[measure](labels, predictions)


def mean(measures: Sequence[str], labels: np.ndarray, predictions: np.ndarray) -> float:
    """The mean of the measures in points, not rounded."""
    return fsum(points(name, labels, predictions) for name in measures) / len(measures)


def score(measures: Sequence[str], labels: np.ndarray, predictions: np.ndarray) -> dict:
    """{"score": the mean of the measures, "metrics": each by name}, in points, rounded as they are stored."""
    found = {name: points(name, labels, predictions) for name in measures}
    return {"score": round(fsum(found.values()) / len(found), DECIMALS),
            "metrics": {name: round(value, DECIMALS) for name, value in found.items()}}


def averages(cells: Mapping[str, tuple[str, float | None]]) -> dict[str, dict]:
    """Both averages over the leaderboard's cells, each given as (task, score or None).

    GLUE's: the mean of the tasks, a task with several cells being the mean of those it has. The article's: the mean of the
    cells, without WNLI's. {"value", "in", "missing", "over", "of"} by rule.
    """
    tasks = list(dict.fromkeys(task for task, _ in cells.values()))
    by_task = [[score for task, score in cells.values() if task == each and score is not None] for each in tasks]
    glue = [fsum(scores) / len(scores) for scores in by_task if scores]
    rest = {name: cell for name, cell in cells.items() if cell[0] not in LEFT_OUT}
    article = [score for _, score in rest.values() if score is not None]
    return {"glue": _average(glue, cells), "article": _average(article, rest)}


def _average(scores: list[float], cells: Mapping[str, tuple[str, float | None]]) -> dict:
    held = [name for name, (_, score) in cells.items() if score is not None]
    missing = [name for name in cells if name not in held]
    value = round(fsum(scores) / len(scores), DECIMALS) if scores else None
    return {"value": value, "in": held, "missing": missing, "over": len(held), "of": len(cells)}


def _confusion(labels: np.ndarray, predictions: np.ndarray) -> Counter[tuple[float, float]]:
    """How many rows have each pair of label and prediction."""
    pairs, counts = np.unique(np.stack([labels, predictions]), axis=1, return_counts=True)
    return Counter({(label, said): int(count) for label, said, count in zip(*pairs.tolist(), counts, strict=True)})


def _constant(values: np.ndarray) -> bool:
    return bool(values.min() == values.max())
