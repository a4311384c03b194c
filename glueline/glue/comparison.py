"""Two sides compared on the same rows: their difference, how sure it is, and what would have been found.

The paired bootstrap (Efron and Tibshirani 1993; Koehn 2004 of systems' scores): each draw of the rows is scored for both sides.
Where a side has several seeds, each draw also moves their mean by as much as so few of them leave it unsure (Student's t), so
that an interval is over examples and seeds jointly. One seed says nothing of other seeds. Differences are other minus base, in
points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from glueline.glue.cells import DECIMALS
from glueline.glue.intervals import clustered, drawn_scores, percentiles
from glueline.glue.metrics import measure
from glueline.glue.seeds import over_seeds
from glueline.glue.significance import detectable, detectable_by_width, drawn_p, holm, mcnemar

ACCURACY = ("accuracy",)


@dataclass(frozen=True)
class Pair:
    """One table: its metrics, whose mean is the score; labels [N]; what the sides say by seed, base [S, N] and other [T, N];
    the cluster of each row [N], from 0 on without gaps, where rows hang together."""

    metrics: tuple[str, ...]
    labels: np.ndarray
    base: np.ndarray
    other: np.ndarray
    clusters: np.ndarray | None = None

    def scores(self, answers: np.ndarray) -> list[float]:
        """The score of each seed of a side [seeds, N]."""
        return [float(np.mean(list(measure(self.metrics, self.labels, said).values()))) for said in answers]

    def difference(self) -> float:
        return float(np.mean(self.scores(self.other)) - np.mean(self.scores(self.base)))


@dataclass(frozen=True)
class SeedDraws:
    """How much each seed counts in each draw, base [R, S] and other [R, T], 1 in all: one model answers all tables, so all
    share them."""

    base: np.ndarray
    other: np.ndarray


def draw_seeds(base: int, other: int, matched: bool, resamples: int, key: list[int]) -> SeedDraws:
    """Draws of so many seeds a side; where they are `matched`, one by one the same, both sides have the same draws."""
    random = np.random.default_rng([*key, *b"seeds"])
    first = seed_shares(base, resamples, random)
    return SeedDraws(first, first if matched else seed_shares(other, resamples, random))


def seed_shares(seeds: int, resamples: int, random: np.random.Generator) -> np.ndarray:
    """[R, seeds], 1 in all of a row, so that scores x counted by them scatter as mean(x) + t std(x) / sqrt(seeds), t of Student
    with seeds - 1 degrees of freedom: seeds drawn with replacement would come to only (seeds - 1) / seeds of the variance."""
    if seeds == 1:
        return np.ones((resamples, 1))
    apart = random.standard_normal((resamples, seeds))
    apart -= apart.mean(1, keepdims=True)
    tails = np.sqrt(random.chisquare(seeds - 1, (resamples, 1)) / (seeds - 1))
    return 1 / seeds + apart / tails / (seeds * (seeds - 1)) ** 0.5


def side_draws(pair: Pair, seeds: SeedDraws, key: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """The score of base and of other under each draw of the rows (or of their clusters) and of the seeds, both [R]."""
    rows = np.arange(len(pair.labels)) if pair.clusters is None else pair.clusters

    def drawn(answers: np.ndarray, shares: np.ndarray) -> np.ndarray:
        each = [drawn_scores(pair.metrics, pair.labels, said, clustered(rows, len(shares), key)) for said in answers]
        return (np.array(each).T * shares).sum(axis=1)

    return drawn(pair.base, seeds.base), drawn(pair.other, seeds.other)


def compared(pair: Pair, base: np.ndarray, other: np.ndarray) -> dict:
    """{"rows", "base", "other" (`side`), "difference", "low", "high", "p", "mcnemar" (of accuracy alone, one seed a side),
    "detectable"} from the pair and the draws of both sides [R]. McNemar takes rows for independent: not where they hang
    together."""
    alone = pair.metrics == ACCURACY and len(pair.base) == len(pair.other) == 1 and pair.clusters is None
    rights = [said[0] == pair.labels for said in (pair.base, pair.other)]
    disagreement = float(np.mean(rights[0] != rights[1]))
    found = detectable(len(pair.labels), disagreement) if alone else detectable_by_width(*percentiles(other - base))
    return {
        "rows": len(pair.labels),
        "base": side(pair.scores(pair.base), base),
        "other": side(pair.scores(pair.other), other),
        **difference(pair.difference(), other - base),
        "mcnemar": mcnemar(*rights) if alone else None,
        "detectable": None if found is None else round(found, DECIMALS),
    }


def side(scores: list[float], draws: np.ndarray) -> dict:
    """One side by itself: `over_seeds` of its scores by seed, and "examples": its interval over rows and seeds jointly, from
    its draws [R]."""
    return over_seeds(scores) | {"examples": [round(end, DECIMALS) for end in percentiles(draws)]}


def difference(value: float, draws: np.ndarray) -> dict:
    """{"difference", "low", "high" (95 % percentile interval), "p"} from the value and its draws [R]."""
    low, high = percentiles(draws)
    found = {"difference": value, "low": low, "high": high}
    return {name: round(each, DECIMALS) for name, each in found.items()} | {"p": drawn_p(draws)}


def mean_difference(groups: Sequence[Sequence[str]], made: Mapping[str, dict], draws: Mapping[str, np.ndarray]) -> dict | None:
    """The same of a mean of tables, those of a group averaged first, and {"over"}: the tables in it. None where there is none.
    `made`: by table what `compared` says."""
    there = [[name for name in group if name in draws] for group in groups]
    there = [group for group in there if group]
    if not there:
        return None
    value = np.mean([np.mean([made[name]["difference"] for name in group]) for group in there])
    drawn = np.mean([np.mean([draws[name] for name in group], axis=0) for group in there], axis=0)
    return difference(float(value), drawn) | {"over": [name for group in there for name in group]}


def compare(pairs: Mapping[str, Pair], matched: bool, resamples: int,
            key: Sequence[int]) -> tuple[dict[str, dict], dict[str, np.ndarray]]:
    """What `compared` says of each table by name, its ps corrected for all of them (`holm`, also in `mcnemar`), and the draws
    of each difference [R], from which that of a mean of tables follows."""
    if not pairs:
        return {}, {}
    first = next(iter(pairs.values()))
    seeds = draw_seeds(len(first.base), len(first.other), matched, resamples, list(key))
    return corrected(pairs, {name: side_draws(pair, seeds, [*key, *name.encode()]) for name, pair in pairs.items()})


def corrected(pairs: Mapping[str, Pair],
              sides: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> tuple[dict[str, dict], dict[str, np.ndarray]]:
    """The same from the score of base and of other under each draw, [R] both, by table."""
    made = {name: compared(pair, *sides[name]) for name, pair in pairs.items()}
    for found in (list(made.values()), [one["mcnemar"] for one in made.values() if one["mcnemar"]]):
        for one, each in zip(found, holm([one["p"] for one in found]), strict=True):
            one["holm"] = each
    return made, {name: other - base for name, (base, other) in sides.items()}


def draws_of_all(metrics: tuple[str, ...], labels: np.ndarray, answers: np.ndarray, clusters: np.ndarray | None, resamples: int,
                 key: list[int]) -> np.ndarray:
    """The score of each of M sides (one seed each, answers [M, N]) under each draw of the rows [M, R]: the draws are those of
    `side_draws` with the same key, made once for all sides."""
    rows = np.arange(len(labels)) if clusters is None else clusters
    pieces = [[drawn_scores(metrics, labels, said, [times]) for said in answers] for times in clustered(rows, resamples, key)]
    return np.concatenate(pieces, axis=1)
