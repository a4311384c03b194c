"""Consistency between two heads, worked by hand."""

import math

import pytest
import torch

from glueline.learning.consistency import consistency_loss, graded, summed

SUMS = summed(((1.0, 0.0, 0.0), (0.0, 1.0, 1.0)))


def test_probabilities_of_the_wide_task_are_summed_into_the_narrow_ones():
    logits = torch.log(torch.tensor([[0.5, 0.3, 0.2]]))
    assert SUMS(logits)[0].tolist() == pytest.approx([0.5, 0.5])


def test_a_grade_half_way_is_as_likely_the_same_as_not_and_a_step_up_is_much_likelier():
    assert graded(1)(torch.tensor([[3.5], [4.5]])).tolist() == [
        pytest.approx([0.5, 0.5]), pytest.approx([1 / (1 + math.e**2), 1 / (1 + math.e**-2)])]
    assert graded(0)(torch.tensor([[4.5]]))[0].tolist() == pytest.approx([1 / (1 + math.e**-2), 1 / (1 + math.e**2)])


def test_the_loss_is_the_mean_squared_difference_of_probabilities():
    narrow, wide = torch.log(torch.tensor([[0.9, 0.1]])), torch.log(torch.tensor([[0.5, 0.3, 0.2]]))
    # (0.9 - 0.5)^2 and (0.1 - 0.5)^2: mean 0.16
    assert consistency_loss(narrow, wide, SUMS).item() == pytest.approx(0.16)


def test_heads_that_agree_lose_nothing_and_heads_that_do_not_both_learn():
    agreed = torch.log(torch.tensor([[0.5, 0.5]]))
    wide = torch.log(torch.tensor([[0.5, 0.3, 0.2]])).requires_grad_()
    assert consistency_loss(agreed, wide, SUMS).item() == pytest.approx(0.0, abs=1e-12)
    narrow = torch.tensor([[2.0, 0.0]], requires_grad=True)
    consistency_loss(narrow, wide, SUMS).backward()
    assert narrow.grad[0, 0] > 0 > narrow.grad[0, 1]  # less sure of the first
    assert wide.grad[0, 0] < 0 < wide.grad[0, 1]  # surer of it
