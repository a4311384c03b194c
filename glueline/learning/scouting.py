"""Scouts: cheap models of a task, one a fold of its rows, that share a frozen encoder. Each row is answered by one that never
saw it; rows that none of them saw are answered by all together."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
import torch
from torch import Tensor

from glueline.learning.frozen_reader import FrozenReader
from glueline.learning.losses import row_losses
from glueline.learning.skill import right
from glueline.model.fold_heads import FoldHeads, heads_flops
from glueline.refusal import Refused

ROWS = 4096  # answered at a time


@dataclass(frozen=True)
class HeldOut:
    """What models that never saw a row say of it. [N] each: the probability of its label (as `right` has it), the loss, and the
    label's number or grade that they answer."""

    probability: np.ndarray
    loss: np.ndarray
    prediction: np.ndarray


@dataclass(frozen=True)
class Scouts:
    """`heads` by task. `hashes`: of each task the sha256 of each fold's weights as they lie on disk. `fold_of`: ids of rows ->
    the fold of each, whose model never saw it; -1 where no model did. `flops`: of matrix products, by what they were for:
    "scouting", which made them, "judging" and "attacks" since then."""

    reader: FrozenReader
    heads: Mapping[str, FoldHeads]
    hashes: Mapping[str, tuple[str, ...]]
    fold_of: Callable[[Sequence[str]], np.ndarray]
    flops: Counter[str] = field(default_factory=Counter)

    def probability(self, task: str, parents: Sequence[str], rows: Sequence[dict]) -> np.ndarray:
        """The probability [rows] (float64) of the label of each row (with text_a, text_b, label) of a task, by models that
        never saw its parent (an id); for a grade 1 less its error's share of the scale, as `glueline.learning.skill` has it.
        """
        labels = torch.tensor([row["label"] for row in rows], dtype=torch.float32)
        return right(self.answers(task, parents, rows), labels).double().numpy()

    def answers(self, task: str, parents: Sequence[str], rows: Sequence[dict]) -> Tensor:
        """The logits [rows, outputs] of rows of a task by the models that never saw their parents."""
        if not rows:
            return torch.zeros(0, self.of(task).outer.shape[2])
        heads, before = self.of(task), self.reader.flops
        with torch.inference_mode():
            found = answers(heads, self.reader.features(rows), torch.from_numpy(self.fold_of(parents)))
        self.flops["judging"] += self.reader.flops - before + heads_flops(heads, len(rows), training=False)
        return found

    def attacked(self, task: str, parents: Sequence[str]) -> np.ndarray:
        """The fold of the one model that is attacked with each row: its own; of rows that no model saw, one by the id."""
        folds = self.fold_of(parents)
        others = np.array([crc32(identity.encode()) % self.of(task).folds for identity in parents], np.int64)
        return np.where(folds >= 0, folds, others)

    def of(self, task: str) -> FoldHeads:
        """The heads of a task. Raises Refused where it was not scouted."""
        if task not in self.heads:
            raise Refused(f"params.yaml: scout: tasks: {task}: missing; only {', '.join(self.heads)} were scouted")
        return self.heads[task]


def answers(heads: FoldHeads, features: Tensor, folds: Tensor) -> Tensor:
    """features [B, D], folds [B] -> logits [B, O] of each row's own fold's model; where the fold is -1, of all together: the
    log of their mean probabilities, or their mean grade."""
    logits = heads(features)
    own = logits[folds.clamp(min=0), torch.arange(len(folds))]
    together = logits.mean(0) if logits.shape[2] == 1 else logits.log_softmax(-1).logsumexp(0) - math.log(heads.folds)
    return torch.where((folds >= 0)[:, None], own, together)


@torch.inference_mode()
def held_out(heads: FoldHeads, features: np.ndarray, labels: np.ndarray, folds: np.ndarray) -> HeldOut:
    """features [N, D] (may lie on disk), labels and folds [N], as `answers` has them."""
    found = []
    for start in range(0, len(labels), ROWS):
        rows = slice(start, start + ROWS)
        gold = torch.from_numpy(labels[rows])
        logits = answers(heads, torch.from_numpy(features[rows].astype(np.float32)), torch.from_numpy(folds[rows]))
        said = logits[:, 0] if logits.shape[1] == 1 else logits.argmax(1).float()
        found.append(torch.stack([right(logits, gold), row_losses(logits, gold), said]))
    return HeldOut(*torch.cat(found, 1).numpy())
