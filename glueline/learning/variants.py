"""Agreement between a row and its label-kept variant: what a model says must not change where the label did not.

The squared difference of the two answers as probabilities, both learning from it, is the consistency term of the Pi-model
(Laine and Aila 2017, arXiv 1610.02242, section 2.1); there the second input is the row again under other noise, here it is the
row as an operator has changed it. Unlike the pairing of logits (Kannan et al. 2018, arXiv 1803.06373) it is bounded: a pair
cannot cost more by being answered with more certainty.
"""

from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional as F

from glueline.learning.skill import GRADES
from glueline.learning.unfit import refuse_unfit


@dataclass(frozen=True)
class Variants:
    """In every `every`th step the parents of the step's label-kept variants are read too; the disagreement of the two counts
    `weight` times, 0 turns it off. Raises Refused on values that make no sense."""

    every: int
    weight: float

    def __post_init__(self) -> None:
        refuse_unfit("variants", ("every", self.every, self.every >= 1, "at least 1"),
                     ("weight", self.weight, self.weight >= 0, "0 (off) or more"))


def answers(logits: Tensor) -> Tensor:
    """logits [B, outputs] -> the labels' probabilities [B, outputs]; of a grade [B, 1] its share of the scale, which the
    model may leave."""
    return logits / GRADES if logits.shape[1] == 1 else F.softmax(logits, -1)


def disagreements(variants: Tensor, parents: Tensor) -> Tensor:
    """The logits of variants and of their parents [B, outputs] -> of each pair the squared difference of the answers, the mean
    over the outputs [B].

    Probabilities (1/4, 3/4) and (1/2, 1/2): 1/16; grades 4 and 1.5: (2.5 / 5)² = 1/4.
    """
    return (answers(variants) - answers(parents)).square().mean(-1)
