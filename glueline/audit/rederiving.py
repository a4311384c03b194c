"""What scores.json says beside its cells, a second time: calibration, agreement of heads, what is left on made rows, AX by tag.

As glueline.audit.rescoring: counting and exact sums, nothing shared with glueline.glue's calibration, agreement, robustness
and diagnostics, and nothing that brings torch or scikit-learn. Points only, but for Wilson's interval, which is no bootstrap.
Rounded as they are stored.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from typing import Any

import numpy as np

from glueline.audit.rescoring import DECIMALS, mean, score

BINS = 15                              # of confidence (Guo et al. 2017, arXiv 1706.04599)
Z = 1.96                               # of Wilson's interval at 95 %
FEWEST = 30                            # rows of an AX tag that has a figure of its own
TARGETED = ("gradient", "importance")  # the operators that attack a model; others that keep a label are linguistic
ALL = "all"


def calibration(logits: np.ndarray, labels: np.ndarray) -> dict:
    """Of logits [N, K] and labels [N]: accuracy, mean confidence, ECE (Naeini et al. 2015), Brier's score (1950, over all
    labels), and the reliability curve, in shares."""
    raised = np.exp(logits.astype(np.float64) - np.max(logits, axis=1, keepdims=True))
    confidence, right = 1 / raised.sum(axis=1), np.argmax(logits, axis=1) == labels
    place = (confidence[:, None] > np.arange(1, BINS) / BINS).sum(axis=1)
    inside = [(confidence[place == at], right[place == at]) for at in range(BINS)]
    gap = fsum(abs(fsum(sure) - int(hits.sum())) for sure, hits in inside)
    given = np.take_along_axis(raised, labels.astype(np.int64)[:, None], axis=1)[:, 0] * confidence
    brier = fsum((raised**2).sum(axis=1) * confidence**2 - 2 * given + 1)
    return {"rows": len(labels), "accuracy": _short(int(right.sum()) / len(labels)), "ece": _short(gap / len(labels)),
            "confidence": _short(fsum(confidence) / len(labels)), "brier": _short(brier / len(labels)),
            "bins": [_bin(at, *each) for at, each in enumerate(inside)]}


def _bin(at: int, sure: np.ndarray, hits: np.ndarray) -> dict:
    rows = len(sure)
    shares = (fsum(sure) / rows, int(hits.sum()) / rows) if rows else (None, None)
    return {"from": _short(at / BINS), "to": _short((at + 1) / BINS), "rows": rows,
            "confidence": _short(shares[0]), "accuracy": _short(shares[1])}


def agreement(one: Sequence[int], other: Sequence[int]) -> dict:
    """Of two heads' answers to the same rows, in the same labels: the share that agrees, Wilson's interval of it (the roots of
    (share - p)**2 = Z**2 p (1 - p) / rows), and Cohen's kappa (1960), None where chance alone would agree."""
    rows, same = len(one), sum(mine == theirs for mine, theirs in zip(one, other, strict=True))
    mine, theirs = Counter(one), Counter(other)
    chance = sum(mine[label] * theirs[label] for label in mine)
    wide, middle = 1 + Z**2 / rows, same / rows + Z**2 / (2 * rows)
    half = sqrt(middle**2 - wide * (same / rows) ** 2)
    kappa = (rows * same - chance) / (rows**2 - chance) if chance < rows**2 else None
    return {"rows": rows, "share": _short(same / rows), "low": _short((middle - half) / wide),
            "high": _short((middle + half) / wide), "kappa": _short(kappa)}


@dataclass(frozen=True)
class Made:
    """V rows made of others: labels and answers [V], those of each one's parent [V], the parents' ids, the operators' names."""

    labels: np.ndarray
    said: np.ndarray
    parent_labels: np.ndarray
    parent_said: np.ndarray
    parents: np.ndarray
    operators: np.ndarray

    def at(self, chosen: np.ndarray) -> "Made":
        """Those of a mask [V]."""
        return Made(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def families(measures: Sequence[str], graded: bool, made: Made) -> dict[str, dict]:
    """What is left on the rows of each family and on all. A row whose label is another than its parent's is counterfactual."""
    kept = made.labels == made.parent_labels
    attacks = np.isin(made.operators, TARGETED)
    masks = {"counterfactual": ~kept, "targeted": kept & attacks, "linguistic": kept & ~attacks, ALL: np.full(len(kept), True)}
    return {name: _family(measures, graded, made.at(chosen)) for name, chosen in masks.items() if chosen.any()}


def _family(measures: Sequence[str], graded: bool, made: Made) -> dict:
    kept = made.at(made.labels == made.parent_labels)
    far, there = np.abs(kept.said - kept.parent_said), len(kept.labels) > 0
    shifted = {"rows": len(far), "mean": _short(fsum(far if graded else far != 0) / len(far))} if there else None
    return {"rows": len(made.labels), "parents": len(set(made.parents.tolist())),
            "accuracy": None if graded else _drop(("accuracy",), made),
            "score": _drop(measures, made) if made.labels.min() < made.labels.max() else None,
            "flips": None if graded else shifted, "moves": shifted if graded else None}


def _drop(measures: Sequence[str], made: Made) -> dict:
    own, parents = mean(measures, made.labels, made.said), mean(measures, made.parent_labels, made.parent_said)
    return {"score": _short(own), "parents": _short(parents), "drop": _short(parents - own)}


def by_tag(measures: Sequence[str], tags: Mapping[str, Sequence[Any]], labels: np.ndarray, said: np.ndarray) -> dict[str, dict]:
    """By coarse category and tag, `tags`: of each category every row's tags, several by ";", or None. A category without a row
    is left out, a tag of few rows has no score."""
    found = {}
    for category, given in tags.items():
        each = [{tag.strip() for tag in (text or "").split(";")} - {""} for text in given]
        rows = {tag: [at for at, has in enumerate(each) if tag in has] for tag in set().union(*each)}
        any_tag = [at for at, text in enumerate(given) if text]
        if any_tag:
            found[category] = _tagged(measures, labels[any_tag], said[any_tag], 1) | {
                "tags": {tag: _tagged(measures, labels[at], said[at], FEWEST) for tag, at in rows.items()}}
    return found


def _tagged(measures: Sequence[str], labels: np.ndarray, said: np.ndarray, fewest: int) -> dict:
    return {"rows": len(labels), "score": score(measures, labels, said)["score"] if len(labels) >= fewest else None}


def _short(value: float | None) -> Any:
    return None if value is None else round(float(value), DECIMALS)
