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
    lengths: dict[str, np.ndarray], budget: int, rows_at_most: int, epochs: int, seed: int
) -> list[tuple[str, np.ndarray]]:
    """Every step of a training: the task and which of its rows. Each epoch sees every row of every task once, mixed."""
    random = np.random.default_rng(seed)
    steps: list[tuple[str, np.ndarray]] = []
    for _ in range(epochs):
        epoch = [(task, rows) for task in lengths for rows in length_batches(lengths[task], budget, rows_at_most, random)]
        steps.extend(epoch[at] for at in random.permutation(len(epoch)))
    return steps
