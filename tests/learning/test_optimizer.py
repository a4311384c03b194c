"""The optimiser against torch's own AdamW, and its masters against lost updates."""

import copy

import torch
from torch import nn

from glueline.learning.optimizer import MasterAdamW, masters


def model_and_copy():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(6, 5), nn.LayerNorm(5), nn.Linear(5, 2))
    return model, copy.deepcopy(model)


def test_in_fp32_every_step_is_that_of_torchs_adamw_with_clipping():
    ours, theirs = model_and_copy()
    optimizer = MasterAdamW(ours, weight_decay=0.1)
    groups = [[p for p in theirs.parameters() if p.ndim > 1], [p for p in theirs.parameters() if p.ndim <= 1]]
    reference = torch.optim.AdamW(
        [{"params": groups[0], "weight_decay": 0.1}, {"params": groups[1], "weight_decay": 0.0}], betas=(0.9, 0.98), eps=1e-6
    )
    for step in range(5):
        x = torch.randn(7, 6) * 10
        for model in (ours, theirs):
            model(x).pow(2).sum().backward()
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
        optimizer.step(1e-4, clip=1e9)  # each moves a weight by 1e-4; bf16 steps near 1 are 4e-3
    assert torch.allclose(masters(model, optimizer)["weight"], torch.full((4, 4), 1 - 64e-4), atol=1e-4)
    assert torch.allclose(model.weight.float(), torch.full((4, 4), 1 - 64e-4), atol=4e-3) and (model.weight != 1).all()


def test_a_part_that_stands_apart_rests_while_others_learn_and_goes_on_as_if_alone():
    torch.manual_seed(0)
    model = nn.ModuleDict({"rare": nn.Linear(3, 1), "often": nn.Linear(3, 1)})
    alone = copy.deepcopy(model["rare"])
    optimizer = MasterAdamW(model, 0.1, apart=model.values())
    by_itself = MasterAdamW(alone, 0.1, apart=[alone])
    for _ in range(3):
        model["rare"](torch.ones(1, 3)).sum().backward()
        optimizer.step(0.1, clip=9.0)
        alone(torch.ones(1, 3)).sum().backward()
        by_itself.step(0.1, clip=9.0)
        before = model["rare"].weight.clone()
        for _ in range(50):
            model["often"](torch.ones(1, 3)).sum().backward()
            optimizer.step(0.1, clip=9.0)
        assert torch.equal(model["rare"].weight, before)
    assert torch.equal(model["rare"].weight, alone.weight) and model["rare"].weight.grad is None
