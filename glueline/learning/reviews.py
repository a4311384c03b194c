"""What a review finds: how well each task is answered, how hard that makes it, and whether it still improves.

The article adapts "based on task difficulty and training progress" and gives no formula. Chosen here: both are measured on
the same rows of `tune` each time, by the probability given to the right answer, which moves long before an accuracy does;
progress is a paired difference, because rows differ far more from each other than a row does from itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from glueline.refusal import Refused

EASIEST, HARDEST = 0.5, 2.0  # difficulty is kept within


@dataclass(frozen=True)
class Finding:
    """Of one task: mean skill (0 to 1); difficulty (1 is average); gain over the best review before with its standard error,
    None at the first one, which nothing can be compared with."""

    skill: float
    difficulty: float
    gain: float | None
    standard_error: float | None

    @property
    def improving(self) -> bool:
        """The gain exceeds its standard error, or there is none to judge by yet."""
        return self.gain is None or self.standard_error is None or self.gain > self.standard_error


def findings(skills: Mapping[str, np.ndarray], best: Mapping[str, np.ndarray] | None) -> dict[str, Finding]:
    """`skills`: of each task [its tune rows], from 0 to 1; `best`: the same rows at its best review. Raises Refused where a
    task has fewer than two rows, which have no standard error."""
    refuse_few({task: len(each) for task, each in skills.items()})
    for task, each in skills.items():
        assert ((each >= 0) & (each <= 1)).all(), f"{task}: a skill is not within 0 and 1"
    means = {task: float(each.mean()) for task, each in skills.items()}
    hard = difficulties(means)
    gains = {task: paired_gain(best[task], each) if best else (None, None) for task, each in skills.items()}
    return {task: Finding(means[task], hard[task], *gains[task]) for task in skills}


def refuse_few(rows: Mapping[str, int]) -> None:
    """Raise Refused on a task with fewer than two tune rows."""
    for task, count in rows.items():
        if count < 2:
            raise Refused(f"params.yaml: prepare: tune_share: {task} has {count} tune rows and a review needs 2: raise it, "
                          "or turn the adaptive schedule off")


def paired_gain(before: np.ndarray, after: np.ndarray) -> tuple[float, float]:
    """Mean difference of the same rows [rows], and its standard error.

    >>> paired_gain(np.array([0.5, 0.5]), np.array([0.5, 0.75]))
    (0.125, 0.125)
    """
    assert before.shape == after.shape, "a review sees the same rows each time"
    difference = after - before
    return float(difference.mean()), float(difference.std(ddof=1) / len(difference) ** 0.5)


def difficulties(skills: Mapping[str, float]) -> dict[str, float]:
    """What each task lacks in skill over what tasks lack on average, within EASIEST and HARDEST.

    >>> difficulties({"a": 0.25, "b": 0.75, "c": 1.0})  # lacking a third on average
    {'a': 2.0, 'b': 0.75, 'c': 0.5}
    """
    average = sum(1 - skill for skill in skills.values()) / len(skills)
    if average == 0:
        return dict.fromkeys(skills, 1.0)
    return {task: min(max((1 - skill) / average, EASIEST), HARDEST) for task, skill in skills.items()}


def quotas(shares: np.ndarray, steps: int, random: np.random.Generator) -> list[int]:
    """`steps` dealt out by shares [tasks] that sum to 1: each gets shares * steps rounded down or up, by a chance that makes
    it right on average, and together they get `steps` (systematic sampling)."""
    ends = np.minimum(np.floor(np.cumsum(shares) * steps + random.random()), steps)
    ends[-1] = steps  # whatever the rounding of the sum
    return np.diff(ends, prepend=0).astype(int).tolist()
