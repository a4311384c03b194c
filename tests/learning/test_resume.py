"""A training that goes on from its kept state ends as if it had never stopped, bit by bit."""

from dataclasses import dataclass

import pytest
import torch
from safetensors.torch import load, save
from torch import nn

from glueline.learning.loop import random_state, restore_random, train
from glueline.learning.optimizer import MasterAdamW, masters
from glueline.model.dropout import Dropout
from glueline.refusal import Refused

CPU_ALONE = pytest.mark.skipif(torch.cuda.is_initialized(), reason="a GPU is in use")


@dataclass(frozen=True)
class Turn:
    head: str
    number: int
    rate: float


class Toy(nn.Module):
    """A bf16 layer and an fp32 one under two heads, with dropout."""

    def __init__(self) -> None:
        super().__init__()
        self.lower = nn.Linear(7, 9).to(torch.bfloat16)
        self.upper = nn.Sequential(nn.LayerNorm(9), nn.Linear(9, 5), Dropout(0.25), nn.Dropout(0.1))
        self.heads = nn.ModuleDict({"often": nn.Linear(5, 2), "late": nn.Linear(5, 1)})

    def forward(self, head: str, x: torch.Tensor) -> torch.Tensor:
        return self.heads[head](self.upper(self.lower(x.to(torch.bfloat16)).float()))


def begin() -> tuple[Toy, MasterAdamW]:
    torch.manual_seed(0)
    model = Toy()
    return model, MasterAdamW(model, 0.1, [*model.heads.values(), model.lower])


def go_on(model: Toy, optimizer: MasterAdamW, first: int, end: int) -> list[torch.Tensor]:
    """Steps of two micro-batches each; the head `late` is first reached in step 12. Their losses and norms."""
    turns = [Turn("late" if number in (12, 15) else "often", number, 0.01 / (number + 1)) for number in range(first, end)]

    def losses_of(turn):
        for half in range(2):
            x = torch.randn(4, 7, generator=torch.Generator().manual_seed(2 * turn.number + half))
            yield model(turn.head, x).pow(2).mean() / 2

    return [figure for _, step in train(turns, losses_of, optimizer, 0.5, first) for figure in (step.loss, step.gradient_norm)]


def resumed(without: str | None = None) -> tuple[Toy, MasterAdamW, list[torch.Tensor]]:
    """20 steps, stopped after 10 and gone on from what a file would hold, in a model and an optimiser made anew."""
    model, optimizer = begin()
    figures = go_on(model, optimizer, 0, 10)
    kept = load(save(optimizer.state() | random_state()))
    model, optimizer = begin()
    if without:
        kept = {name: tensor for name, tensor in kept.items() if without not in name}
    optimizer.restore(kept)
    restore_random(kept | ({f"{without}cpu": torch.get_rng_state()} if without else {}))
    return model, optimizer, figures + go_on(model, optimizer, 10, 20)


def test_twenty_steps_are_ten_and_ten_bit_by_bit():
    model, optimizer = begin()
    figures = go_on(model, optimizer, 0, 20)
    again, its_optimizer, its_figures = resumed()
    assert torch.equal(torch.stack(figures), torch.stack(its_figures))
    for one, other in ((model.state_dict(), again.state_dict()), (masters(model, optimizer), masters(again, its_optimizer)),
                       (optimizer.state(), its_optimizer.state())):
        assert one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)
    assert "optimizer/1.matrices.exp_avg" in optimizer.state()


def test_without_the_random_state_it_would_be_another_training():
    model, optimizer = begin()
    go_on(model, optimizer, 0, 20)
    other, _, _ = resumed(without="random/")
    assert not torch.equal(model.upper[1].weight, other.upper[1].weight)


def test_what_has_never_been_reached_has_no_moments_and_none_after_a_restore():
    model, optimizer = begin()
    untouched = {name: tensor.clone() for name, tensor in optimizer.state().items()}
    assert {name.rsplit(".", 1)[1] for name in untouched} == {"master"}
    go_on(model, optimizer, 0, 5)
    late = [name for name in optimizer.state() if name.startswith("optimizer/1.")]
    assert sorted(late) == ["optimizer/1.matrices.master", "optimizer/1.vectors.master"]
    optimizer.restore(untouched)
    assert optimizer.state().keys() == untouched.keys()
    assert torch.equal(model.lower.weight, begin()[0].lower.weight)


def test_the_kept_state_does_not_change_with_the_training_that_goes_on_from_it():
    model, optimizer = begin()
    go_on(model, optimizer, 0, 3)
    kept = {name: tensor.clone() for name, tensor in optimizer.state().items()}
    given = {name: tensor.clone() for name, tensor in kept.items()}
    optimizer.restore(given)
    go_on(model, optimizer, 3, 6)
    assert all(torch.equal(given[name], kept[name]) for name in kept)


@CPU_ALONE
def test_random_numbers_go_on_where_they_were():
    kept = {name: tensor.clone() for name, tensor in random_state().items()}
    drawn = torch.rand(5)
    restore_random(kept)
    assert torch.equal(torch.rand(5), drawn)


@CPU_ALONE
def test_random_numbers_of_a_gpu_are_refused_where_none_is_in_use():
    with pytest.raises(Refused, match="^random/cuda: the state was taken with a GPU"):
        restore_random(random_state() | {"random/cuda": torch.zeros(16, dtype=torch.uint8)})
