"""Batches hold every row once an epoch, within the budget, with little padding."""

import numpy as np

from glueline.learning.batches import cut_by_budget, length_batches, plan


def test_rows_are_cut_at_the_budget_with_padding_counted_by_hand():
    lengths = np.array([2, 3, 3, 5, 9])
    order = np.arange(5)
    # 3 rows padded to 3 are 9 of 10 tokens; adding the 5 would make 20; the 9 is alone
    assert [batch.tolist() for batch in cut_by_budget(order, lengths, 10)] == [[0, 1, 2], [3], [4]]
    assert [batch.tolist() for batch in cut_by_budget(order, lengths, 10, rows_at_most=2)] == [[0, 1], [2, 3], [4]]


def test_a_row_longer_than_the_budget_is_a_batch_of_its_own():
    assert [batch.tolist() for batch in cut_by_budget(np.arange(2), np.array([4, 50]), 10)] == [[0], [1]]


def test_every_row_stands_in_one_batch_and_the_padding_is_small():
    lengths = np.random.default_rng(0).integers(4, 120, 3000)
    batches = length_batches(lengths, 2048, 10_000, np.random.default_rng(1))
    assert sorted(np.concatenate(batches).tolist()) == list(range(3000))
    assert all(len(batch) * lengths[batch].max() <= 2048 for batch in batches)
    assert sum(len(batch) * lengths[batch].max() for batch in batches) < 1.03 * lengths.sum()


def test_a_plan_shows_every_row_once_in_each_of_its_tasks_epochs_and_mixes_the_tasks():
    lengths = {"a": np.full(40, 8), "b": np.full(25, 4)}
    epochs = {"a": 3, "b": 5}
    steps = plan(lengths, budget=32, rows_at_most=99, epochs=epochs, seed=7)
    seen = {task: np.concatenate([rows for name, rows in steps if name == task]) for task in lengths}
    assert np.bincount(seen["a"][:40]).tolist() == [1] * 40
    assert np.bincount(seen["a"]).tolist() == [3] * 40 and np.bincount(seen["b"]).tolist() == [5] * 25
    for part in (steps[: len(steps) // 3], steps[-len(steps) // 3 :]):
        assert {task for task, _ in part} == {"a", "b"}
    first = [(task, rows.tolist()) for task, rows in steps]
    again = [(task, rows.tolist()) for task, rows in plan(lengths, budget=32, rows_at_most=99, epochs=epochs, seed=7)]
    assert first == again
    assert first != [(task, rows.tolist()) for task, rows in plan(lengths, budget=32, rows_at_most=99, epochs=epochs, seed=8)]
