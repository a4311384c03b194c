"""Batches hold every row once, within the budget, with little padding."""

import numpy as np
import pytest

from glueline.learning.batches import by_length, cut_by_budget


def test_rows_are_cut_at_the_budget_with_padding_counted_by_hand():
    lengths = np.array([2, 3, 3, 5, 9])
    # 3 rows padded to 3 are 9 of 10 tokens; adding the 5 would make 20; the 9 is alone
    assert [batch.tolist() for batch in cut_by_budget(np.arange(5), lengths, 10)] == [[0, 1, 2], [3], [4]]
    assert [batch.tolist() for batch in cut_by_budget(np.arange(5), lengths, 10, rows_at_most=2)] == [[0, 1], [2, 3], [4]]


def test_a_row_longer_than_the_budget_is_a_batch_of_its_own():
    assert [batch.tolist() for batch in cut_by_budget(np.arange(2), np.array([4, 50]), 10)] == [[0], [1]]


def test_rows_are_grouped_by_length_the_short_group_last():
    lengths = np.array([5, 1, 4, 2, 3, 9, 8])
    for seed in range(20):
        order = by_length(np.arange(7), lengths, 3, np.random.default_rng(seed)).tolist()
        assert sorted(order) == list(range(7))
        groups = [order[:3], order[3:6], order[6:]]
        assert all(sorted(group, key=lengths.__getitem__) == group for group in groups)
        # cut from short to long, rows [1 3 4 2 0 6 5] with one group of 1: at the first, the second or the last place
        cuts = ([[1], [3, 4, 2], [0, 6, 5]], [[1, 3, 4], [2], [0, 6, 5]], [[1, 3, 4], [2, 0, 6], [5]])
        assert sorted(groups) in [sorted(cut) for cut in cuts]


@pytest.mark.parametrize(("rows", "orders"), [(6, 2), (7, 6)])
def test_groups_come_in_every_order_and_any_of_them_is_the_short_one(rows, orders):
    seen = {tuple(by_length(np.arange(rows), np.arange(rows), 3, np.random.default_rng(seed))) for seed in range(100)}
    assert len(seen) == orders  # 7 rows: three places for the single row, which comes last, by two orders of the others


def test_rows_of_one_length_meet_anew_in_each_call():
    random = np.random.default_rng(0)
    calls = [by_length(np.arange(60), np.full(60, 7), 10, random).reshape(6, 10) for _ in range(2)]
    first, second = ({frozenset(group) for group in groups.tolist()} for groups in calls)
    assert not first & second


def test_groups_of_about_one_length_need_little_padding():
    lengths = np.random.default_rng(0).integers(4, 120, 3000)
    order = by_length(np.arange(3000), lengths, 32, np.random.default_rng(1))
    padded = sum(len(each) * lengths[each].max() for each in np.split(order, range(32, 3000, 32)))
    assert padded < 1.03 * lengths.sum()
