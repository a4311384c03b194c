"""Which rows of a task a learner sees: train rows below a cap, rows generated from them, all tune rows, and test texts without
label where they are asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from glueline.curriculum.mixture import Mixture
from glueline.glue.tasks import TASKS
from glueline.refusal import Refused
from glueline.tables.adversarial import table_path
from glueline.tables.capped import capped_rows
from glueline.tables.examples import PREPARED, id_hash, id_order
from glueline.tables.parquet import read_rows

LINEAGE = ("parent_id", "operator", "family", "label_effect")
NATURAL = {**dict.fromkeys(LINEAGE), "weight": 1.0}
UNLABELLED = {**dict.fromkeys(LINEAGE), "label": None, "weight": 0.0}  # no loss by a label may ever count


@dataclass(frozen=True)
class Cap:
    """Of `of` rows the `kept` whose hash is `hash_at_most` or lower."""

    of: int
    kept: int
    hash_at_most: int


@dataclass(frozen=True)
class Lot:
    """A task's rows: those of `folder`/train.parquet below the cap; generated ones of theirs, at `places` of their table, each
    with `weight` of its loss; the `tune` rows of tune.parquet; `unlabelled` test texts, of each of the splits `tests` at most
    `at_most`, of those `there`, without the `held` ones: their text stands in some validation split too."""

    folder: Path
    seed: int
    cap: Cap
    generated_path: Path
    places: np.ndarray
    weight: float
    tune: int
    tests: tuple[str, ...]
    at_most: int | None
    held: frozenset[str]
    unlabelled: int
    there: int

    def natural(self) -> Iterator[dict]:
        """The train rows of PREPARED, in order."""
        rows = read_rows(self.folder / "train.parquet")
        return (row for row in rows if id_hash(self.seed, row["id"]) <= self.cap.hash_at_most)

    def rows(self) -> Iterator[dict]:
        """Natural train rows, generated ones, tune rows, test texts: with `family` and those columns of CURRICULUM that are no
        ratings."""
        yield from (row | NATURAL for row in self.natural())
        yield from (row | {"weight": self.weight} for row in self._generated())
        yield from (row | NATURAL for row in read_rows(self.folder / "tune.parquet"))
        for split in self.tests:
            yield from (row | UNLABELLED for row in capped_rows(self.folder / f"{split}.parquet", self.at_most, self.seed)
                        if row["id"] not in self.held)

    def _generated(self) -> Iterator[dict]:
        waiting = iter(self.places.tolist())
        wanted = next(waiting, None)
        if wanted is None:
            return
        for place, row in enumerate(read_rows(self.generated_path, [*PREPARED.names, *LINEAGE])):
            if place == wanted:
                yield row
                wanted = next(waiting, None)


def lot_of(
    task: str, prepared: Path, adversarial: Path, at_most: int | None, seed: int, mixture: Mixture, tests: bool = False
) -> Lot:
    """The train rows of the lowest hashes (all where `at_most` is None) and what the mixture adds; with `tests`, as many of
    each test split that is there. Raises Refused where there are no train rows, or a generated row's parent is not there."""
    folder, generated_path = prepared / task, table_path(adversarial, "train", task)
    path = folder / "train.parquet"
    idx, hashes = _keys(path, seed) if path.exists() else (np.zeros(0, np.int64), np.zeros(0, np.uint64))
    kept = _under(at_most, len(hashes))
    if kept < 1:
        raise Refused(f"{path}: no train rows of {task}; take it out of order's tasks, or choose a source that has them")
    cap = Cap(len(hashes), kept, int(np.sort(hashes)[kept - 1]))
    seen = hashes <= np.uint64(cap.hash_at_most)
    tune, _ = _keys(folder / "tune.parquet", seed)
    places = mixture.drawn(generated_path, f"{task}/train", idx[seen], np.union1d(idx[~seen], tune), seed)
    rows = test_rows(task, folder, seed) if tests else {}
    held = held_texts(prepared, task) if rows else frozenset()
    used = sum(row["id"] not in held for split in rows for row in capped_rows(folder / f"{split}.parquet", at_most, seed))
    return Lot(folder, seed, cap, generated_path, places, mixture.weight, len(tune), tuple(rows), at_most, held, used,
               sum(rows.values()))


def held_texts(prepared: Path, task: str) -> frozenset[str]:
    """Ids of the task's test rows whose text stands in a validation split of any task, as the ledger has them."""
    return frozenset(row["id"] for row in read_rows(prepared / "leakage.parquet", ["id", "where"])
                     if row["id"].startswith(f"{task}/test") and "validation" in row["where"])


def test_rows(task: str, folder: Path, seed: int) -> dict[str, int]:
    """The task's test splits that are there, and the rows of each."""
    files = {split: folder / f"{split}.parquet" for split in TASKS[task].splits if split.startswith("test")}
    return {split: len(_keys(path, seed)[0]) for split, path in files.items() if path.exists()}


def _under(at_most: int | None, rows: int) -> int:
    return rows if at_most is None else min(rows, at_most)


def _keys(path: Path, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """idx (int64) and hash (uint64) of each row's id."""
    keys = ((id_order(row["id"])[2], id_hash(seed, row["id"])) for row in read_rows(path, ["id"]))
    found = np.fromiter(keys, [("idx", np.int64), ("hash", np.uint64)])
    return found["idx"], found["hash"]
