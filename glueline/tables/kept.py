"""Runs to be read: kept entries below leaderboard/, each file as it was kept, and the present one below data/scores."""

from dataclasses import dataclass
from pathlib import Path

from glueline.glue.cells import with_every
from glueline.refusal import Refused
from glueline.tables.files import file_sha256
from glueline.tables.json_file import read_json
from glueline.tables.seed_rows import alike_but_for_seed

PRESENT = "this run"


@dataclass(frozen=True)
class Kept:
    """One teacher's scores and the folder of its predictions."""

    teacher: str
    scores: dict
    predictions: Path

    @property
    def seed(self) -> int | None:
        """None of what has none of its own, as an ensemble."""
        seed = self.scores["lineage"].get("seed")
        return seed if isinstance(seed, int) else None


@dataclass(frozen=True)
class Entrant:
    """A side of a comparison: runs that differ in nothing but their seed, in order of the seeds."""

    name: str
    runs: tuple[Kept, ...]

    @property
    def seeds(self) -> list[int | None]:
        return [run.seed for run in self.runs]


def kept_entry(entry: Path) -> dict:
    """The content of entry.json. Raises Refused where a file of the entry is not the one that was kept."""
    about = read_json(entry / "entry.json")
    for name, sha256 in about["sha256"].items():
        if not (entry / name).exists() or file_sha256(entry / name) != sha256:
            raise Refused(f"{entry / name}: not the file that was kept; restore it with git, or `glueline keep` it anew")
    return about


def kept_scores(entry: Path) -> dict[str, dict]:
    """The scores of an entry's models by name, with every cell of today's task table."""
    return {name: scores | {"cells": with_every(scores["cells"])} for name, scores in read_json(entry / "scores.json").items()}


def find_entrant(name: str, leaderboard: Path, present: Path) -> Entrant:
    """The entry, `this run`, or one teacher, of that name: ENTRY, ENTRY/TEACHER, TEACHER (of the present run).

    Raises Refused where there is none, where its runs differ in more than their seed, or where two have one seed."""
    first, *others = runs = runs_of(name, leaderboard, present)
    for run in others:
        if alike_but_for_seed(run.scores) != alike_but_for_seed(first.scores):
            raise Refused(f"{name}: {first.teacher} and {run.teacher} differ in more than their seed; "
                          f"name one of them, as in {name}/{first.teacher}")
    found = Entrant(name, tuple(sorted(runs, key=lambda run: run.seed or 0)))
    for seed in set(found.seeds):
        if found.seeds.count(seed) > 1:
            named = " and ".join(run.teacher for run in found.runs if run.seed == seed)
            raise Refused(f"{name}: {named} have the same seed, {seed}; name one of them, as in {name}/{first.teacher}")
    return found


def runs_of(name: str, leaderboard: Path, present: Path) -> list[Kept]:
    """All that this name stands for, as `find_entrant` takes it, by teacher. Raises Refused where there is nothing."""
    if found := _runs(name, leaderboard, present):
        return found
    known = sorted([*(path.parent.name for path in leaderboard.glob("*/entry.json")), *_teachers(present)])
    raise Refused(f"{name}: no entry in {leaderboard} and no teacher in {present}; there are: {', '.join(known) or 'none'}")


def _runs(name: str, leaderboard: Path, present: Path) -> list[Kept]:
    whole, _, one = name.rpartition("/")
    if name == PRESENT:
        return [_present(present, teacher) for teacher in _teachers(present)]
    if (leaderboard / name / "entry.json").is_file():
        return _entry(leaderboard / name)
    if not whole:
        return [_present(present, name)] if name in _teachers(present) else []
    return [run for run in _runs(whole, leaderboard, present) if run.teacher == one]


def _entry(folder: Path) -> list[Kept]:
    kept_entry(folder)
    return [Kept(teacher, scores, folder / "predictions" / teacher)
            for teacher, scores in sorted(kept_scores(folder).items())]


def _present(present: Path, teacher: str) -> Kept:
    return Kept(teacher, read_json(present / teacher / "scores.json"), present / teacher / "predictions")


def _teachers(present: Path) -> list[str]:
    return sorted(path.parent.name for path in present.glob("*/scores.json"))
