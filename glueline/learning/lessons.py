"""A learner's rows, ready to learn from: tokens, labels and weights by task, and any batch of them on demand."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from transformers import PreTrainedTokenizerBase

from glueline.learning.world import inputs_to, to_device
from glueline.model.tokens import Encoded, encode, padded
from glueline.refusal import Refused


@dataclass(frozen=True)
class Batch:
    """Rows of one task. ids, types [B, T]; mask [B, T] or None where nothing is padded; labels and weights [B]. The label of a
    row that has none is 0, and so is its weight."""

    task: str
    ids: Tensor
    types: Tensor
    mask: Tensor | None
    labels: Tensor
    weights: Tensor

    @property
    def tokens(self) -> int:
        """Tokens of the rows, padding not counted."""
        return self.ids.numel() if self.mask is None else int(self.mask.sum())


class Lessons:
    """All training rows of a learner, encoded once. They lie in memory; batches are given on `device`."""

    def __init__(
        self, rows: Sequence[dict], tokenizer: PreTrainedTokenizerBase, longest: int, device: torch.device = torch.device("cpu")
    ) -> None:
        """`rows` as in the curriculum table: id, task, text_a, text_b, label, weight, phase, parent_id, label_effect. `starts`:
        of each task the token at which each row begins where all stand one after the other. `parents`: `kept_parents`. Raises
        Refused on a row without label that has a weight."""
        by_task: dict[str, list[dict]] = defaultdict(list)
        for row in rows:
            by_task[row["task"]].append(row)
        self.padding, self.device = tokenizer.pad_token_id, device
        self.swapped: dict[str, Encoded] = {}
        self._encode_swapped = lambda task: encode(tokenizer, [row | {"text_a": row["text_b"], "text_b": row["text_a"]}
                                                      for row in by_task[task]], longest)
        self.encoded = {task: encode(tokenizer, kept, longest) for task, kept in by_task.items()}
        self.row_ids = {task: [row["id"] for row in kept] for task, kept in by_task.items()}
        self.labels = {task: torch.tensor([label_of(row) for row in kept]) for task, kept in by_task.items()}
        self.weights = {task: torch.tensor([row["weight"] for row in kept]) for task, kept in by_task.items()}
        self.phases = {task: np.array([row["phase"] for row in kept], np.int8) for task, kept in by_task.items()}
        self.parents = {task: kept_parents(kept) for task, kept in by_task.items()}

        self.starts = {task: np.concatenate([[0], each.lengths.cumsum()]) for task, each in self.encoded.items()}

    @property
    def tasks(self) -> list[str]:
        return list(self.encoded)

    def batch(self, task: str, rows: np.ndarray, swapped: bool = False) -> Batch:
        """The chosen rows of a task; `swapped`, with their two texts in the other order. Does not wait for the device."""
        inputs = padded(self._swapped(task) if swapped else self.encoded[task], rows, self.padding)
        chosen = torch.from_numpy(rows)
        labels, weights = (to_device(each[task][chosen], self.device) for each in (self.labels, self.weights))
        return Batch(task, *inputs_to(inputs, self.device), labels, weights)

    def _swapped(self, task: str) -> Encoded:
        if task not in self.swapped:
            self.swapped[task] = self._encode_swapped(task)
        return self.swapped[task]


def label_of(row: dict) -> float:
    """The row's label; 0 of a row that has none and no weight."""
    if row["label"] is None and row["weight"] != 0:
        raise Refused(f"{row['id']}: no label, and a weight of {row['weight']}; only a row of weight 0 may be without")
    return row["label"] or 0.0


def kept_parents(rows: Sequence[dict]) -> np.ndarray:
    """For each row that is a label-kept variant of another, the number of that one among the rows (int64 [rows]); -1 for all
    others, those whose parent is not there among them."""
    numbers = {row["id"]: at for at, row in enumerate(rows)}
    return np.array([numbers.get(row["parent_id"], -1) if row["label_effect"] == "kept" else -1 for row in rows], np.int64)
