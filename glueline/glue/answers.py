"""What a model answered to the rows of one table, as arrays in the order of the rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Answers:
    """N rows: their ids, labels [N] (NaN where unlabelled), predictions [N] and logits [N, outputs]."""

    ids: tuple[str, ...]
    labels: np.ndarray
    predictions: np.ndarray
    logits: np.ndarray

    @classmethod
    def of(cls, rows: Sequence[dict]) -> "Answers":
        """From rows of the PREDICTIONS table, at least one."""
        labels, predictions = (np.array([np.nan if row[key] is None else row[key] for row in rows], np.float64)
                               for key in ("label", "prediction"))
        return cls(tuple(row["id"] for row in rows), labels, predictions, np.array([row["logits"] for row in rows], np.float64))

    def at(self, ids: Sequence[str]) -> "Answers":
        """The rows of these ids, in their order. Raises KeyError on an id that is not there."""
        places = {name: place for place, name in enumerate(self.ids)}
        taken = np.array([places[name] for name in ids], np.int64)
        return Answers(tuple(ids), self.labels[taken], self.predictions[taken], self.logits[taken])
