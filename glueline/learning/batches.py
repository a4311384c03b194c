"""Rows of about one length together, so that padding is not worth naming: into steps, and into batches by token budget."""

import numpy as np


def cut_by_budget(order: np.ndarray, lengths: np.ndarray, budget: float, rows_at_most: int = 2**31) -> list[np.ndarray]:
    """Cut rows, given from short to long, into batches of at most `budget` tokens, padding included, and `rows_at_most`
    rows. A row longer than the budget is a batch of its own."""
    batches, start = [], 0
    for end in range(1, len(order) + 1):
        rows = end - start
        if end == len(order) or rows == rows_at_most or (rows + 1) * lengths[order[end]] > budget:
            batches.append(order[start:end])
            start = end
    return batches


def by_length(rows: np.ndarray, lengths: np.ndarray, size: int, random: np.random.Generator) -> np.ndarray:
    """The row numbers `rows` in a new order [rows]: every `size` of them are of about one length, from short to long, and
    these groups come in random order. Rows of one length meet anew in each call.

    Where `size` does not divide the rows, the last group has fewer. Which rows those are is drawn: were they always the
    longest, these few would weigh more than all others, having a step for themselves in each pass.
    """
    shuffled = random.permutation(rows)
    ordered = shuffled[np.argsort(lengths[shuffled], kind="stable")]
    sizes = np.full(-(-len(rows) // size), size)
    last = random.integers(len(sizes))
    sizes[last] -= sizes.sum() - len(rows)
    groups = np.split(ordered, np.cumsum(sizes)[:-1])
    others = random.permutation([at for at in range(len(groups)) if at != last]).astype(int)
    return np.concatenate([groups[at] for at in (*others, last)])
