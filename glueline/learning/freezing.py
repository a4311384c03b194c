"""Selective freezing in named phases: the lowest layers rest, and what they give for a row is computed once.

Freezing from the bottom with kept activations is that of AutoFreeze (Liu et al. 2021, arXiv 2102.01386); the article says
"selective layer freezing during specialized task adaptation phases" and leaves which and when open. A frozen prefix holds
nothing that learns and drops nothing out, so that its states for a row never change while it is frozen.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn

from glueline.learning.batches import cut_by_budget
from glueline.learning.frozen_phases import Phase, check_phases
from glueline.learning.lessons import Lessons
from glueline.model.flops import forward_flops
from glueline.model.id_transformer import IDTransformer
from glueline.progress import bar

BATCH_TOKENS = 2048  # of the passes that compute the states
STORED = {torch.bfloat16: np.int16, torch.float32: np.float32}  # numpy has no bfloat16: its bits are kept


class Shelf(Protocol):
    """Keeps arrays by name, on disk. `whole` says whether an array's making was finished, which `finish` notes
    and `forget` takes back."""

    def array(self, name: str, shape: tuple[int, int], kind: type) -> np.ndarray: ...
    def whole(self, name: str) -> bool: ...
    def finish(self, name: str) -> None: ...
    def forget(self, name: str) -> None: ...


def prefix(model: IDTransformer, depth: int) -> Iterator[nn.Module]:
    """The modules of the `depth` lowest storeys: embeddings, then layers with their patterns and adapters. Where there are
    layers among them, so are the relative positions and task embeddings that those read."""
    encoder = model.encoder
    if depth:
        yield from (encoder.embeddings, encoder.dropout)
    if depth > 1:
        yield from (module for module in (encoder.relative, model.embeddings) if module is not None)
        yield from encoder.layers[: depth - 1]


def freeze(model: IDTransformer, depth: int) -> None:
    """Freeze exactly the `depth` lowest storeys, and set the rest to training."""
    model.train().requires_grad_(True)
    for module in prefix(model, depth):
        module.eval().requires_grad_(False)


class Prefix:
    """What the frozen storeys give for every row of the lessons, while a phase lasts."""

    def __init__(self, model: IDTransformer, lessons: Lessons, phases: Sequence[Phase], shelf: Shelf) -> None:
        check_phases(phases, len(model.encoder.layers))
        self.model, self.lessons, self.phases, self.shelf = model, lessons, phases, shelf
        self.phase: Phase | None = None
        self.kept: dict[str, np.ndarray] = {}
        self.flops: Counter[str] = Counter()

    @property
    def depth(self) -> int:
        return self.phase.depth if self.phase else 0

    def phase_at(self, progress: float) -> Phase | None:
        """The phase that holds at `progress`, from 0 to 1; None after the last."""
        return next((each for each in self.phases if progress < each.until), None)

    def enter(self, progress: float) -> None:
        """Begin the phase that a training has reached (`progress` from 0 to 1), if it is another than before: freeze, and
        compute the states unless they are on the shelf already."""
        phase = self.phase_at(progress)
        if phase == self.phase:
            return
        self.phase = phase
        freeze(self.model, self.depth)
        self.kept = {}
        if phase is not None and phase.depth:
            self.kept = {task: self._states(phase, task) for task in self.lessons.tasks}
            # set, not added: a training taken up again enters its phase again
            self.flops[f"frozen in {phase.name}"] = sum(self._flops(task) for task in self.lessons.tasks)

    def forget_after(self, progress: float) -> None:
        """Forget the states of phases that a training at `progress` has not begun: it was further once, and may come to other
        weights, a bit apart, on its way there again. A phase that holds from the first step on reads published weights."""
        for phase in (each for each in self.phases if each.depth and 0 < self._start(each) >= progress):
            for task in self.lessons.tasks:
                self.shelf.forget(f"{phase.name}-{task}")

    def _start(self, phase: Phase) -> float:
        at = self.phases.index(phase)
        return self.phases[at - 1].until if at else 0.0

    def below(self, task: str, rows: np.ndarray, tokens: int) -> Tensor | None:
        """The kept states of the rows, padded with zeros to [B, tokens, H]; None while nothing is frozen."""
        if not self.depth:
            return None
        lengths, starts = self.lessons.encoded[task].lengths, self.lessons.starts[task]
        states = np.zeros((len(rows), tokens, self.kept[task].shape[1]), self.kept[task].dtype)
        for at, row in enumerate(rows):
            states[at, : lengths[row]] = self.kept[task][starts[row] : starts[row] + lengths[row]]
        return torch.from_numpy(states).view(self.model.encoder.precision)

    def _states(self, phase: Phase, task: str) -> np.ndarray:
        """[tokens of all rows, H], one row after the other."""
        lengths, starts = self.lessons.encoded[task].lengths, self.lessons.starts[task]
        name, precision = f"{phase.name}-{task}", self.model.encoder.precision
        array = self.shelf.array(name, (int(lengths.sum()), self.model.encoder.config.hidden), STORED[precision])
        if self.shelf.whole(name):
            return array
        with torch.no_grad(), bar(f"{phase.name} {task}", len(lengths), "row") as shown:
            for rows in self._batches(task):
                batch = self.lessons.batch(task, rows)
                found = self.model.below(task, batch.ids, batch.types, batch.mask, self.depth).cpu()
                bits = found.view(torch.int16).numpy() if precision == torch.bfloat16 else found.numpy()
                for row, states in zip(rows, bits, strict=True):
                    array[starts[row] : starts[row] + lengths[row]] = states[: lengths[row]]
                shown.move(len(rows))
        self.shelf.finish(name)
        return array

    def _batches(self, task: str) -> list[np.ndarray]:
        lengths = self.lessons.encoded[task].lengths
        return cut_by_budget(np.argsort(lengths, kind="stable"), lengths, BATCH_TOKENS)

    def _flops(self, task: str) -> int:
        """Of computing the task's states."""
        lengths, config, parts = self.lessons.encoded[task].lengths, self.model.encoder.config, self.model.parts
        shapes = [(len(rows), int(lengths[rows].max())) for rows in self._batches(task)]
        return sum(forward_flops(config, parts, *shape) - forward_flops(config, parts, *shape, self.depth) for shape in shapes)
