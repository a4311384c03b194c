"""The only training loop. It takes any module, any loss and any series of turns."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import torch
from torch import Tensor

from glueline.learning.optimizer import MasterAdamW
from glueline.refusal import Refused

RANDOM = "random/"  # the names in `random_state` begin with it
READ = {"cpu": 1, "cuda": 50}  # steps that are read together: to read one, a GPU is waited for, and falls idle


class Rated(Protocol):
    """What one step is about: whatever its losses need, and its learning rate."""

    @property
    def rate(self) -> float: ...


T = TypeVar("T", bound=Rated)
S = TypeVar("S")
Figure = TypeVar("Figure", Tensor, float)


@dataclass(frozen=True)
class Step(Generic[Figure]):
    """What one optimiser step left behind. Loss and norm are 0-dim tensors on the model's device, to be read when someone
    asks; `check_finite` makes them numbers."""

    number: int
    loss: Figure
    rate: float
    gradient_norm: Figure


def train(
    turns: Iterable[T],
    losses_of: Callable[[T], Iterable[Tensor]],
    optimizer: MasterAdamW,
    clip: float,
    first: int = 0,
) -> Iterator[tuple[T, Step[Tensor]]]:
    """One step a turn, numbered from `first`; yields after each, and draws the next turn only when asked for its step.

    `losses_of`: the losses of a turn's micro-batches, one at a time, weighted so that they add up to the loss of the step.
    Where several processes train together, each gives the losses of its own rows, and the step and its loss are those of all.
    Never waits for the device. Where a gradient is not finite the weights stay as they were; `check_finite` tells.
    """
    for number, turn in enumerate(turns, first):
        losses = []
        for loss in losses_of(turn):
            loss.backward()
            optimizer.collect()
            losses.append(loss.detach())
        loss = torch.stack(losses).sum()
        optimizer.all_reduce(loss)
        norm = optimizer.step(turn.rate, clip)
        yield turn, Step(number, loss, turn.rate, norm)


def stretches(steps: Iterable[S], device: torch.device, ends: Callable[[], bool]) -> Iterator[list[S]]:
    """The steps in lists as long as READ says, to be read from the device together; shorter where `ends()` after a step, and
    the last."""
    stretch = []
    for step in steps:
        stretch.append(step)
        if len(stretch) == READ[device.type] or ends():
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def check_finite(steps: Sequence[tuple[T, Step[Tensor]]], keep: Callable[[T], str]) -> list[tuple[T, Step[float]]]:
    """The steps with loss and norm as numbers, all read from the device at once.

    Raises Refused naming the first step where one is not finite, and where its rows are kept: `keep` saves those of a turn
    and says where. Check before saving or reporting what the steps have trained.
    """
    if not steps:
        return []
    figures = torch.stack([figure for _, step in steps for figure in (step.loss, step.gradient_norm)]).view(-1, 2).tolist()
    read = []
    for (turn, step), (loss, norm) in zip(steps, figures, strict=True):
        for name, figure in (("the loss", loss), ("the gradient's norm", norm)):
            if not math.isfinite(figure):
                raise Refused(f"step {step.number}: {name} is {figure}: its rows are in {keep(turn)}; a lower rate may help")
        read.append((turn, Step(step.number, loss, step.rate, norm)))
    return read


def random_state() -> dict[str, Tensor]:
    """The state of torch's random numbers on the processor, and on the current GPU if one is in use."""
    state = {f"{RANDOM}cpu": torch.get_rng_state()}
    if torch.cuda.is_initialized():
        state[f"{RANDOM}cuda"] = torch.cuda.get_rng_state()
    return state


def restore_random(state: dict[str, Tensor]) -> None:
    """Go on drawing where `random_state` was taken. Other names are passed over. Raises Refused where the state holds a
    GPU's and there is none, or none and the GPU is in use: the training would become another one."""
    if (f"{RANDOM}cuda" in state) != torch.cuda.is_initialized():
        there = "with" if f"{RANDOM}cuda" in state else "without"
        raise Refused(f"{RANDOM}cuda: the state was taken {there} a GPU; go on as it began, or start without it")
    torch.set_rng_state(state[f"{RANDOM}cpu"])
    if torch.cuda.is_initialized():
        torch.cuda.set_rng_state(state[f"{RANDOM}cuda"])
