"""Each row answered by a model that never saw it, and what learning it was like for the models that did.

Cross-fitting: the rows lie in K folds, and model k learns from all folds but its own. All learn at once, from the same batches,
and each passes over the rows of its own fold; nothing that one does reaches another. Training dynamics are those of Swayamdipta
et al. 2020, "Dataset cartography" (arXiv 2009.10795, section 2).

Shapes: N rows, K folds, D features, O outputs.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from glueline.learning.losses import row_losses
from glueline.learning.skill import right
from glueline.model.fold_heads import FoldHeads, heads_flops
from glueline.progress import bar
from glueline.refusal import Refused

ROWS = 4096        # answered at a time
SAME_GRADE = 0.5   # a grade this near the right one counts as right


@dataclass(frozen=True)
class Fit:
    """How heads learn: AdamW (Loshchilov and Hutter 2019, arXiv 1711.05101) in batches of `rows`, the rate falling to 0."""

    inner: int
    epochs: int
    rate: float
    weight_decay: float
    rows: int


@dataclass(frozen=True)
class Dynamics:
    """Of each row over the epochs, as it was learned, the mean over the models that learned it; NaN where none did.
    `confidence`: mean probability of its label; `variability`: the standard deviation of that; `correctness`: share of right
    answers."""

    confidence: np.ndarray
    variability: np.ndarray
    correctness: np.ndarray


def cross_fit(
    features: np.ndarray, labels: np.ndarray, folds: np.ndarray, outputs: int, folds_in_all: int, fit: Fit, name: str
) -> tuple[FoldHeads, Dynamics, int]:
    """features [N, D] (may lie on disk), labels [N], folds [N] (-1: no model may learn the row) -> the heads, the dynamics, and
    the operations it took. Draws from torch's global generator; `name` is shown beside the progress."""
    if folds_in_all < 2:
        raise Refused(f"params.yaml: scout: folds: {folds_in_all}: a model learns from folds that are not its own; 2 or more")
    heads = FoldHeads(folds_in_all, features.shape[1], fit.inner, outputs)
    standardise(heads, features, folds)
    learned = np.flatnonzero(folds >= 0)
    steps = fit.epochs * -(-len(learned) // fit.rows)
    optimizer = torch.optim.AdamW(heads.parameters(), fit.rate, weight_decay=fit.weight_decay, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / steps)
    seen = np.zeros((3, folds_in_all, len(folds)))  # sums over the epochs: probability, its square, right answers
    with bar(f"scout {name}", steps, "step") as shown:
        for _ in range(fit.epochs):
            for batch in torch.randperm(len(learned)).split(fit.rows):
                rows = np.sort(learned[batch.numpy()])
                logits = learn(heads, *tensors(features, labels, folds, rows))
                optimizer.step()
                optimizer.zero_grad()
                schedule.step()
                note(seen, logits, torch.from_numpy(labels[rows]), rows)
                shown.move()
    return heads, dynamics(seen, folds, fit.epochs), fit.epochs * heads_flops(heads, len(learned), training=True)


def learn(heads: FoldHeads, features: Tensor, labels: Tensor, folds: Tensor) -> Tensor:
    """Add to the gradients those of each model's mean loss over the rows of other folds than its own -> logits [K, rows, O]."""
    logits = heads(features)
    losses = row_losses(logits.flatten(0, 1), labels.repeat(heads.folds)).view(heads.folds, -1)
    others = folds[None] != torch.arange(heads.folds)[:, None]
    ((losses * others).sum(1) / others.sum(1).clamp(min=1)).sum().backward()
    return logits.detach()


def standardise(heads: FoldHeads, features: np.ndarray, folds: np.ndarray) -> None:
    """Set each model's centre and scale to the mean and deviation of the rows it learns from."""
    sums = np.zeros((heads.folds, 3, features.shape[1]))
    for start in range(0, len(folds), ROWS):
        part, own = features[start : start + ROWS].astype(np.float64), folds[start : start + ROWS]
        for fold in range(heads.folds):
            rows = part[own == fold]
            sums[fold] += np.stack([np.full(part.shape[1], len(rows)), rows.sum(0), (rows**2).sum(0)])
    count, total, squares = np.moveaxis(sums.sum(0) - sums, 1, 0)
    centre = total / np.maximum(count, 1)
    spread = np.sqrt(np.maximum(squares / np.maximum(count, 1) - centre**2, 0))
    heads.centre.copy_(torch.from_numpy(centre))
    heads.scale.copy_(torch.from_numpy(1 / np.maximum(spread, 1e-3)))  # a feature that never changes stays near 0


def note(seen: np.ndarray, logits: Tensor, labels: Tensor, rows: np.ndarray) -> None:
    """Add an epoch's answers [K, rows, O] to `seen` [3, K, N]."""
    folds, flat = len(logits), logits.flatten(0, 1)
    chances = right(flat, labels.repeat(folds)).view(folds, -1).double().numpy()
    hits = hit(flat, labels.repeat(folds)).view(folds, -1).numpy()
    seen[:, :, rows] += np.stack([chances, chances**2, hits])


def dynamics(seen: np.ndarray, folds: np.ndarray, epochs: int) -> Dynamics:
    """From the sums over the epochs [3, K, N] of the models that learned each row."""
    learned = (folds[None] != np.arange(seen.shape[1])[:, None]) & (folds >= 0)
    chance, square, hits = seen / epochs
    spread = np.sqrt(np.maximum(square - chance**2, 0))
    models = np.where(folds >= 0, learned.sum(0), np.nan)
    return Dynamics(*((each * learned).sum(0) / models for each in (chance, spread, hits)))


def hit(logits: Tensor, labels: Tensor) -> Tensor:
    """logits [B, O], labels [B] -> whether the answer is right [B]; a grade, whether it is within SAME_GRADE."""
    if logits.shape[1] == 1:
        return (logits[:, 0] - labels).abs() <= SAME_GRADE
    return logits.argmax(1) == labels.long()


def tensors(features: np.ndarray, labels: np.ndarray, folds: np.ndarray, rows: np.ndarray) -> tuple[Tensor, Tensor, Tensor]:
    """The chosen rows' features in fp32, labels and folds."""
    return torch.from_numpy(features[rows].astype(np.float32)), torch.from_numpy(labels[rows]), torch.from_numpy(folds[rows])
