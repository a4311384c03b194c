"""Which task comes next, at which rate, and when a training ends.

Plain: every task its planned steps, the rate rising over a warm-up and falling linearly. Adaptive: the article's schedule
that "dynamically adapts based on task difficulty and training progress", which it names and does not define. Chosen here:
warm-up, a stable part and a cooldown (Hu et al. 2024, arXiv 2404.06395; Haegele et al. 2024, arXiv 2405.18392), because such
a training may end at any time and still come to rest. Reviews during the stable part move steps to tasks that are hard and
improve, halve the rate of those that do not, and begin the cooldown once none does. To improve is to be better than at the best
review before: at a high rate tasks swing, each unlearning a little of the others, and a swing back is no progress.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from glueline.learning.course import Course
from glueline.learning.reviews import Finding, findings, quotas
from glueline.learning.schedule import Schedule, review_steps, rise_and_fall


@dataclass(frozen=True)
class Turn:
    """One step, numbered from 0: its task, its rows as micro-batches, its rate, and the share of the training, as
    long as it now looks, that lies before it."""

    number: int
    task: str
    batches: tuple[np.ndarray, ...]
    rate: float
    progress: float


class Syllabus:
    """The turns of a training, one after the other. `step`: turns given so far; `end`: turns of the whole training, which a
    review may lower. Where `review_due()`, call `review` before the next turn. `log`: one dict a review and task."""

    def __init__(self, courses: dict[str, Course], schedule: Schedule, seed: int) -> None:
        self.courses, self.schedule = courses, schedule
        self.planned = np.array([course.planned for course in courses.values()])
        self.budget = self.end = int(self.planned.sum())
        self.random = np.random.default_rng(seed)
        self.step = 0
        self.factors = dict.fromkeys(courses, 1.0)
        self.skills: dict[str, np.ndarray] | None = None
        self.log: list[dict] = []
        self.rising = max(1, round(schedule.warmup * self.budget))
        if schedule.adaptive:
            self.falls = self.budget - round(schedule.cooldown * self.budget)
            self.reviews = review_steps(self.rising, self.falls, schedule.reviews)
            self._owe(self.planned / self.budget)
        else:
            self.falls, self.reviews = self.rising, []
            self.owed = self.planned.tolist()

    def __iter__(self) -> "Syllabus":
        return self

    def __next__(self) -> Turn:
        if self.step == self.end:
            raise StopIteration
        assert not self.review_due(), f"step {self.step}: a review is due before the next turn"
        if not any(self.owed):  # the cooldown begins
            self._owe(self.planned / self.budget)
        # drawn by what tasks are still owed, so that none runs out long before the others
        at = int(np.searchsorted(np.cumsum(self.owed), self.random.integers(sum(self.owed)), side="right"))
        self.owed[at] -= 1
        task = list(self.courses)[at]
        rate = self.schedule.rate * self.factors[task] * rise_and_fall(self.step, self.rising, self.falls, self.end)
        turn = Turn(self.step, task, self.courses[task].next(), rate, self.progress)
        self.step += 1
        return turn

    @property
    def progress(self) -> float:
        """The share of the training, as long as it now looks, that lies before the next turn."""
        return self.step / self.end

    def review_due(self) -> bool:
        held = len(self.log) // len(self.courses)
        return self.step < self.falls and self.step in self.reviews[held:]

    def review(self, skills: Mapping[str, np.ndarray]) -> None:
        """`skills`: of each task the probability given to each tune row's right answer, for a grade 1 - |error| / 5, not under
        0; the same rows each time. Sets rates, shares and, once no task improves, the beginning of the cooldown. Raises
        Refused where a task has fewer than two tune rows."""
        assert self.review_due() and set(skills) <= set(self.courses), "a review comes when it is due, to tasks that are taught"
        exact = {task: np.asarray(skills.get(task, ()), np.float64) for task in self.courses}
        found = findings(exact, self.skills)
        self.skills = {task: max(best, exact[task], key=np.mean) for task, best in (self.skills or exact).items()}
        for task, each in found.items():
            self.factors[task] = 1.0 if each.improving else self.factors[task] / 2
        weights = self.planned / self.budget
        if any(each.improving for each in found.values()):
            weights = weights * [each.difficulty * (1 if each.improving else self.schedule.rest) for each in found.values()]
        else:  # the cooldown's share of the steps stays what it would have been
            self.falls = self.step
            self.end = self.step + round(self.step * self.schedule.cooldown / (1 - self.schedule.cooldown))
        shares = weights / weights.sum()
        self.log += [self._entry(task, each, share) for (task, each), share in zip(found.items(), shares.tolist(), strict=True)]
        self._owe(shares)

    def state(self) -> dict:
        """Where the training stands between two turns, for JSON."""
        plain = {key: getattr(self, key) for key in ("step", "falls", "end")}
        copied = {"owed": list(self.owed), "factors": dict(self.factors), "log": list(self.log)}
        skills = self.skills and {task: each.tolist() for task, each in self.skills.items()}
        courses = {task: course.state() for task, course in self.courses.items()}
        return {**plain, **copied, "skills": skills, "courses": courses, "random": self.random.bit_generator.state}

    def restore(self, state: dict) -> None:
        """Go on from a state of a syllabus made of the same; every turn that follows is the one that followed there."""
        self.step, self.falls, self.end = (state[key] for key in ("step", "falls", "end"))
        self.owed, self.factors, self.log = list(state["owed"]), dict(state["factors"]), list(state["log"])
        self.skills = state["skills"] and {task: np.array(each) for task, each in state["skills"].items()}
        self.random.bit_generator.state = state["random"]
        for task, course in self.courses.items():
            course.restore(state["courses"][task])

    def _owe(self, shares: np.ndarray) -> None:
        """Deal out the steps until the next review, the cooldown or the end, by `shares` [tasks] that sum to 1."""
        coming = [*(step for step in self.reviews if step > self.step), self.falls] if self.step < self.falls else [self.end]
        self.owed = quotas(shares, coming[0] - self.step, self.random)

    def _entry(self, task: str, found: Finding, share: float) -> dict:
        """A line of the log: what a review found of a task, and what follows from it until the next."""
        seen = {"step": self.step, "task": task, **asdict(found), "improving": found.improving}
        return {**seen, "share": share, "factor": self.factors[task]}
