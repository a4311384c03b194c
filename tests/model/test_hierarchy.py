"""Phrases, sentences and their relation, worked by hand."""

import math

import pytest
import torch

from glueline.model.hierarchy import CERTAIN, Hierarchy, boundary_rate, togetherness, weighted_mean


def test_togetherness_falls_with_the_strength_of_every_gap_between():
    half, third = math.log(2), math.log(3)
    together = togetherness(torch.tensor([[half, third]]), None)[0]
    expected = [[1, 1 / 2, 1 / 6], [1 / 2, 1, 1 / 3], [1 / 6, 1 / 3, 1]]
    assert together.tolist() == [pytest.approx(row) for row in expected]


def test_a_sure_gap_parts_and_a_gap_of_no_strength_joins_and_padding_is_with_nothing():
    together = togetherness(torch.tensor([[0.0, CERTAIN, 0.0, 0.0]]), torch.tensor([[True] * 4 + [False]]))[0]
    expected = torch.tensor([[1.0, 1, 0, 0, 0], [1, 1, 0, 0, 0], [0, 0, 1, 1, 0], [0, 0, 1, 1, 0], [0, 0, 0, 0, 1]])
    assert torch.allclose(together, expected, atol=1e-9)


def test_each_phrase_counts_once_in_a_sentence_however_long_it_is():
    states = torch.tensor([[[1.0], [3.0], [5.0], [10.0]]])  # phrases (1 3 5) and (10): means 3 and 10
    together = togetherness(torch.tensor([[0.0, 0.0, CERTAIN]]), None)
    size = together.sum(-1, keepdim=True)
    assert weighted_mean(together @ states / size, 1 / size).item() == pytest.approx(6.5)


def test_the_model_pools_phrases_so_and_leaves_padding_out(monkeypatch):
    made, states = hierarchy(), torch.tensor([1.0, 3.0, 5.0, 10.0, 99.0]).expand(8, 5).T[None]
    monkeypatch.setattr(made, "strengths", lambda *_: torch.tensor([[0.0, 0.0, CERTAIN, 0.0]]))
    monkeypatch.setattr(made, "levels", lambda phrases, once, _: weighted_mean(phrases, once).expand(3, 1, 8))
    added, _ = made(states, torch.zeros(1, 5, dtype=torch.long), torch.tensor([[True] * 4 + [False]]), "rte")
    assert torch.allclose(added, 6.5 * torch.tanh(made.gates["rte"]).sum().expand(1, 8), atol=1e-5)


def hierarchy():
    torch.manual_seed(0)
    made = Hierarchy(8, 4)
    made.add_task("rte")
    for parameter in (made.gates["rte"], made.phrase.weight, made.sentence.weight, made.document.weight):
        torch.nn.init.normal_(parameter)
    return made


def test_the_gap_between_two_sentences_is_always_a_boundary():
    types = torch.tensor([[0, 0, 0, 1, 1]])
    strengths = hierarchy().strengths(torch.randn(1, 5, 8), types)
    assert strengths[0, 2] == CERTAIN and (strengths[0, [0, 1, 3]] < 5).all() and (strengths > 0).all()


def test_untrained_neighbours_part_where_they_are_unlike_and_what_all_have_in_common_does_not_count():
    torch.manual_seed(0)
    made, common = Hierarchy(64, 32), 50 * torch.randn(64)
    made.add_task("rte")
    one, other = torch.randn(2, 64)
    states = common + torch.stack([one, one + 0.1 * other, one, other, other - 0.1 * one])[None]
    _, strengths = made(states, torch.zeros(1, 5, dtype=torch.long), None, "rte")
    probable = 1 - torch.exp(-strengths[0])
    assert (probable[[0, 1, 3]] < 0.01).all() and probable[2] > 0.99


