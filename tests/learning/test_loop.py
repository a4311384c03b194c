"""The loop, its losses and its rates."""

import math

import pytest
import torch
from torch import nn

from glueline.learning.loop import train
from glueline.learning.losses import task_loss
from glueline.learning.optimizer import MasterAdamW
from glueline.learning.schedule import warmup_then_linear
from glueline.refusal import Refused


def test_the_rate_rises_over_the_warmup_and_falls_towards_nothing():
    rate = warmup_then_linear(1.0, 0.5, 4)
    assert [round(rate(step), 4) for step in range(4)] == [0.5, 1.0, 0.6667, 0.3333]


def test_labels_are_taught_by_weighted_cross_entropy_and_scores_by_squared_error():
    logits = torch.tensor([[0.0, 0.0], [0.0, math.log(3)]])
    loss = task_loss(logits, torch.tensor([0.0, 1.0]), torch.tensor([1.0, 3.0]))
    assert loss.item() == pytest.approx((math.log(2) + 3 * math.log(4 / 3)) / 4)
    assert task_loss(torch.tensor([[4.5]]), torch.tensor([5.0]), torch.ones(1)).item() == pytest.approx(0.25)


def test_training_takes_any_module_and_any_loss_and_learns():
    torch.manual_seed(0)
    model = nn.Linear(3, 1)
    x = torch.randn(64, 3)
    y = x @ torch.tensor([[1.0], [-2.0], [0.5]])
    steps = list(train([x] * 300, lambda rows: ((model(rows) - y) ** 2).mean(), MasterAdamW(model, 0.0), lambda _: 0.03, 10.0))
    assert steps[-1][1].loss < 1e-3 < steps[0][1].loss
    assert [step.number for _, step in steps] == list(range(300))


def test_a_loss_that_is_not_finite_stops_before_the_weights_are_touched():
    model = nn.Linear(2, 1)
    before = model.weight.clone()
    steps = train([torch.full((1, 2), torch.inf)], lambda x: model(x).sum() * 0, MasterAdamW(model, 0.0), lambda _: 1.0, 1.0)
    with pytest.raises(Refused, match="step 0: the loss is nan"):
        list(steps)
    assert torch.equal(model.weight, before)


def test_a_gradient_that_is_not_finite_leaves_the_weights_as_they_were():
    model = nn.Linear(2, 1, bias=False)
    before = model.weight.clone()

    def loss_of(x):
        return torch.sqrt(model(x) * 0).sum()  # 0, with the gradient 0 * inf

    with pytest.raises(Refused, match="step 0: the gradient's norm is nan"):
        list(train([torch.ones(1, 2)], loss_of, MasterAdamW(model, 0.0), lambda _: 1.0, 1.0))
    assert torch.equal(model.weight, before)
