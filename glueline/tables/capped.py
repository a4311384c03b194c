"""Some of a table's rows, always the same ones: those whose ids hash lowest."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from glueline.tables.examples import id_hash
from glueline.tables.parquet import read_rows


def capped_rows(path: Path, at_most: int | None, seed: int) -> Iterator[dict]:
    """The `at_most` rows (all where None) of the lowest hashes under `seed`, in the table's order. A row kept under a cap is
    kept under every larger one."""
    if at_most is None:
        yield from read_rows(path)
        return
    hashes = np.fromiter((id_hash(seed, row["id"]) for row in read_rows(path, ["id"])), np.uint64)  # 8 bytes a row, no list
    hashes.sort()
    kept = hashes[:at_most]
    yield from (row for row in read_rows(path) if len(kept) and id_hash(seed, row["id"]) <= kept[-1])
