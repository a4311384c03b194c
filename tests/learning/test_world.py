"""How several processes share rows, sums and chance."""

import numpy as np
import pytest
import torch

from glueline.learning.world import ALONE, World, best_device, to_device

CPU = torch.device("cpu")


def test_rows_are_dealt_out_one_by_one_on_from_batch_to_batch():
    batches = [np.array([5, 6, 7]), np.array([8]), np.array([9, 4])]
    shares = [[share.tolist() for share in World(CPU, rank, 2).deal(batches)] for rank in range(2)]
    assert shares == [[[5, 7], [9]], [[6], [8], [4]]]
    assert [share.tolist() for share in ALONE.deal(batches)] == [[5, 6, 7], [8], [9, 4]]


@pytest.mark.parametrize("size", [1, 2, 3, 8])
@pytest.mark.parametrize("lengths", [(1,), (1, 1, 1, 1), (5, 2, 9), (32,)])
def test_each_row_goes_to_one_process_and_no_two_have_shares_that_differ_by_more_than_a_row(size, lengths):
    batches = np.split(np.arange(sum(lengths)), np.cumsum(lengths)[:-1])
    shares = [[row for share in World(CPU, rank, size).deal(batches) for row in share] for rank in range(size)]
    assert sorted(sum(shares, [])) == list(range(sum(lengths)))
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


def test_sums_are_over_all_processes_and_one_alone_waits_for_none():
    two = World(CPU, 0, 2, lambda tensor: tensor.add_(torch.tensor([10.0, 20.0])))
    given = np.array([1.0, 2.0])
    assert two.total(given).tolist() == [11.0, 22.0] and given.tolist() == [1.0, 2.0]
    assert ALONE.total(given) is given


@pytest.mark.parametrize(("theirs", "agree"), [((7, 9), True), ((8, 9), False), ((7, 8), False)])
def test_processes_agree_where_all_their_numbers_are_the_same(theirs, agree):
    assert World(CPU, 0, 2, lambda tensor: tensor.add_(torch.tensor(theirs))).agrees(7, 9) is agree
    assert ALONE.agrees(7, 9)


def test_each_process_draws_numbers_of_its_own_for_each_step_and_the_same_ones_again():
    drawn = {}
    for seed, step, rank in ((1, 3, 0), (1, 3, 1), (1, 4, 0), (2, 3, 0)):
        World(CPU, rank, 2, seed=seed).draw(step)
        drawn[seed, step, rank] = torch.rand(4)
    assert len({tuple(each.tolist()) for each in drawn.values()}) == 4
    World(CPU, 1, 2, seed=1).draw(3)
    assert torch.equal(torch.rand(4), drawn[1, 3, 1])


def test_a_process_alone_goes_on_drawing_where_it_is():
    state = torch.get_rng_state()
    ALONE.draw(3)
    assert torch.equal(torch.get_rng_state(), state)


def test_what_is_where_it_should_be_is_not_copied():
    tensor = torch.zeros(2)
    assert to_device(tensor, CPU) is tensor and to_device(tensor, torch.device("meta")).device.type == "meta"
    assert best_device().type == ("cuda" if torch.cuda.is_available() else "cpu")
