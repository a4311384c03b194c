"""The processes that train one model together, and the device on which this one computes.

Data parallelism (Li et al. 2020, arXiv 2006.15704) by rows: every process holds the whole model, walks the same syllabus and
takes its share of each step's rows; losses and gradients are added up over the processes before the step is taken, so that
the weights stay the same in all. Nothing here knows how the processes were started.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor


def nowhere(tensor: Tensor) -> None:
    """The sum over one process is there already."""


@dataclass(frozen=True)
class World:
    """`rank` runs from 0, the main process, to `size` - 1. `all_reduce` adds a tensor on `device` up over the processes, in
    place, and gives all of them the same bits, as torch.distributed's does. `seed`: of what each draws for itself."""

    device: torch.device
    rank: int = 0
    size: int = 1
    all_reduce: Callable[[Tensor], object] = nowhere
    seed: int = 0

    @property
    def main(self) -> bool:
        """Whether this is the process that looks at the losses and writes files."""
        return self.rank == 0

    def deal(self, batches: Sequence[np.ndarray]) -> list[np.ndarray]:
        """This process's rows of each batch, where it has any: rows are dealt out one by one, on from batch to batch.

        >>> World(torch.device("cpu"), rank=1, size=2).deal([np.array([5, 6, 7]), np.array([8, 9])])
        [array([6]), array([8])]
        """
        starts = np.cumsum([0, *(len(batch) for batch in batches)])
        shares = [batch[(self.rank - start) % self.size :: self.size] for start, batch in zip(starts, batches, strict=False)]
        return [share for share in shares if len(share)]

    def total(self, values: np.ndarray) -> np.ndarray:
        """The sum over the processes, float64. Waits for all of them."""
        if self.size == 1:
            return values
        summed = torch.from_numpy(np.asarray(values, np.float64)).to(self.device, copy=True)
        self.all_reduce(summed)
        return summed.cpu().numpy()

    def wait(self) -> None:
        """Until every process has come here."""
        self.total(np.zeros(1))

    def agrees(self, *numbers: float) -> bool:
        """Whether every process has these numbers; at least one learns where they differ."""
        return bool((self.total(np.array(numbers, np.float64)) == self.size * np.array(numbers, np.float64)).all())

    def draw(self, step: int) -> None:
        """Give each of several processes random numbers of its own for a step: by its number, so that no state of theirs need
        be kept. A process alone goes on drawing where it is."""
        if self.size > 1:
            state = np.random.SeedSequence((self.seed, step, self.rank)).generate_state(1, np.uint64)
            torch.manual_seed(int(state[0] >> 1))


def best_device() -> torch.device:
    """The GPU in use, where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def to_device(tensor: Tensor, device: torch.device) -> Tensor:
    """Queue a copy from the host, without waiting for it: to a GPU through pinned memory."""
    if device.type == "cuda":
        tensor = tensor.pin_memory()
    return tensor.to(device, non_blocking=True)


def inputs_to(given: tuple[Tensor, Tensor, Tensor | None], device: torch.device) -> tuple[Tensor, Tensor, Tensor | None]:
    """The same of ids, types and mask, as `glueline.model.tokens.padded` gives them."""
    ids, types, mask = given
    return to_device(ids, device), to_device(types, device), None if mask is None else to_device(mask, device)


ALONE = World(torch.device("cpu"))
