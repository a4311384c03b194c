"""What a model is taught by at each turn, micro-batch by micro-batch: its task, the company of related tasks, its phrases."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from torch import Tensor

from glueline.learning.consistency import Agreement, consistency_loss
from glueline.learning.freezing import Prefix
from glueline.learning.lessons import Batch, Lessons
from glueline.learning.losses import task_loss
from glueline.learning.syllabus import Turn
from glueline.model.flops import forward_flops
from glueline.model.hierarchy import boundary_rate
from glueline.model.id_transformer import IDTransformer


@dataclass(frozen=True)
class Consistency:
    """A related task reads the rows too in every `every`th step of a task; the disagreement counts `weight` times."""

    every: int
    weight: float


@dataclass(frozen=True)
class Phrases:
    """The share of gaps that should be boundaries, and how much the squared distance from it counts."""

    rate: float
    weight: float


class Objective:
    """The losses of a turn, and what computing them cost so far (`flops`, forward and backward, by purpose).

    `agreements`: by task, the related heads that can read its rows; they take turns.
    """

    def __init__(
        self, model: IDTransformer, lessons: Lessons, prefix: Prefix, phrases: Phrases, consistency: Consistency,
        agreements: Mapping[str, Sequence[Agreement]],
    ) -> None:  # fmt: skip
        self.model, self.lessons, self.prefix = model, lessons, prefix
        self.phrases, self.consistency, self.agreements = phrases, consistency, agreements
        self.flops = prefix.flops

    def losses(self, turn: Turn) -> Iterator[Tensor]:
        """One loss a micro-batch, weighted by its rows, so that they add up to the mean over the turn's rows."""
        self.prefix.enter(turn.progress)
        rows = sum(len(batch) for batch in turn.batches)
        company = self._company(turn)
        for batch in turn.batches:
            yield self._loss(turn.task, batch, company) * (len(batch) / rows)

    def _company(self, turn: Turn) -> Agreement | None:
        """Whose head reads the turn's rows too, if any does this time."""
        related = self.agreements.get(turn.task, ())
        if not related or not self.consistency.weight or turn.number % self.consistency.every:
            return None
        return related[turn.number // self.consistency.every % len(related)]

    def _loss(self, task: str, rows: np.ndarray, company: Agreement | None) -> Tensor:
        batch = self.lessons.batch(task, rows)
        below = self.prefix.below(task, rows, batch.ids.shape[1])
        reading = self.model.read(task, batch.ids, batch.types, batch.mask, below, self.prefix.depth)
        self._book("steps", batch, 3, self.prefix.depth)
        loss = task_loss(reading.logits, batch.labels, batch.weights)
        if reading.strengths is not None and self.phrases.weight:
            rate = boundary_rate(reading.strengths, batch.types, batch.mask)
            loss = loss + self.phrases.weight * (rate - self.phrases.rate) ** 2
        if company is not None:
            loss = loss + self.consistency.weight * self._disagreement(task, rows, reading.logits, company)
        return loss

    def _disagreement(self, task: str, rows: np.ndarray, logits: Tensor, company: Agreement) -> Tensor:
        batch = self.lessons.batch(task, rows, company.swapped)
        self._book("consistency", batch, 3)
        theirs = self.model(company.other, batch.ids, batch.types, batch.mask)
        narrow, wide = (logits, theirs) if company.other_is_wide else (theirs, logits)
        return consistency_loss(narrow, wide, company.mapping)

    def book_review(self, batch: Batch) -> None:
        """Account for a batch that was only answered."""
        self._book("reviews", batch, 1)

    def _book(self, purpose: str, batch: Batch, passes: int, depth: int = 0) -> None:
        self.flops[purpose] += passes * forward_flops(self.model.encoder.config, self.model.parts, *batch.ids.shape, depth)
