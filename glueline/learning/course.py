"""One task's rows as an endless series of steps, easy rows first, that can be left and taken up again anywhere.

Four phases of rows, the harder ones joining those already open: the "baby steps" curriculum (Spitkovsky et al. 2010, "From
baby steps to leapfrog"; described for networks by Cirik et al. 2016, arXiv 1611.06204). The article tells the four phases and
"dynamic batch sizing based on example complexity", and neither when a phase begins nor by what rule sizes change. Chosen here:
a phase opens at a share of the task's planned steps; harder rows come in smaller micro-batches, down to a share `hardest` of
the token budget, while a step keeps its number of rows, so that the effective batch stays steady.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from glueline.learning.batches import by_length, cut_by_budget
from glueline.learning.lessons import Lessons
from glueline.learning.phases import PHASES
from glueline.learning.unfit import refuse_unfit
from glueline.refusal import Refused


@dataclass(frozen=True)
class Pace:
    """rows: of a step. tokens: budget of a micro-batch of phase 1, padding counted. hardest: the share of `tokens` that a
    micro-batch of the last phase has, in (0, 1]; 1 gives all the same. opens: the share of the planned steps at which each
    phase's rows join; zeros open everything at once. Raises Refused on values that make no sense."""

    rows: int
    tokens: int
    hardest: float
    opens: tuple[float, ...]

    def __post_init__(self) -> None:
        ascending = len(self.opens) == PHASES and self.opens[0] == 0 and all(a <= b for a, b in pairwise(self.opens))
        refuse_unfit(
            "", ("rows", self.rows, self.rows >= 1, "at least 1"), ("tokens", self.tokens, self.tokens >= 1, "at least 1"),
            ("hardest", self.hardest, 0 < self.hardest <= 1,
             "above 0, at most 1 (1: micro-batches of the same size for all rows)"),
            ("opens", self.opens, ascending and self.opens[-1] < 1,
             f"{PHASES} ascending shares below 1, the first 0 (0: no curriculum)"))


class Course:
    """A task's steps. `planned` is how many its epochs come to; the series goes on past them. `taken`: steps so far."""

    def __init__(self, lengths: np.ndarray, phases: np.ndarray, pace: Pace, epochs: int, seed: int | Sequence[int]) -> None:
        """lengths (tokens) and phases (1 to PHASES): [rows] each. `seed` as numpy.random.default_rng takes it."""
        assert len(lengths) == len(phases) > 0 and epochs >= 1, "a course has rows, each with length and phase, and an epoch"
        self.lengths, self.phases, self.pace = lengths, phases, pace
        self.planned = epochs * -(-len(lengths) // pace.rows)
        self.taken = 0
        self.random = np.random.default_rng(seed)
        self.opened = 0  # phases whose rows have joined
        self.waiting = np.zeros(0, np.int64)  # rows of this pass in the order in which they come
        self._pass_begins()

    def next(self) -> tuple[np.ndarray, ...]:
        """The rows of the next step (row numbers), cut into micro-batches within the budget of rows as hard as they are."""
        rows = self._rows()
        hardness = (self.phases[rows].mean() - 1) / (PHASES - 1)
        budget = self.pace.tokens * (1 - (1 - self.pace.hardest) * hardness)
        return tuple(cut_by_budget(rows, self.lengths, budget))

    def state(self) -> dict:
        """Where the course stands, for JSON: how far it is, and where and from what randomness its present pass began."""
        return {"taken": self.taken, "pass": self.pass_began, "random": self.random_then}

    def restore(self, state: dict) -> None:
        """Go on from a state of a course made of the same. Repeats the pass's drawing, so that no row need be kept."""
        self.taken, self.waiting = state["pass"], np.zeros(0, np.int64)
        self.random.bit_generator.state = state["random"]
        self._pass_begins()
        while self.taken < state["taken"]:
            self._rows()

    def _rows(self) -> np.ndarray:
        """Row numbers of the next step, from short to long."""
        opened = self._phases_open()
        if not len(self.waiting):
            self._pass_begins()
            self._join(self.phases <= opened)
        elif opened > self.opened:
            self._join((self.phases > self.opened) & (self.phases <= opened))
        self.opened = opened
        rows, self.waiting = np.split(self.waiting, [self.pace.rows])
        self.taken += 1
        return rows

    def _phases_open(self) -> int:
        share = self.taken / self.planned  # divided, as decimals in params are: 0.7 opens at step 7 of 10, 0.7 * 10 > 7
        opened = sum(each <= share for each in self.pace.opens)
        return max(opened, int(self.phases.min()))  # a task may have no row of the first phases

    def _join(self, joining: np.ndarray) -> None:
        """Rows that `joining` (bool [rows]) marks join those that wait; all are grouped anew."""
        together = np.concatenate([self.waiting, np.flatnonzero(joining)])
        self.waiting = by_length(together, self.lengths, self.pace.rows, self.random)

    def _pass_begins(self) -> None:
        self.pass_began, self.random_then = self.taken, self.random.bit_generator.state


def courses(lessons: Lessons, pace: Pace, epochs: dict[str, int], seed: int) -> dict[str, Course]:
    """A course for each task of the lessons. Raises Refused where `epochs` does not name the tasks that have rows."""
    for task in sorted(set(epochs) ^ set(lessons.tasks)):
        found = "the teacher has no rows of it" if task in epochs else "missing, and the teacher has rows of it"
        raise Refused(f"params.yaml: teach: epochs: {task}: {found}")
    for task, number in epochs.items():
        if number < 1:
            raise Refused(f"params.yaml: teach: epochs: {task}: {number}: must be at least 1; or take the task out of order's")
    return {
        task: Course(encoded.lengths, lessons.phases[task], pace, epochs[task], (seed, at))
        for at, (task, encoded) in enumerate(lessons.encoded.items())
    }
