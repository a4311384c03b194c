"""What a curriculum is like: rows by phase and kind, what each part decides, and two tables to draw.

The map of confidence against variability is that of Swayamdipta et al. 2020, "Dataset cartography" (arXiv 2009.10795).
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from heapq import nsmallest
from io import StringIO
from math import isnan
from pathlib import Path

import numpy as np

from glueline.curriculum.difficulty import PARTS, PHASES
from glueline.curriculum.rated import Rated
from glueline.tables.examples import id_hash, row_id
from glueline.tables.json_file import write_json

POINTS = 500  # of a task on the map
DIFFICULTY = ("task", "phase", "family", "rows", "label", "difficulty", *PARTS)
CARTOGRAPHY = ("id", "task", "phase", "confidence", "variability", "correctness")


class Report:
    """What is known of each task of a curriculum, noted as its rows are rated."""

    def __init__(self, weights: Mapping[str, float], seed: int) -> None:
        """`weights`: of each part in the difficulty; `seed`: draws the map's points."""
        self.weights, self.seed = weights, seed
        self.phases: dict[str, dict] = {}
        self.parts: dict[str, dict] = {}
        self.means: list[list] = []
        self.points: list[list] = []

    def note(self, task: str, rated: Rated) -> None:
        """Add a task."""
        self.phases[task] = rows_by_phase(rated)
        self.parts[task] = parts_of(rated, self.weights)
        self.means += means(task, rated)
        self.points += points(task, rated, self.seed)

    def write(self, curriculum: Path, rows: dict) -> None:
        """summary.json, with `rows` in it, difficulty.csv and cartography.csv."""
        write_json(curriculum / "summary.json", {**rows, "phases": self.phases, "difficulty": self.parts})
        write_csv(curriculum / "difficulty.csv", DIFFICULTY, self.means)
        write_csv(curriculum / "cartography.csv", CARTOGRAPHY, self.points)


def rows_by_phase(rated: Rated) -> dict[str, dict]:
    """Train rows by phase: {"1": {"natural": rows, family: {operator: rows}}}."""
    found: dict[str, dict] = {}
    for phase in range(1, PHASES + 1):
        numbers = np.bincount(rated.kind[rated.train & (rated.ratings.phase == phase)], minlength=len(rated.kinds))
        found[str(phase)] = {"natural": int(numbers[0])}
        for (family, operator), rows in zip(rated.kinds, numbers.tolist(), strict=True):
            if family is not None and rows:
                found[str(phase)].setdefault(family, {})[operator] = rows
    return found


def parts_of(rated: Rated, weights: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Of each part the share of natural train rows of which it is `known`, and its `share` of their difficulty (together 1)."""
    known = np.array([~np.isnan(rated.ratings.parts[part][: rated.kept]) for part in PARTS])
    weighed = known * np.array([[weights[part]] for part in PARTS])
    shares = (weighed / weighed.sum(0)).mean(1)
    return {part: {"known": round(float(there.mean()), 4), "share": round(float(share), 4)}
            for part, there, share in zip(PARTS, known, shares, strict=True)}


def means(task: str, rated: Rated) -> Iterator[list]:
    """Lines of DIFFICULTY: the mean label, difficulty and parts, by phase and family of train rows. (Scouts doubt the rarer
    label more: a difficulty by their loss or doubt can leave a phase with hardly more than one of the labels.)"""
    families = [family for family, _ in rated.kinds]
    for phase in range(1, PHASES + 1):
        for family in sorted(set(families), key=str):
            of_family = np.isin(rated.kind, [number for number, each in enumerate(families) if each == family])
            rows = rated.train & of_family & (rated.ratings.phase == phase)
            if rows.any():
                columns = (rated.labels, rated.ratings.difficulty, *(rated.ratings.parts[part] for part in PARTS))
                yield [task, phase, family or "natural", int(rows.sum()), *(_mean(column[rows]) for column in columns)]


def points(task: str, rated: Rated, seed: int) -> Iterator[list]:
    """Lines of CARTOGRAPHY: natural train rows that scouts learned, POINTS of them at most, by the lowest hashes."""
    def identity(at: int) -> str:
        return row_id(task, "train", int(rated.idx[at]))

    learned = np.flatnonzero(~np.isnan(rated.dynamics["confidence"][: rated.kept])).tolist()
    for at in sorted(nsmallest(POINTS, learned, key=lambda at: id_hash(seed, identity(at)))):
        numbers = (_shown(rated.dynamics[name][at]) for name in CARTOGRAPHY[3:])
        yield [identity(at), task, int(rated.ratings.phase[at]), *numbers]


def write_csv(path: Path, names: Iterable[str], lines: Iterable[list]) -> None:
    """Write lines under a head, the same bytes on every system."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows([list(names), *lines])
    path.write_text(text.getvalue(), "utf-8", newline="\n")


def _mean(values: np.ndarray) -> str:
    known = values[~np.isnan(values)]
    return _shown(known.mean()) if len(known) else ""


def _shown(value: float) -> str:
    return "" if isnan(value) else f"{value:.4f}"
