"""Consistency between related tasks: what two heads say of one row should agree, the article's `consistency_loss`.

Outputs are probabilities, because the logits of two heads have no common scale; the article leaves it open.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

# Grades of STS-B: 3 is "roughly equivalent, but some important information differs", 4 "mostly equivalent" (Cer et al. 2017,
# arXiv 1708.00055). Half way between the two, "the same" is as likely as not.
SAME_FROM, STEEPNESS = 3.5, 2.0

Mapping = Callable[[Tensor], Tensor]  # the wide task's logits [B, outputs] -> probabilities of the narrow task's labels


@dataclass(frozen=True)
class Agreement:
    """A related task whose head can read a task's rows, their two texts `swapped` or not, and how the wider of the two is
    mapped to the other."""

    other: str
    other_is_wide: bool
    swapped: bool
    mapping: Mapping


def summed(matrix: tuple[tuple[float, ...], ...]) -> Mapping:
    """The probability of a narrow label is the sum over the wide labels that amount to it (matrix [narrow, wide])."""
    table = torch.tensor(matrix)
    return lambda logits: F.softmax(logits, -1) @ table.to(logits, non_blocking=True).T


def graded(same: int) -> Mapping:
    """A grade from 0 to 5 -> the probability of "the same", which stands at number `same` of two labels."""
    def mapping(logits: Tensor) -> Tensor:
        likely = torch.sigmoid(STEEPNESS * (logits[:, 0] - SAME_FROM))
        return torch.stack([1 - likely, likely] if same == 1 else [likely, 1 - likely], -1)

    return mapping


def consistency_loss(narrow: Tensor, wide: Tensor, mapping: Mapping) -> Tensor:
    """Both heads' logits for the same rows -> the mean squared difference of their probabilities in the narrow space. Both
    learn from it."""
    return F.mse_loss(F.softmax(narrow, -1), mapping(wide))
