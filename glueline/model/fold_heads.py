"""Small networks side by side on the same features, one for each fold of the rows: what learns in a scout.

Shapes: K folds, B rows, D features, I inner, O outputs.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class FoldHeads(nn.Module):
    """K networks of one inner layer. `centre` and `scale` [K, D] bring features to about 0 and 1; they are measured, not
    learned."""

    centre: Tensor
    scale: Tensor

    def __init__(self, folds: int, features: int, inner: int, outputs: int) -> None:
        """Drawn from torch's global generator."""
        super().__init__()
        self.register_buffer("centre", torch.zeros(folds, features))
        self.register_buffer("scale", torch.ones(folds, features))
        self.inner = nn.Parameter(_uniform(folds, features, inner))
        self.inner_bias = nn.Parameter(torch.zeros(folds, 1, inner))
        self.outer = nn.Parameter(_uniform(folds, inner, outputs))
        self.outer_bias = nn.Parameter(torch.zeros(folds, 1, outputs))

    @property
    def folds(self) -> int:
        return len(self.inner)

    def forward(self, features: Tensor) -> Tensor:
        """[B, D] -> [K, B, O]"""
        weight = self.inner * self.scale[:, :, None]  # scaled here, the features need no copy for each fold
        bias = self.inner_bias - self.centre[:, None] @ weight
        return F.gelu(features @ weight + bias) @ self.outer + self.outer_bias


def heads_flops(heads: FoldHeads, rows: int, training: bool) -> int:
    """Of the matrix products for `rows` rows, 2 for each weight and row; training takes as many again for the gradients, of
    which the features get none."""
    inner, outer = heads.inner.numel(), heads.outer.numel()
    return 2 * rows * (inner + outer + (inner + 2 * outer if training else 0))


def _uniform(folds: int, rows: int, columns: int) -> Tensor:
    """Weights as nn.Linear draws them."""
    return (2 * torch.rand(folds, rows, columns) - 1) / rows**0.5
