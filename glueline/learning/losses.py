"""What a head is taught by: cross-entropy for labels, squared error for graded scores."""

from torch import Tensor
from torch.nn import functional as F

SCALE = 5.0  # graded scores run from 0 to 5; the head learns them from 0 to 1, so that no task's loss outweighs the others


def task_loss(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    """logits [B, outputs], labels and weights [B] -> the weighted mean loss. One output is a graded score."""
    if logits.shape[1] == 1:
        losses = (logits[:, 0] - labels / SCALE) ** 2
    else:
        losses = F.cross_entropy(logits, labels.long(), reduction="none")
    return (losses * weights).sum() / weights.sum()
