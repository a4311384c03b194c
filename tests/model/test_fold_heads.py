"""Heads side by side answer as each would alone; their operations are those that torch counts."""

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from glueline.model.fold_heads import FoldHeads, heads_flops


def test_each_fold_answers_as_its_own_network_on_features_brought_to_its_own_scale():
    torch.manual_seed(0)
    heads, given = FoldHeads(3, 7, 5, 2), torch.randn(4, 7) * 3 + 2
    heads.centre.copy_(torch.randn(3, 7))
    heads.scale.copy_(torch.rand(3, 7) + 0.5)
    nn.init.normal_(heads.inner_bias)
    nn.init.normal_(heads.outer_bias)
    for fold in range(3):
        first, last = nn.Linear(7, 5), nn.Linear(5, 2)
        first.weight.data, first.bias.data = heads.inner[fold].T, heads.inner_bias[fold, 0]
        last.weight.data, last.bias.data = heads.outer[fold].T, heads.outer_bias[fold, 0]
        alone = last(nn.functional.gelu(first((given - heads.centre[fold]) * heads.scale[fold])))
        assert torch.allclose(heads(given)[fold], alone, atol=1e-5)


def test_the_operations_are_those_that_torch_counts():
    heads = FoldHeads(5, 60, 16, 3)
    with FlopCounterMode(display=False) as counter:
        heads(torch.randn(400, 60))
    assert abs(counter.get_total_flops() / heads_flops(heads, 400, training=False) - 1) < 0.005  # but for moving the bias
    with FlopCounterMode(display=False) as counter:
        heads(torch.randn(400, 60)).sum().backward()
    assert abs(counter.get_total_flops() / heads_flops(heads, 400, training=True) - 1) < 0.005


def test_the_operations_of_one_row_are_those_counted_by_hand():
    # 2 folds: 4 x 3 and 3 x 1 weights each, 2 * (24 + 6) = 60; gradients: 2 * 24 for the first, 2 * 12 for the last layer
    assert heads_flops(FoldHeads(2, 4, 3, 1), 1, training=False) == 60
    assert heads_flops(FoldHeads(2, 4, 3, 1), 1, training=True) == 60 + 48 + 24
