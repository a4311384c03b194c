"""What a turn may be taught by beside labels: how often, and how much it counts."""

from dataclasses import dataclass

from glueline.learning.unfit import refuse_unfit


@dataclass(frozen=True)
class Consistency:
    """A related task reads the rows too in every `every`th step, whichever task's it is; the disagreement counts `weight`
    times."""

    every: int
    weight: float

    def __post_init__(self) -> None:
        refuse_unfit("consistency", ("every", self.every, self.every >= 1, "at least 1"),
                     ("weight", self.weight, self.weight >= 0, "0 (off) or more"))


@dataclass(frozen=True)
class Phrases:
    """The share of a row's gaps that should be boundaries, and how much the squared distance from it counts."""

    rate: float
    weight: float

    def __post_init__(self) -> None:
        refuse_unfit("phrases", ("rate", self.rate, 0 <= self.rate <= 1, "from 0 to 1"),
                     ("weight", self.weight, self.weight >= 0, "0 (off) or more"))
