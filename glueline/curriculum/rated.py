"""The rows of a lot, measured and rated: how hard each is, and in which phase it joins."""

from array import array
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import nan

import numpy as np

from glueline.curriculum.difficulty import PHASES, TEXTUAL, Ratings, rarity, rate, words
from glueline.curriculum.dynamics import UNKNOWN, Dynamics
from glueline.curriculum.lots import Lot
from glueline.curriculum.mixture import AS_PARENTS
from glueline.tables.examples import id_order
from glueline.text.syntax import complexity, difference

Kind = tuple[str | None, str | None]  # family and operator
NATURAL: Kind = (None, None)


@dataclass(frozen=True)
class Rated:
    """N rows as `lot.rows()` has them: `kept` natural train rows, generated ones, tune rows, test texts. `kinds`: all that
    there are, by number; `kind` [N]: each row's (int16); `idx` [N]: the row's, which is its parent's too (int64; UNKNOWN of
    test texts, which no scout reads); `labels` [N], NaN where there is none; `dynamics`: each of COLUMNS [N]."""

    kinds: tuple[Kind, ...]
    kind: np.ndarray
    idx: np.ndarray
    labels: np.ndarray
    dynamics: dict[str, np.ndarray]
    ratings: Ratings
    kept: int

    @property
    def train(self) -> np.ndarray:
        """Whether each row is a train row (bool [N])."""
        return (np.arange(len(self.kind)) < self.kept) | (self.kind > 0)


def rate_lot(lot: Lot, dynamics: Dynamics, counts: Counter[str], weights: Mapping[str, float]) -> Rated:
    """`counts`: of the words of train rows; `weights`: of the parts in the difficulty. Rows are rated by their places among the
    natural train rows. A linguistic variant is in its parent's phase, any other generated row in the last one."""
    numbers: dict[Kind, int] = {NATURAL: 0}
    kind, idx, labels, measured = array("h"), array("q"), array("f"), array("d")
    total = counts.total()
    for row in lot.rows():
        kind.append(numbers.setdefault((row["family"], row["operator"]), len(numbers)))
        idx.append(UNKNOWN if row["label"] is None else id_order(row["id"])[2])
        labels.append(nan if row["label"] is None else row["label"])
        measured.extend(_measures(row, counts, total))
    kinds, own, parents = tuple(numbers), np.array(kind), np.array(idx)

    known = dynamics.of(np.where(own > 0, UNKNOWN, parents))
    parts = dict(zip(TEXTUAL, np.array(measured).reshape(-1, len(TEXTUAL)).T, strict=True))
    parts |= {"loss": known["loss"], "doubt": 1 - known["confidence"], "variability": known["variability"]}
    kept = lot.cap.kept
    ratings = rate(parts, weights, np.arange(len(own)) < kept)
    phase = _phases(ratings.phase, kinds, own, parents, kept)
    return Rated(kinds, own, parents, np.array(labels), known, replace(ratings, phase=phase), kept)


def _measures(row: dict, counts: Counter[str], total: int) -> tuple[float, ...]:
    """A row's parts of TEXTUAL."""
    text_a, text_b = row["text_a"], row["text_b"]
    tokens = words(text_a, text_b)
    apart = nan if text_b is None else difference(text_a, text_b)
    return len(tokens), rarity(tokens, counts, total), complexity(text_a, text_b), apart


def _phases(phase: np.ndarray, kinds: tuple[Kind, ...], kind: np.ndarray, idx: np.ndarray, kept: int) -> np.ndarray:
    """Generated rows' phases put in their places."""
    follows = np.isin(kind, [number for number, (family, _) in enumerate(kinds) if family == AS_PARENTS])
    parents = phase[np.minimum(np.searchsorted(idx[:kept], idx), kept - 1)]
    return np.where(follows, parents, np.where(kind > 0, PHASES, phase)).astype(np.int8)
