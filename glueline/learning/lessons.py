"""A teacher's rows, ready to learn from: tokens, labels and weights by task, and any batch of them on demand."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from transformers import PreTrainedTokenizerBase

from glueline.learning.batches import plan
from glueline.model.tokens import encode, padded
from glueline.refusal import Refused


@dataclass(frozen=True)
class Batch:
    """Rows of one task. ids, types [B, T]; mask [B, T] or None where nothing is padded; labels and weights [B]."""

    task: str
    row_ids: list[str]
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
    """All training rows of a teacher, encoded once."""

    def __init__(self, rows: Sequence[dict], tokenizer: PreTrainedTokenizerBase, longest: int) -> None:
        """`rows` as in the curriculum table: id, task, text_a, text_b, label, weight."""
        by_task: dict[str, list[dict]] = defaultdict(list)
        for row in rows:
            by_task[row["task"]].append(row)
        self.padding = tokenizer.pad_token_id
        self.encoded = {task: encode(tokenizer, kept, longest) for task, kept in by_task.items()}
        self.row_ids = {task: [row["id"] for row in kept] for task, kept in by_task.items()}
        self.labels = {task: torch.tensor([row["label"] for row in kept]) for task, kept in by_task.items()}
        self.weights = {task: torch.tensor([row["weight"] for row in kept]) for task, kept in by_task.items()}

    @property
    def tasks(self) -> list[str]:
        return list(self.encoded)

    def tokens(self, epochs: dict[str, int]) -> int:
        """Tokens of all rows, seen as often as their task's epochs."""
        return int(sum(encoded.lengths.sum() * epochs[task] for task, encoded in self.encoded.items()))

    def plan(self, budget: int, rows_at_most: int, epochs: dict[str, int], seed: int) -> list[tuple[str, np.ndarray]]:
        """Every step of a training, as `glueline.learning.batches.plan` lays it out. Raises Refused where `epochs` does not name
        the tasks that have rows."""
        for task in sorted(set(epochs) ^ set(self.tasks)):
            found = "the teacher has no rows of it" if task in epochs else "missing, and the teacher has rows of it"
            raise Refused(f"params.yaml: teach: epochs: {task}: {found}")
        lengths = {task: encoded.lengths for task, encoded in self.encoded.items()}
        return plan(lengths, budget, rows_at_most, epochs, seed)

    def batch(self, task: str, rows: np.ndarray) -> Batch:
        """The chosen rows of a task."""
        ids, types, mask = padded(self.encoded[task], rows, self.padding)
        chosen = torch.from_numpy(rows)
        row_ids = [self.row_ids[task][row] for row in rows]
        return Batch(task, row_ids, ids, types, mask, self.labels[task][chosen], self.weights[task][chosen])
