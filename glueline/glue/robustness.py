"""What is left of a score on rows made harder: AdvGLUE's, and those that operators made of validation rows.

Variants of one parent stand and fall together, so intervals of made rows are those of a bootstrap over parents, each drawn with
all its variants (the cluster bootstrap: Davison and Hinkley 1997, section 3.8). AdvGLUE does not say of which row of GLUE
each of its own was made, so its rows are drawn one by one: some share a sentence (RTE's 81 rows have 61), and its intervals are
a little too narrow.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from glueline.glue.averages import RULES, average
from glueline.glue.cells import DECIMALS
from glueline.glue.intervals import clustered, drawn_scores, percentiles
from glueline.glue.metrics import measure

ALL = "all"
FEWEST = 10  # parents of a family whose figures are shown: with fewer a bootstrap may draw no doubt at all


@dataclass(frozen=True)
class Variants:
    """V rows made of P parents: labels and predictions [V], those of each one's parent [V], the number of that parent [V] from
    0 to P - 1, the family that made it [V], and whether it keeps the parent's label [V]."""

    labels: np.ndarray
    predictions: np.ndarray
    parent_labels: np.ndarray
    parent_predictions: np.ndarray
    parent: np.ndarray
    family: np.ndarray
    kept: np.ndarray

    def where(self, chosen: np.ndarray) -> "Variants":
        """Those of the mask [V], their parents numbered anew."""
        parts = {name: getattr(self, name)[chosen] for name in self.__dataclass_fields__}
        return Variants(**parts | {"parent": np.unique(parts["parent"], return_inverse=True)[1]})


def by_family(metrics: tuple[str, ...], graded: bool, made: Variants, resamples: int, key: list[int]) -> dict[str, dict]:
    """What `figures` says of each family of the variants, and of all of them."""
    families = {name: made.family == name for name in np.unique(made.family)} | {ALL: np.full(len(made.labels), True)}
    return {str(name): figures(metrics, graded, made.where(chosen), resamples, [*key, *str(name).encode()])
            for name, chosen in families.items()}


def figures(metrics: tuple[str, ...], graded: bool, made: Variants, resamples: int, key: list[int]) -> dict:
    """{"rows", "parents", "accuracy" (None of grades), "score" (by the task's metrics; None where the labels are all the same),
    "flips" (of labels kept: share of rows answered otherwise than their parent; None of grades and where there are none),
    "moves" (the same of grades: how far, in mean)}; scores in points as in `_drop`, flips and moves with their interval."""
    varied = len(np.unique(made.labels)) > 1
    kept = made.where(made.kept)
    moved = np.abs(kept.predictions - kept.parent_predictions)
    return {
        "rows": len(made.labels),
        "parents": len(np.unique(made.parent)),
        "accuracy": None if graded else _drop(("accuracy",), made, resamples, key),
        "score": _drop(metrics, made, resamples, key) if varied else None,
        "flips": None if graded or not len(moved) else _mean(moved != 0, kept.parent, resamples, key),
        "moves": _mean(moved, kept.parent, resamples, key) if graded and len(moved) else None,
    }


def mean_score(scores: Mapping[str, float | None], drawn: Mapping[str, np.ndarray]) -> dict:
    """The mean over the cells that have a score, with the interval of the mean over the draws [R] of each. Cells of one task
    count as one, as in GLUE's rule."""
    rule, there = RULES["glue"], {name: values for name, values in drawn.items() if scores[name] is not None}
    if not there:
        return {"value": None, "low": None, "high": None, "over": []}
    groups = [[there[name] for name in group if name in there] for group in rule.groups]
    low, high = percentiles(np.mean([np.mean(group, axis=0) for group in groups if group], axis=0))
    return {"value": average(rule, dict(scores))["value"], "low": round(low, DECIMALS), "high": round(high, DECIMALS),
            "over": sorted(there)}


def _drop(metrics: tuple[str, ...], made: Variants, resamples: int, key: list[int]) -> dict:
    """{"score", "low", "high", "parents" (their own score, each counted once a variant), "drop" from it, "drop_low",
    "drop_high"}: all intervals on the same draws."""
    sides = ((made.labels, made.predictions), (made.parent_labels, made.parent_predictions))
    score, parents = (float(np.mean(list(measure(metrics, *side).values()))) for side in sides)
    drawn, above = (drawn_scores(metrics, *side, clustered(made.parent, resamples, key)) for side in sides)
    (low, high), (drop_low, drop_high) = percentiles(drawn), percentiles(above - drawn)
    found = {"score": score, "low": low, "high": high, "parents": parents,
             "drop": parents - score, "drop_low": drop_low, "drop_high": drop_high}
    return {name: round(value, DECIMALS) for name, value in found.items()}


def _mean(values: np.ndarray, parent: np.ndarray, resamples: int, key: list[int]) -> dict:
    """{"rows", "mean", "low", "high"} of values [V]: a share, where they are true or false."""
    drawn = np.concatenate([times @ values / times.sum(axis=1) for times in clustered(parent, resamples, key)])
    low, high = percentiles(drawn)
    figures = {"mean": float(values.mean()), "low": low, "high": high}
    return {"rows": len(values)} | {name: round(value, DECIMALS) for name, value in figures.items()}

