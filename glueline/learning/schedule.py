"""How a training is laid out over its steps: the rate, and where reviews lie."""

from dataclasses import dataclass

from glueline.learning.unfit import refuse_unfit


@dataclass(frozen=True)
class Schedule:
    """rate: at its peak. warmup, cooldown: shares of the steps. reviews: at equal distances in the stable part. rest: what is
    left of a task's share of steps when it does not improve, 0 to 1. The last three serve the adaptive schedule alone. Raises
    Refused on values that make no sense."""

    rate: float
    warmup: float
    adaptive: bool
    reviews: int
    cooldown: float
    rest: float

    def __post_init__(self) -> None:
        refuse_unfit(
            "", ("rate", self.rate, self.rate > 0, "above 0"), ("reviews", self.reviews, self.reviews >= 0, "at least 0"),
            ("warmup", self.warmup, 0 <= self.warmup < 1, "at least 0, below 1"),
            ("cooldown", self.cooldown, 0 <= self.cooldown < 1 and self.warmup + self.cooldown <= 1,
             "at least 0, below 1, within 1 - warmup"),
            ("rest", self.rest, 0 <= self.rest <= 1, "from 0 to 1"))


def rise_and_fall(step: int, rising: int, falls: int, end: int) -> float:
    """The rate at a step, as a share of its peak: linear up to 1 over the first `rising` steps, linear down from step `falls`
    on, to reach 0 at `end`, one step after the last. Warm-up and linear decay is the case `falls` = `rising`.

    >>> [rise_and_fall(step, 2, 3, 5) for step in range(5)]
    [0.5, 1.0, 1.0, 0.6666666666666666, 0.3333333333333333]
    """
    if step < rising:
        return (step + 1) / rising
    return min(1.0, (end - step) / (end - falls + 1))


def review_steps(rising: int, falls: int, reviews: int) -> list[int]:
    """The steps before which `reviews` reviews stand: they cut the steps from `rising` to `falls` into equal stretches. Fewer
    where there are fewer steps than reviews.

    >>> review_steps(10, 90, 3)
    [30, 50, 70]
    """
    marks = {rising + (falls - rising) * number // (reviews + 1) for number in range(1, reviews + 1)}
    return sorted(mark for mark in marks if rising <= mark < falls)
