"""How well a model in training answers held-out rows, as one number a row that moves before the metric does."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from glueline.learning.batches import cut_by_budget
from glueline.learning.lessons import Lessons
from glueline.learning.world import ALONE, World
from glueline.model.id_transformer import IDTransformer

GRADES = 5.0  # a graded task's scores go from 0 to this


def right(logits: Tensor, labels: Tensor) -> Tensor:
    """logits [B, outputs], labels [B] -> the probability given to each row's label; for a grade, 1 less its error's share of
    the scale, not under 0."""
    if logits.shape[1] == 1:
        return (1 - (logits[:, 0] - labels).abs() / GRADES).clamp(min=0)
    return logits.softmax(-1).gather(1, labels.long()[:, None])[:, 0]


def skills(
    model: IDTransformer, lessons: Lessons, batch_tokens: int, book: Callable[[int, int], None], world: World = ALONE
) -> dict[str, np.ndarray]:
    """Of each task, `right` for every row (float64, in order), the same bits in every process of `world`; they share the work.
    `book` is told of every batch that was answered: its rows and the tokens of its longest. Leaves every module in the mode in
    which it was."""
    modes = {module: module.training for module in model.modules()}
    model.eval()
    found = {}
    with torch.inference_mode():
        for task in lessons.tasks:
            lengths = lessons.encoded[task].lengths
            found[task] = np.zeros(len(lengths))
            for rows in cut_by_budget(np.argsort(lengths, kind="stable"), lengths, batch_tokens):
                book(len(rows), int(lengths[rows].max()))
                for share in world.deal([rows]):
                    batch = lessons.batch(task, share)
                    found[task][share] = right(model(task, batch.ids, batch.types, batch.mask), batch.labels).cpu().numpy()
            found[task] = world.total(found[task])  # the others' rows are 0 in each: exact
    for module, mode in modes.items():
        module.training = mode
    return found
