"""Two sides of a comparison on the same validation rows and seeds, as the benches keep their runs.

A run is {"predictions": {task: {"label": [...], "prediction": [...]}}, ...}. Not a program of its own.
"""

from itertools import product

import numpy as np

from glueline.glue import comparison
from glueline.glue.comparison import Pair, mean_difference
from glueline.glue.tasks import TASKS
from glueline.refusal import Refused

RESAMPLES, ALL = 4000, "all"


def compare(base: dict[int, dict], other: dict[int, dict]) -> dict[str, dict]:
    """Other minus base, in points, by task and for their mean (`all`): the mean over the seeds that both have, and the 95 %
    percentile interval over draws of rows and of seeds (of one seed: of rows alone), both sides on the same ones. Raises
    Refused where two runs answered other rows."""
    seeds = sorted(set(base) & set(other))
    pairs = {}
    for task, kept in base[seeds[0]]["predictions"].items():
        labels = np.array(kept["label"], np.float64)
        for side, seed in product((base, other), seeds):
            if side[seed]["predictions"][task]["label"] != kept["label"]:
                raise Refused(f"{task}, seed {seed}: not the rows, or not the order, of the other runs; make it anew")
        pairs[task] = Pair(TASKS[task].metrics, labels, said(base, task, seeds), said(other, task, seeds))
    made, draws = comparison.compare(pairs, True, RESAMPLES, [0])
    made[ALL] = mean_difference([[task] for task in pairs], made, draws)
    return {name: {key: round(found[key], 4) for key in ("difference", "low", "high")} for name, found in made.items()}


def said(runs: dict[int, dict], task: str, seeds: list[int]) -> np.ndarray:
    """What the runs of a side answered to a task's rows [seeds, rows]."""
    return np.array([runs[seed]["predictions"][task]["prediction"] for seed in seeds], np.float64)
