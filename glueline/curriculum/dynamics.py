"""What the scouts know of a task's rows: how hard they are to learn, and to answer for models that did not learn them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.compute as pc

from glueline.tables.examples import id_order
from glueline.tables.parquet import read_batches

UNKNOWN = -1  # idx of a row that scouts cannot have read
COLUMNS = ("loss", "confidence", "variability", "correctness")


@dataclass(frozen=True)
class Dynamics:
    """Of N rows the idx (int64, ascending, the first one UNKNOWN) and each of COLUMNS (float32, NaN where there is none)."""

    idx: np.ndarray
    columns: dict[str, np.ndarray]

    def __len__(self) -> int:
        """How many rows are known."""
        return len(self.idx) - 1

    def of(self, idx: np.ndarray) -> dict[str, np.ndarray]:
        """Each of COLUMNS for the rows of these idx (float64), NaN for those that were not scouted."""
        at = np.minimum(np.searchsorted(self.idx, idx), len(self))
        found = self.idx[at] == idx
        return {name: np.where(found, values[at].astype(np.float64), np.nan) for name, values in self.columns.items()}


def read_dynamics(path: Path, task: str) -> Dynamics:
    """A task's rows of a table SCOUTED, train and tune alike: they share the idx of their source."""
    found = [*_of_task(path, task)]
    idx, *columns = (np.concatenate([start, *parts]) for start, *parts in zip(_nothing(), *found, strict=True))
    order = np.argsort(idx)
    return Dynamics(idx[order], {name: values[order] for name, values in zip(COLUMNS, columns, strict=True)})


def _nothing() -> list[np.ndarray]:
    return [np.array([UNKNOWN]), *[np.array([np.nan], np.float32) for _ in COLUMNS]]


def _of_task(path: Path, task: str) -> Iterator[list[np.ndarray]]:
    for batch in read_batches(path, ["id", "task", *COLUMNS]):
        rows = batch.filter(pc.equal(batch["task"], task))
        idx = np.array([id_order(each)[2] for each in rows["id"].to_pylist()], np.int64)
        yield [idx, *[rows[name].to_numpy(zero_copy_only=False) for name in COLUMNS]]