def test_a_boundary_has_the_probability_of_a_logistic_curve_over_the_cosine():
    made, states = Hierarchy(2, 2), torch.tensor([[[1.0, 0.0], [3.0, 4.0]]])  # cosine 0.6, whatever rotation projects them
    made.threshold.data[0], made.sharpness.data[0] = 0.9, 5.0
    strength = made.strengths(states, torch.zeros(1, 2, dtype=torch.long)).item()
    assert 1 - math.exp(-strength) == pytest.approx(1 / (1 + math.exp(-5 * (0.9 - 0.6))), abs=1e-6)


def test_padding_a_row_does_not_change_what_is_added():
    made, states, types = hierarchy(), torch.randn(1, 6, 8), torch.tensor([[0, 0, 0, 0, 1, 1]])
    longer = torch.cat([states, torch.randn(1, 3, 8)], 1)
    longer_types = torch.cat([types, torch.zeros(1, 3, dtype=torch.long)], 1)
    mask = torch.tensor([[True] * 6 + [False] * 3])
    added, _ = made(states, types, None, "rte")
    padded, _ = made(longer, longer_types, mask, "rte")
    assert torch.allclose(added, padded, atol=1e-5)


def test_padding_that_stands_out_does_not_drown_the_rows_phrases():
    made, states, types = hierarchy(), torch.randn(1, 6, 8), torch.tensor([[0, 0, 0, 0, 1, 1]])
    loud = 400 * made.salience.weight.detach() / made.salience.weight.norm() ** 2  # salience 400 above
    longer = torch.cat([states, loud[None].expand(1, 3, 8)], 1)
    mask = torch.tensor([[True] * 6 + [False] * 3])
    padded, _ = made(longer, torch.cat([types, torch.zeros(1, 3, dtype=torch.long)], 1), mask, "rte")
    assert torch.allclose(made(states, types, None, "rte")[0], padded, atol=1e-5)


def test_a_row_of_one_sentence_relates_to_nothing_and_its_gradients_are_finite():
    made, states = hierarchy(), torch.randn(2, 6, 8, requires_grad=True)
    mask = torch.tensor([[True] * 6, [True] * 2 + [False] * 4])
    added, _ = made(states, torch.zeros(2, 6, dtype=torch.long), mask, "rte")
    added.sum().backward()
    assert added.isfinite().all() and states.grad.isfinite().all()
    assert all(parameter.grad.isfinite().all() for parameter in made.parameters())


def test_untrained_levels_add_nothing_and_learn_at_once_and_then_all_else_does():
    torch.manual_seed(0)
    made = Hierarchy(8, 4)
    made.add_task("rte")
    states, types = torch.randn(2, 6, 8), torch.tensor([[0, 0, 0, 1, 1, 1]] * 2)
    added, _ = made(states, types, None, "rte")
    assert (added == 0).all()
    added.sum().backward()
    levels = {f"{name}.{kind}" for name in ("phrase", "sentence", "document") for kind in ("weight", "bias")}
    assert {name for name, p in made.named_parameters() if p.grad is not None and (p.grad != 0).any()} == levels
    with torch.no_grad():
        for parameter in made.parameters():
            parameter -= 0.1 * parameter.grad
            parameter.grad = None
    made(states, types, None, "rte")[0].sum().backward()
    assert all((parameter.grad != 0).any() for parameter in made.parameters())


def test_the_boundary_rate_of_a_row_is_the_mean_over_the_gaps_inside_its_sentences():
    half = math.log(2)
    types = torch.tensor([[0, 0, 1, 1, 1], [0, 0, 0, 0, 0], [0, 1, 0, 0, 0]])
    mask = torch.tensor([[True] * 4 + [False], [True] * 3 + [False] * 2, [True] * 2 + [False] * 3])
    strengths = torch.tensor([
        [half, CERTAIN, 0.0, 9.0],  # inside: 1/2 and 0; the one between parts sentences, the last is padding
        [half, half, 9.0, 9.0],
        [CERTAIN, 9.0, 9.0, 9.0],  # none inside
    ])  # fmt: skip
    assert boundary_rate(strengths, types, mask).tolist() == pytest.approx([0.25, 0.5, 0.0])
