"""What a student is taught by beside labels: what its teachers say of each row, softened.

Hinton et al. 2015, "Distilling the knowledge in a neural network" (arXiv 1503.02531), section 2: the student, softened by
the same temperature, shall say what the teachers say; times T squared, because the gradients of softened answers shrink with
it. Of a graded task the squared error to the teachers' grade. The loss of a step is

    alpha * mean of all rows' T² KL(teachers || student)  +  (1 - alpha) * weighted mean of the labelled rows' own losses
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from glueline.learning.world import to_device
from glueline.refusal import Refused


@dataclass(frozen=True)
class Distillation:
    """`alpha`: how much of the loss is the teachers', from 0 (none) to 1 (labels count for nothing); `temperature`: 1 leaves
    probabilities as they are, more evens them out. Raises Refused on values that make no sense."""

    alpha: float
    temperature: float

    def __post_init__(self) -> None:
        for key, fits, wanted in (
            ("alpha", 0 <= self.alpha <= 1, "from 0 to 1"),
            ("temperature", 0 < self.temperature < float("inf"), "above 0"),
        ):
            if not fits:
                raise Refused(f"params.yaml: distill: distillation: {key}: {getattr(self, key)}: must be {wanted}")


def soft_losses(logits: Tensor, targets: Tensor, temperature: float) -> Tensor:
    """The student's logits [B, outputs] against the teachers' softened log-probabilities [B, outputs] -> T² KL(teachers ||
    student) of each row [B]; of a graded task, grades [B, 1] both, the squared error.

    Teachers (3/4, 1/4), student (0, 0), T = 2: 4 (3/4 ln 3/2 + 1/4 ln 1/2) = 0.5232; grades 4 and 2.5: 2.25.
    """
    if logits.shape[1] == 1:
        return (logits[:, 0] - targets[:, 0]) ** 2
    said = F.log_softmax(logits / temperature, -1)
    return temperature**2 * F.kl_div(said, targets, reduction="none", log_target=True).sum(-1)


class SoftTargets:
    """What the teachers say of every row of a student's lessons."""

    def __init__(self, settings: Distillation, targets: Mapping[str, Tensor]) -> None:
        """`targets`: of each task, in the order of the lessons' rows, what `soft_losses` compares with [rows, outputs]."""
        self.settings, self.targets = settings, targets

    def losses(self, task: str, rows: np.ndarray, logits: Tensor) -> Tensor:
        """Of the rows [B] of a task, which the student answers so [B, outputs]: each one's loss [B]."""
        targets = to_device(self.targets[task][torch.from_numpy(rows)], logits.device)
        return soft_losses(logits, targets, self.settings.temperature)

    def mixed(self, labels: Tensor, teachers: Tensor) -> Tensor:
        """The two parts of a loss as one."""
        return (1 - self.settings.alpha) * labels + self.settings.alpha * teachers
