"""How hard a row is to read, from its length and the rarity of its words, before any model has seen it.

Both measures, and rating a row by its place among the others, are those of Platanios et al. 2019, "Competence-based
curriculum learning for neural machine translation" (arXiv 1903.09848), section 2.1; rarity here is the mean over the words
where theirs is the sum, so that it does not measure length again.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import log

import numpy as np

PHASES = 4  # plain, complex, subtle, edge cases


@dataclass(frozen=True)
class Ratings:
    """Of each row: difficulty and its two parts (float64 from 0 to 1) and its phase (int8 from 1 to PHASES)."""

    difficulty: np.ndarray
    length: np.ndarray
    rarity: np.ndarray
    phase: np.ndarray


def words(text_a: str, text_b: str | None) -> list[str]:
    """The lower-cased tokens of a row, cut at white space."""
    return f"{text_a} {text_b or ''}".lower().split()


def rarity(tokens: list[str], counts: Counter[str], total: int) -> float:
    """Mean of -log(relative frequency) over the tokens, in nats, given the train rows' counts and their sum.

    A word that the train rows do not have counts as seen once; a row without words is not rare at all.
    """
    return sum(log(total / max(counts[token], 1)) for token in tokens) / len(tokens) if tokens else 0.0


def measure(rows: Iterable[list[str]], counts: Counter[str]) -> tuple[np.ndarray, np.ndarray]:
    """Length and rarity of each row of words (float64, one a row)."""
    total = counts.total()
    measures = np.array([(len(tokens), rarity(tokens, counts, total)) for tokens in rows], np.float64)
    return measures[:, 0], measures[:, 1]


def percentile_rank(values: np.ndarray, among: np.ndarray) -> np.ndarray:
    """The share of `among` that lies below each value, ties counting half: from 0 to 1."""
    ordered = np.sort(among)
    return (np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")) / (2 * len(ordered))


def rate(lengths: np.ndarray, rarities: np.ndarray, train: np.ndarray) -> Ratings:
    """Rate rows by their place among those of them that `train` (bool, one a row) marks; the others influence nothing."""
    length = percentile_rank(lengths, lengths[train])
    rare = percentile_rank(rarities, rarities[train])
    both = (length + rare) / 2
    difficulty = percentile_rank(both, both[train])
    phase = np.minimum(1 + np.floor(PHASES * difficulty), PHASES).astype(np.int8)
    return Ratings(difficulty, length, rare, phase)
