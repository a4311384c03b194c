"""How hard a row is, in parts: what its text shows before any model has seen it, and what models that never saw it made of it.

Length and rarity, and rating a row by its place among the others, are those of Platanios et al. 2019, "Competence-based
curriculum learning for neural machine translation" (arXiv 1903.09848), section 2.1; rarity here is the mean over the words
where theirs is the sum, so that it does not measure length again. Doubt and variability are the training dynamics of
Swayamdipta et al. 2020, "Dataset cartography" (arXiv 2009.10795), doubt being 1 less their confidence.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite, log

import numpy as np

from glueline.learning.phases import PHASES
from glueline.refusal import Refused

TEXTUAL = ("length", "rarity", "syntax", "overlap")
SCOUTED = ("loss", "doubt", "variability")
PARTS = TEXTUAL + SCOUTED


@dataclass(frozen=True)
class Ratings:
    """Of each row its phase (int8 from 1 to PHASES), its difficulty, and the parts of that by name (float64 from 0 to 1, NaN
    where unknown)."""

    phase: np.ndarray
    difficulty: np.ndarray
    parts: dict[str, np.ndarray]


def refuse_weights(weights: Mapping[str, float]) -> None:
    """Raise Refused on weights that are not one for each of PARTS, or leave nothing to tell rows apart by."""
    for part in sorted(set(weights) ^ set(PARTS)):
        what = "no such part" if part in weights else "missing"
        raise Refused(f"params.yaml: order: difficulty: {part}: {what}; the parts are {', '.join(PARTS)}")
    if not any(weights.values()) or not all(isfinite(weight) and weight >= 0 for weight in weights.values()):
        raise Refused(f"params.yaml: order: difficulty: {weights}: weights must be at least 0, and one of them above")


def words(text_a: str, text_b: str | None) -> list[str]:
    """The lower-cased tokens of a row, cut at white space."""
    return f"{text_a} {text_b or ''}".lower().split()


def rarity(tokens: list[str], counts: Counter[str], total: int) -> float:
    """Mean of -log(relative frequency) over the tokens, in nats, given the train rows' counts and their sum.

    A word that the train rows do not have counts as seen once; a row without words is not rare at all.
    """
    return sum(log(total / max(counts[token], 1)) for token in tokens) / len(tokens) if tokens else 0.0


def percentile_rank(values: np.ndarray, among: np.ndarray) -> np.ndarray:
    """The share of `among` that lies below each value, ties counting half: from 0 to 1. NaN stays, and is nobody's peer."""
    ordered = np.sort(among[~np.isnan(among)])
    if not len(ordered):
        return np.full(len(values), np.nan)
    places = (np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")) / (2 * len(ordered))
    return np.where(np.isnan(values), np.nan, places)


def rate(measures: Mapping[str, np.ndarray], weights: Mapping[str, float], natural: np.ndarray) -> Ratings:
    """Rate rows by their place among those of them that `natural` (bool, one a row) marks; the others influence nothing.

    `measures`: of each part, one number a row, NaN where unknown. `weights`: of each part in the difficulty. A row whose
    difficulty is unknown is in the last phase."""
    parts = {part: percentile_rank(values, values[natural]) for part, values in measures.items()}
    counted = [part for part in parts if weights[part] > 0]
    places = np.array([parts[part] for part in counted])
    difficulty = _together(places, np.array([weights[part] for part in counted]), natural)
    quarter = np.minimum(1 + np.floor(PHASES * difficulty), PHASES)
    return Ratings(np.where(np.isnan(quarter), PHASES, quarter).astype(np.int8), difficulty, parts)


def _together(places: np.ndarray, weights: np.ndarray, natural: np.ndarray) -> np.ndarray:
    """places [parts, rows], weights [parts] -> difficulty [rows]: the place of each row's weighted mean over the parts it has
    among the natural rows' mean over the same parts. (A mean of two parts spreads wider than one of seven: ranked with those,
    rows of which less is known would all be among the easiest and the hardest.)"""
    known, difficulty = ~np.isnan(places), np.full(places.shape[1], np.nan)
    for has in np.unique(known, axis=1).T:
        if has.any():
            mean = (weights[has, None] * places[has]).sum(0) / weights[has].sum()  # NaN where one of these is unknown
            alike = (known == has[:, None]).all(0)
            difficulty[alike] = percentile_rank(mean[alike], mean[natural])
    return difficulty
