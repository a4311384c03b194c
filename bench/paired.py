"""Two sides of a comparison on the same validation rows and seeds: score differences with intervals, ratios of cost.

A run is {"predictions": {task: {"label": [...], "prediction": [...]}}, ...}. Not a program of its own.
"""

from collections.abc import Iterator

import numpy as np

from glueline.glue.metrics import METRICS
from glueline.glue.tasks import TASKS

RESAMPLES, PIECE = 1000, 50


def compare(base: dict[int, dict], other: dict[int, dict]) -> dict[str, dict]:
    """Other minus base, in points, by task and for their mean (`all`): the mean over the seeds that both have, and the 95 %
    percentile interval over draws of rows and of seeds, both sides on the same ones."""
    seeds, random = sorted(set(base) & set(other)), np.random.default_rng(0)
    rows = {task: len(kept["label"]) for task, kept in base[seeds[0]]["predictions"].items()}
    of_seeds = random.multinomial(len(seeds), np.full(len(seeds), 1 / len(seeds)), RESAMPLES).T / len(seeds)
    once = {task: np.ones((1, n)) for task, n in rows.items()}
    plain, drawn = differences(base, other, seeds, once), {cell: [] for cell in (*rows, "all")}
    for times in draws(rows, random):
        for cell, each in differences(base, other, seeds, times).items():
            drawn[cell].append(each)
    found = {}
    for cell, pieces in drawn.items():
        low, high = np.percentile((np.concatenate(pieces, 1) * of_seeds).sum(0), [2.5, 97.5])
        found[cell] = {"difference": float(plain[cell].mean().round(2)), "low": float(low.round(2)), "high": float(high.round(2))}
    return found


def draws(rows: dict[str, int], random: np.random.Generator) -> Iterator[dict[str, np.ndarray]]:
    """How often each row of each task counts, [PIECE, rows], in pieces that add up to RESAMPLES."""
    for _ in range(RESAMPLES // PIECE):
        yield {task: random.multinomial(n, np.full(n, 1 / n), PIECE).astype(float) for task, n in rows.items()}


def differences(base: dict, other: dict, seeds: list[int], times: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """By task and for their mean, other minus base for each seed and draw [seeds, draws]."""
    each = [(scores(other[seed], times), scores(base[seed], times)) for seed in seeds]
    return {cell: np.array([theirs[cell] - ours[cell] for theirs, ours in each]) for cell in each[0][0]}


def scores(run: dict, times: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Of one run, each task's score under each draw [draws], and their mean as `all`."""
    found = {}
    for task, kept in run["predictions"].items():
        labels, predictions = np.array(kept["label"]), np.array(kept["prediction"])
        found[task] = np.mean([METRICS[name](labels, predictions, times[task]) for name in TASKS[task].metrics], axis=0)
    return found | {"all": np.mean(list(found.values()), axis=0)}
