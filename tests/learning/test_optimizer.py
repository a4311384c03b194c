"""The optimiser against torch's own AdamW, its masters against lost updates, and its parts at rest."""

import copy

import pytest
import torch
from torch import nn

from glueline.learning.optimizer import MasterAdamW, masters
from glueline.refusal import Refused


def model_and_copy():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(6, 5), nn.LayerNorm(5), nn.Linear(5, 2))
    return model, copy.deepcopy(model)


def torchs_own(model, decay):
    """torch's AdamW with decay for matrices alone."""
    groups = [[p for p in model.parameters() if p.ndim > 1], [p for p in model.parameters() if p.ndim <= 1]]
    return torch.optim.AdamW(
        [{"params": groups[0], "weight_decay": decay}, {"params": groups[1], "weight_decay": 0.0}], betas=(0.9, 0.98), eps=1e-6
    )


def step_after(optimizer, loss, rate=0.1):
    loss.backward()
    optimizer.collect()
    return optimizer.step(rate, clip=9.0)


@pytest.mark.parametrize("parts", [lambda model: (), lambda model: model], ids=["in one part", "in three parts"])
def test_in_fp32_every_step_is_that_of_torchs_adamw_with_clipping(parts):
    ours, theirs = model_and_copy()
    optimizer, reference = MasterAdamW(ours, 0.1, parts(ours)), torchs_own(theirs, 0.1)
    for step in range(5):
        for x in torch.randn(3, 7, 6) * 10:  # three micro-batches; torch adds them up by itself
            for model in (ours, theirs):
                model(x).pow(2).sum().backward()
            optimizer.collect()
        norm = nn.utils.clip_grad_norm_(theirs.parameters(), 1.0)
        for group in reference.param_groups:
            group["lr"] = 0.01 * (step + 1)
        reference.step()
        reference.zero_grad()
        assert torch.isclose(optimizer.step(0.01 * (step + 1), clip=1.0), norm, rtol=1e-5)
    for a, b in zip(ours.parameters(), theirs.parameters(), strict=True):
        assert torch.allclose(a, b, atol=1e-6)


def test_updates_too_small_for_bf16_add_up_in_the_masters():
    model = nn.Linear(4, 4, bias=False).to(torch.bfloat16)
    nn.init.ones_(model.weight)
    optimizer = MasterAdamW(model, weight_decay=0.0)
    for _ in range(64):
        model.weight.grad = torch.ones_like(model.weight)
        optimizer.collect()
        optimizer.step(1e-4, clip=1e9)  # each moves a weight by 1e-4; bf16 steps near 1 are 4e-3
    assert torch.allclose(masters(model, optimizer)["weight"], torch.full((4, 4), 1 - 64e-4), atol=1e-4)
    assert torch.allclose(model.weight.float(), torch.full((4, 4), 1 - 64e-4), atol=4e-3) and (model.weight != 1).all()


def test_gradients_too_small_for_a_bf16_sum_add_up_over_micro_batches():
    model = nn.Linear(1, 1, bias=False).to(torch.bfloat16)
    optimizer = MasterAdamW(model, weight_decay=0.0)
    for gradient in [1.0] + 8 * [2**-9]:  # in bf16, 1 + 2**-9 is 1
        model.weight.grad = torch.full_like(model.weight, gradient)
        optimizer.collect()
    assert model.weight.grad is None
    assert optimizer.step(0.1, clip=9.0).item() == 1 + 8 * 2**-9


def test_a_step_forgets_the_gradients_of_the_one_before():
    model = nn.Sequential(nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False))
    optimizer = MasterAdamW(model, weight_decay=0.0)
    for gradients, norm in (((3.0, 4.0), 5.0), ((None, 2.0), 2.0), ((1.0, None), 1.0)):
        for layer, gradient in zip(model, gradients, strict=True):
            layer.weight.grad = None if gradient is None else torch.full((1, 1), gradient)
        optimizer.collect()
        assert optimizer.step(0.1, clip=9.0).item() == norm


