"""Batches by token budget and length: rows of about one length together, so that padding is not worth naming."""

import numpy as np


def cut_by_budget(order: np.ndarray, lengths: np.ndarray, budget: int, rows_at_most: int = 2**31) -> list[np.ndarray]:
    """Cut rows, given from short to long, into batches of at most `budget` tokens, padding included, and `rows_at_most`
    rows. A row longer than the budget is a batch of its own."""
    batches, start = [], 0
    for end in range(1, len(order) + 1):
        rows = end - start
        if end == len(order) or rows == rows_at_most or (rows + 1) * lengths[order[end]] > budget:
            batches.append(order[start:end])
            start = end
    return batches


def length_batches(lengths: np.ndarray, budget: int, rows_at_most: int, random: np.random.Generator) -> list[np.ndarray]:
    """All rows in batches of about one length, the batches in random order; rows of one length meet anew in each call."""
    shuffled = random.permutation(len(lengths))
    ordered = shuffled[np.argsort(lengths[shuffled], kind="stable")]
    batches = cut_by_budget(ordered, lengths, budget, rows_at_most)
    return [batches[at] for at in random.permutation(len(batches))]


def plan(
    lengths: dict[str, np.ndarray], budget: int, rows_at_most: int, epochs: dict[str, int], seed: int
) -> list[tuple[str, np.ndarray]]:
    """Every step of a training: the task and which of its rows. A task's rows all come once in each of its epochs, one epoch
    after the other; the tasks are mixed evenly from the first step to the last."""
    random = np.random.default_rng(seed)
    batches = {
        task: [rows for _ in range(epochs[task]) for rows in length_batches(lengths[task], budget, rows_at_most, random)]
        for task in lengths
    }
    turns = random.permutation([task for task in batches for _ in batches[task]])
    coming = {task: iter(each) for task, each in batches.items()}
    return [(str(task), next(coming[task])) for task in turns]
