"""Adaptive attention: a pattern embedding, and a classifier that turns it into weights on the content scores.

The article multiplies the scores by `pattern_weights.unsqueeze(1).unsqueeze(1)`, one weight for each key token of a row, the
same in every head. It leaves open what a pattern embedding is. Here it is made of what the layer reads (its input states) and
of the task, and each head has weights of its own. A score is a product, so a weight on a column of scores is a weight on that
key, and a weight on a whole head one on its queries: the attention kernel need not know of either.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Patterns(nn.Module):
    """One layer's pattern embedding and classifier. B rows, T tokens, H hidden, A heads, P pattern, E task embedding."""

    def __init__(self, hidden: int, heads: int, pattern: int, task: int) -> None:
        super().__init__()
        self.reads = nn.Linear(hidden, pattern)
        self.reads_task = nn.Linear(task, pattern, bias=False)
        self.key_classifier = nn.Linear(pattern, heads)
        self.head_classifier = nn.Linear(pattern, heads)
        for classifier in (self.key_classifier, self.head_classifier):  # weights of exactly 1; learns from the first step on
            nn.init.zeros_(classifier.weight)
            nn.init.zeros_(classifier.bias)

    def forward(self, states: Tensor, task: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor]:
        """states [B, T, H], task [E], mask [B, T] or None -> weights of keys [B, A, T, 1] and of heads [B, A, 1, 1], from 0
        to 2."""
        pattern = F.gelu(self.reads(states) + self.reads_task(task.to(states.dtype)))
        keys = weight(self.key_classifier(pattern))
        heads = weight(self.head_classifier(mean_state(pattern, mask)))
        return keys.transpose(1, 2)[..., None], heads[..., None, None]


def weight(logits: Tensor) -> Tensor:
    """2 sigmoid(logits): from 0 to 2, and 1 at 0."""
    return 2 * torch.sigmoid(logits)


def mean_state(states: Tensor, mask: Tensor | None) -> Tensor:
    """[B, T, H] and the mask of tokens [B, T] -> the mean over the tokens, [B, H]."""
    if mask is None:
        return states.mean(1)
    kept = mask[:, :, None].to(states.dtype)
    return (states * kept).sum(1) / kept.sum(1)
