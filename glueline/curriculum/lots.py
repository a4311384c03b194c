"""Which rows of a task a teacher sees: train rows below a cap, rows generated from them, and all tune rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from glueline.refusal import Refused
from glueline.tables.adversarial import table_path
from glueline.tables.examples import PREPARED, id_hash, id_order
from glueline.curriculum.mixture import Mixture
from glueline.tables.parquet import read_rows

LINEAGE = ("parent_id", "operator", "family", "label_effect")
NATURAL = {**dict.fromkeys(LINEAGE), "weight": 1.0}


@dataclass(frozen=True)
class Cap:
    """Of `of` rows the `kept` whose hash is `hash_at_most` or lower."""

    of: int
    kept: int
    hash_at_most: int


@dataclass(frozen=True)
class Lot:
    """A task's rows: those of `folder`/train.parquet below the cap; generated ones of theirs, at `places` of their table, each
    with `weight` of its loss; the `tune` rows of tune.parquet."""

    folder: Path
    seed: int
    cap: Cap
    generated_path: Path
    places: np.ndarray
    weight: float
    tune: int

    def natural(self) -> Iterator[dict]:
        """The train rows of PREPARED, in order."""
        rows = read_rows(self.folder / "train.parquet")
        return (row for row in rows if id_hash(self.seed, row["id"]) <= self.cap.hash_at_most)

    def rows(self) -> Iterator[dict]:
        """Natural train rows, generated ones, tune rows: with `family` and those columns of CURRICULUM that are no ratings."""
        yield from (row | NATURAL for row in self.natural())
        yield from (row | {"weight": self.weight} for row in self._generated())
        yield from (row | NATURAL for row in read_rows(self.folder / "tune.parquet"))

    def _generated(self) -> Iterator[dict]:
        waiting = iter(self.places.tolist())
        wanted = next(waiting, None)
        if wanted is None:
            return
        for place, row in enumerate(read_rows(self.generated_path, [*PREPARED.names, *LINEAGE])):
            if place == wanted:
                yield row
                wanted = next(waiting, None)


def lot_of(task: str, prepared: Path, adversarial: Path, at_most: int | None, seed: int, mixture: Mixture) -> Lot:
    """The train rows of the lowest hashes (all where `at_most` is None) and what the mixture adds. Raises Refused where there
    are no train rows, or a generated row's parent is not there."""
    folder, generated_path = prepared / task, table_path(adversarial, "train", task)
    path = folder / "train.parquet"
    idx, hashes = _keys(path, seed) if path.exists() else (np.zeros(0, np.int64), np.zeros(0, np.uint64))
    kept = len(hashes) if at_most is None else min(len(hashes), at_most)
    if kept < 1:
        raise Refused(f"{path}: no train rows of {task}; take it out of order's tasks, or choose a source that has them")
    cap = Cap(len(hashes), kept, int(np.sort(hashes)[kept - 1]))
    seen = hashes <= np.uint64(cap.hash_at_most)
    tune, _ = _keys(folder / "tune.parquet", seed)
    places = mixture.drawn(generated_path, f"{task}/train", idx[seen], np.union1d(idx[~seen], tune), seed)
    return Lot(folder, seed, cap, generated_path, places, mixture.weight, len(tune))


def _keys(path: Path, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """idx (int64) and hash (uint64) of each row's id."""
    keys = ((id_order(row["id"])[2], id_hash(seed, row["id"])) for row in read_rows(path, ["id"]))
    found = np.fromiter(keys, [("idx", np.int64), ("hash", np.uint64)])
    return found["idx"], found["hash"]