def test_in_every_part_matrices_decay_and_vectors_do_not():
    model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    nn.init.ones_(model[1].bias)
    before = copy.deepcopy(model)
    optimizer = MasterAdamW(model, 0.5, [model[1]])
    for parameter in model.parameters():
        parameter.grad = torch.zeros_like(parameter)  # nothing but decay moves them: by 0.1 * 0.5
    optimizer.collect()
    optimizer.step(0.1, clip=1.0)
    for after, at_first in zip(model, before, strict=True):
        assert torch.allclose(after.weight, 0.95 * at_first.weight) and torch.equal(after.bias, at_first.bias)


def test_what_starts_new_learns_at_its_own_rate_and_a_rate_of_one_changes_nothing():
    """Adam's first step moves every weight by the rate, whatever its gradient."""
    for boost, factor in ((10.0, 10), (1.0, 1)):
        model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
        before = copy.deepcopy(model)
        optimizer = MasterAdamW(model, 0.0, [model[1], model[0]], fresh=[model[1]], boost=boost)
        for parameter in model.parameters():
            parameter.grad = torch.full_like(parameter, 3.0)
        optimizer.collect()
        optimizer.step(1e-3, clip=100.0)
        for after, at_first, rate in ((model[0], before[0], 1e-3), (model[1], before[1], factor * 1e-3)):
            for name in ("weight", "bias"):
                assert torch.allclose(getattr(after, name), getattr(at_first, name) - rate, atol=1e-6), (boost, name)


def test_a_part_rests_while_others_learn_and_goes_on_as_if_alone():
    torch.manual_seed(0)
    model = nn.ModuleDict({"rare": nn.Linear(3, 1), "often": nn.Linear(3, 1)})
    alone = copy.deepcopy(model["rare"])
    optimizer, by_itself = MasterAdamW(model, 0.1, [model["rare"]]), MasterAdamW(alone, 0.1)
    for _ in range(3):
        step_after(optimizer, model["rare"](torch.ones(1, 3)).sum())
        step_after(by_itself, alone(torch.ones(1, 3)).sum())
        before = model["rare"].weight.clone()
        for _ in range(50):
            step_after(optimizer, model["often"](torch.ones(1, 3)).sum())
        assert torch.equal(model["rare"].weight, before)
    assert torch.equal(model["rare"].weight, alone.weight) and model["rare"].weight.grad is None


def test_a_parameter_belongs_to_the_first_part_that_holds_it():
    model = nn.Sequential(nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2)), nn.Linear(2, 2))
    optimizer = MasterAdamW(model, 0.5, [model[0][0], model[0]])
    before = copy.deepcopy(model)
    step_after(optimizer, model[0][1](torch.ones(1, 2)).sum())
    assert torch.equal(model[0][0].weight, before[0][0].weight) and torch.equal(model[1].weight, before[1].weight)
    assert not torch.equal(model[0][1].weight, before[0][1].weight)


def test_what_requires_no_gradient_is_left_as_it_is_and_still_among_the_masters():
    model, before = model_and_copy()
    model[0].requires_grad_(False)
    optimizer = MasterAdamW(model, 0.5)
    step_after(optimizer, model(torch.ones(1, 6)).sum())
    assert torch.equal(masters(model, optimizer)["0.weight"], before[0].weight)
    assert not torch.equal(model[2].weight, before[2].weight)


@pytest.mark.parametrize("broken", [
    lambda state: {name: tensor for name, tensor in state.items() if name != "optimizer/0.matrices.master"},
    lambda state: {name: tensor for name, tensor in state.items() if name != "optimizer/0.matrices.exp_avg"},
    lambda state: state | {"optimizer/7.vectors.master": torch.zeros(3)},
    lambda state: state | {"optimizer/0.matrices.exp_avg_sq": torch.zeros(3)},
])
def test_a_state_that_does_not_fit_is_refused_by_name_and_changes_nothing(broken):
    model, other = model_and_copy()
    optimizer, unlike = MasterAdamW(model, 0.1), MasterAdamW(other, 0.1)
    step_after(optimizer, model(torch.ones(1, 6)).pow(2).sum())
    before = {name: tensor.clone() for name, tensor in unlike.state().items()}
    with pytest.raises(Refused, match=r"^optimizer/\d\.\w+\.\w+: .* the state is of another model; start without it$"):
        unlike.restore(broken(optimizer.state()))
    after = unlike.state()
    assert set(after) == set(before) and all(torch.equal(after[name], before[name]) for name in before)
