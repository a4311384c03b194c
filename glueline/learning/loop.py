"""The only training loop. It takes any module and any loss."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from torch import Tensor

from glueline.learning.optimizer import MasterAdamW
from glueline.refusal import Refused

B = TypeVar("B")


@dataclass(frozen=True)
class Step:
    """What one optimiser step left behind."""

    number: int
    loss: float
    rate: float
    gradient_norm: float


def train(
    batches: Iterable[B],
    loss_of: Callable[[B], Tensor],
    optimizer: MasterAdamW,
    rate_at: Callable[[int], float],
    clip: float,
) -> Iterator[tuple[B, Step]]:
    """One step a batch; yields after each. Raises Refused, with the weights as they were, on a loss or a gradient that is
    not finite."""
    for number, batch in enumerate(batches):
        loss = loss_of(batch)
        if not loss.isfinite():
            raise Refused(f"step {number}: the loss is {loss.item()}; a lower rate in params.yaml may help")
        loss.backward()
        norm = optimizer.step(rate_at(number), clip)
        if not norm.isfinite():
            raise Refused(f"step {number}: the gradient's norm is {norm.item()}; a lower rate in params.yaml may help")
        yield batch, Step(number, loss.item(), rate_at(number), norm.item())
