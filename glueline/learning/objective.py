"""What a model is taught by at each turn, micro-batch by micro-batch: labels, teachers, related tasks, phrases, variants."""

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from glueline.learning.aims import Consistency, Phrases
from glueline.learning.consistency import Agreement, consistency_loss
from glueline.learning.distillation import SoftTargets
from glueline.learning.freezing import Prefix
from glueline.learning.lessons import Batch
from glueline.learning.losses import row_losses
from glueline.learning.syllabus import Turn
from glueline.learning.variants import Variants, disagreements
from glueline.learning.world import ALONE, World, to_device
from glueline.model.flops import forward_flops
from glueline.model.hierarchy import boundary_rate
from glueline.model.id_transformer import Reading


class Objective:
    """The losses of a turn, and what computing them cost so far (`flops`, forward and backward, by purpose; whoever of
    several processes computes it, all of them count all of it, as one alone would).

    `prefix`: of the model and the lessons that it learns. `agreements`: by task, the related heads that can read its rows; they
    take turns. `teachers`: what teachers say of the lessons' rows, where there are any to learn from.
    """

    def __init__(
        self, prefix: Prefix, phrases: Phrases, consistency: Consistency, variants: Variants,
        agreements: Mapping[str, Sequence[Agreement]], world: World = ALONE, teachers: SoftTargets | None = None,
    ) -> None:  # fmt: skip
        self.model, self.lessons, self.prefix, self.world = prefix.model, prefix.lessons, prefix, world
        self.phrases, self.consistency, self.variants, self.agreements = phrases, consistency, variants, agreements
        self.teachers, self.flops = teachers, prefix.flops

    def losses(self, turn: Turn) -> Iterator[Tensor]:
        """One loss for each micro-batch of which this process has rows. Over micro-batches and processes they add up to the
        same, however the rows are cut: the mean over the turn's rows, by weight, of the task's loss, and the plain mean of what
        teachers, consistency, phrases and variants cost. Rows without any weight are refused as not finite, unless there are
        teachers to learn them from."""
        self._enter(turn.progress)
        self.world.draw(turn.number)
        for batch in turn.batches:
            self._book_step(turn, batch)
        shares, counts = self.world.deal(turn.batches), 1.0
        if not shares:  # one row for nothing, so that a step reaches the same parts of the model in every process
            shares, counts = [turn.batches[0][:1]], 0.0
        rows = np.concatenate(turn.batches)
        weight = float(self.lessons.weights[turn.task].numpy()[rows].sum(dtype=np.float64))
        by_weight = counts / weight if weight else 0.0 if self.teachers else math.nan
        for share in shares:
            yield self._loss(turn, share, by_weight, counts / len(rows))

    def _enter(self, progress: float) -> None:
        """Begin the phase that the training has reached, if it is a new one: the main process first, since it fills the shelf
        from which all of them read."""
        if self.prefix.phase_at(progress) == self.prefix.phase:
            return
        if not self.world.main:
            self.world.wait()
        self.prefix.enter(progress)
        if self.world.main:
            self.world.wait()

    def _company(self, turn: Turn) -> Agreement | None:
        """Whose head reads the turn's rows too, if any does this time."""
        related = self.agreements.get(turn.task, ())
        if not related or not self.consistency.weight or turn.number % self.consistency.every:
            return None
        return related[turn.number // self.consistency.every % len(related)]

    def _pairs(self, turn: Turn, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where among the rows the variants stand that are compared with their parents this time, and those parents [pairs]."""
        parents = self.lessons.parents[turn.task][rows]
        if not self.variants.weight or turn.number % self.variants.every:
            parents = parents[:0]
        at = np.flatnonzero(parents >= 0)
        return at, parents[at]

    def _loss(self, turn: Turn, rows: np.ndarray, by_weight: float, by_row: float) -> Tensor:
        """What rows [B] add to the turn's loss. `by_weight`, `by_row`: 1 / the turn's weights, and its rows."""
        batch, reading = self._read(turn.task, rows)
        company, (varied, parents) = self._company(turn), self._pairs(turn, rows)
        loss = (row_losses(reading.logits, batch.labels) * batch.weights).sum() * by_weight
        if self.teachers is not None:
            loss = self.teachers.mixed(loss, self.teachers.losses(turn.task, rows, reading.logits).sum() * by_row)
        if reading.strengths is not None and self.phrases.weight:
            distances = boundary_rate(reading.strengths, batch.types, batch.mask) - self.phrases.rate
            loss = loss + self.phrases.weight * by_row * (distances**2).sum()
        if company is not None:
            disagreement = self._disagreement(turn.task, rows, reading.logits, company)
            loss = loss + self.consistency.weight * by_row * len(rows) * disagreement
        if len(parents):  # they reach no part of the model that the rows do not: other processes may have none
            answered = reading.logits.index_select(0, to_device(torch.from_numpy(varied), reading.logits.device))
            apart = disagreements(answered, self._read(turn.task, parents)[1].logits)
            loss = loss + self.variants.weight * by_row * apart.sum()
        return loss

    def _read(self, task: str, rows: np.ndarray) -> tuple[Batch, Reading]:
        """The rows [B] and what the model makes of them, above what is frozen."""
        batch = self.lessons.batch(task, rows)
        below = self.prefix.below(task, rows, batch.ids.shape[1])
        below = None if below is None else to_device(below, batch.ids.device)
        return batch, self.model.read(task, batch.ids, batch.types, batch.mask, below, self.prefix.depth)

    def _disagreement(self, task: str, rows: np.ndarray, logits: Tensor, company: Agreement) -> Tensor:
        """The mean over the rows."""
        batch = self.lessons.batch(task, rows, company.swapped)
        theirs = self.model(company.other, batch.ids, batch.types, batch.mask)
        narrow, wide = (logits, theirs) if company.other_is_wide else (theirs, logits)
        return consistency_loss(narrow, wide, company.mapping)

    def _book_step(self, turn: Turn, rows: np.ndarray) -> None:
        lengths, (_, parents) = self.lessons.encoded[turn.task].lengths, self._pairs(turn, rows)
        self._book("steps", len(rows), int(lengths[rows].max()), 3, self.prefix.depth)
        if self._company(turn) is not None:
            shape = len(rows), int(lengths[rows].max())
            self._book("consistency", *shape, 1)
            self._book("consistency", *shape, 2, self.prefix.depth)  # backward: only what is above the frozen
        if len(parents):
            self._book("variants", len(parents), int(lengths[parents].max()), 3, self.prefix.depth)

    def book_review(self, rows: int, tokens: int) -> None:
        """Account for a batch that was only answered, of `rows` rows of `tokens` tokens."""
        self._book("reviews", rows, tokens, 1)

    def _book(self, purpose: str, rows: int, tokens: int, passes: int, depth: int = 0) -> None:
        self.flops[purpose] += passes * forward_flops(self.model.encoder.config, self.model.parts, rows, tokens, depth)
