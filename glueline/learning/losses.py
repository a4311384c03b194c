"""What a head is taught by: cross-entropy for labels, squared error for graded scores."""

from torch import Tensor
from torch.nn import functional as F


def row_losses(logits: Tensor, labels: Tensor) -> Tensor:
    """logits [B, outputs], labels [B] -> the loss of each row [B]. One output is a graded score."""
    if logits.shape[1] == 1:
        return (logits[:, 0] - labels) ** 2
    return F.cross_entropy(logits, labels.long(), reduction="none")


def task_loss(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    """logits [B, outputs], labels and weights [B] -> the weighted mean loss."""
    return (row_losses(logits, labels) * weights).sum() / weights.sum()
