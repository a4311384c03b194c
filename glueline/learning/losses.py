"""What a head is taught by: cross-entropy for labels, squared error for graded scores."""

from torch import Tensor
from torch.nn import functional as F


def task_loss(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    """logits [B, outputs], labels and weights [B] -> the weighted mean loss. One output is a graded score."""
    if logits.shape[1] == 1:
        losses = (logits[:, 0] - labels) ** 2
    else:
        losses = F.cross_entropy(logits, labels.long(), reduction="none")
    return (losses * weights).sum() / weights.sum()
